// What is said of a bundle's contents, in words, and that looking runs nothing.

import Bundles
import EffectHost
import Foundation
import Presets
import TestSupport
import Testing
import WasmEngine

@Suite("A bundle's contents")
struct ContentsTests {
    private let bench: PackBench

    init() throws { bench = try PackBench() }

    /// Writes what was packed, and reads it again.
    private func written(_ packed: PackedBundle, signedWith key: SigningKey? = nil) throws -> BundleContents {
        let path = bench.folder.file("out.cajon")
        let folder = bench.folder.file("unpacked-\(UUID().uuidString)")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let bundle = try BundleWriter().write(packed.files, as: packed.identity, signedWith: key, to: path)
        #expect(bundle.signer == key?.publicKey && bundle.preset == packed.preset)
        return try BundleContents(try BundleReader().unpack(path, into: folder), unpacked: folder)
    }

    @Test("are the same before it is written and after it was unpacked")
    func roundTrip() throws {
        try bench.folder.write(PackBench.hungryModule("reverb"), "dir/reverb.wasm")
        try bench.folder.write("1", "dir/reverb.assets/Großer Saal.wav")
        try bench.installed.write(PackBench.module("gain"), "gain.wasm")
        try bench.folder.write("console.log(1)", "dir/wah/wah.js")
        try bench.folder.write("# Read me", "dir/README.md")
        try bench.preset(
            "dir/preset.json", nodes: [("a", "./reverb.wasm"), ("b", "gain"), ("c", "wah"), ("d", "gain")],
            effects: [("wah", "wah/wah.js")])
        let packed = try bench.pack("dir")
        let (before, after) = (BundleContents(packed), try written(packed, signedWith: SigningKey()))
        #expect(before.effects == after.effects && before.files == after.files && before.hasReadme == after.hasReadme)
        #expect(after.identity == packed.identity && after.preset == packed.preset)
        #expect(after.effects.map(\.name) == ["wah", "gain", "effects/reverb.wasm"])
        #expect(after.effects.map(\.nodes) == [["c"], ["b", "d"], ["a"]])
        #expect(after.effects.map(\.form) == ["script", "core module", "core module"])
        #expect(after.requests == [] && after.missing == [] && after.hasReadme)
        #expect(after.effects[1].sha256 == after.files.first { $0.path.text == "effects/gain.wasm" }?.sha256)
        #expect(after.byteCount == packed.files.reduce(0) { $0 + $1.bytes.count })
    }

    @Test("tell in words what an effect asks for")
    func words() throws {
        try bench.folder.write(
            WasmEngine.wasm(
                fromText: Guest().text.replacing(
                    #"(import "cajon:effect/log@0.1.0" "write" (func $log (param i32 i32 i32)))"#, with: "")),
            "silent.wasm")
        try bench.folder.write(PackBench.module("plain"), "plain.wasm")
        try bench.folder.write(PackBench.hungryModule("reverb"), "reverb.wasm")
        try bench.preset(nodes: [("a", "./silent.wasm"), ("b", "./plain.wasm"), ("c", "./reverb.wasm")])
        let contents = try written(try bench.pack())
        #expect(
            contents.effects.map(\.needsSentence) == [
                "gets samples and gives samples, and has nothing else",
                "gets samples and gives samples; it has a log that it writes lines to",
                "gets samples and gives samples; it has a log that it writes lines to; and sounds and data, in a folder "
                    + "that it will ask for",
            ])
        #expect(
            contents.requests.count == 1 && contents.requests[0].hasPrefix("effect ‘effects/reverb.wasm’ will ask for"))
    }

    @Test("show what can't be an effect, however hostile, and run none of it")
    func hostile() throws {
        // It would never return from being instantiated.
        let endless = Guest().replacing(.start, with: "(func $start (loop $for_ever (br $for_ever))) (start $start)")
        let foreign = Guest().importing("(import \"env\" \"system\" (func (param i32) (result i32)))")
        func file(_ name: String, _ bytes: [UInt8]) throws -> BundleWriter.File {
            BundleWriter.File(path: try BundlePath(name), bytes: bytes)
        }
        let preset = """
            {"format": 1, "name": "X", "nodes": [
              {"id": "a", "effect": "effects/endless.wasm"}, {"id": "b", "effect": "effects/foreign.wasm"},
              {"id": "c", "effect": "effects/text.wasm"}, {"id": "d", "effect": "elsewhere"}]}
            """
        let path = bench.folder.file("hostile.cajon")
        let folder = bench.folder.file("hostile")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        _ = try BundleWriter().write(
            [
                file("preset.json", Array(preset.utf8)),
                file("effects/endless.wasm", WasmEngine.wasm(fromText: endless.text)),
                file("effects/foreign.wasm", WasmEngine.wasm(fromText: foreign.text)),
                file("effects/text.wasm", Array("text".utf8)),
            ], as: BundleIdentity(id: "x", version: .initial), signedWith: nil, to: path)
        let contents = try BundleContents(try BundleReader().unpack(path, into: folder), unpacked: folder)
        #expect(contents.effects.map(\.outline.problems.isEmpty) == [true, false, false])
        #expect(contents.effects[1].outline.problems[0].contains("it imports ‘system’ from ‘env’"))
        #expect(contents.effects[2].outline.problems[0].hasPrefix("it is not WebAssembly, or damaged: "))
        #expect(contents.missing == ["elsewhere"])
        #expect(contents.requests[0].hasPrefix("effect ‘elsewhere’ isn't in the bundle"))
    }

    @Test("read neither a README that nobody asked for nor what is larger than any effect")
    func unread() throws {
        func file(_ name: String, _ byteCount: Int) throws -> BundleLock.File {
            BundleLock.File(path: try BundlePath(name), byteCount: byteCount, sha256: "")
        }
        let preset = #"{"format": 1, "name": "X", "nodes": [{"id": "a", "effect": "effects/a.wasm"}]}"#
        let contents = try BundleContents(
            of: BundleIdentity(id: "x", version: .initial),
            preset: PresetDocument.parse(Array(preset.utf8), path: "preset.json").preset,
            files: [file("README.md", 128 << 20), file("effects/a.wasm", GeneralLimits.maximumBytes + 1)]
        ) { path in
            Issue.record("read \(path.text)")
            return []
        }
        #expect(contents.hasReadme && contents.effects[0].byteCount == GeneralLimits.maximumBytes + 1)
        #expect(contents.effects[0].outline.problems.map { $0.contains("more than the ") } == [true])
    }

    @Test("have a README that is read when it is wanted, and is no longer than a text")
    func readme() throws {
        let folder = bench.folder.file("unpacked")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try bench.folder.write("# Read me", "unpacked/README.md")
        #expect(try BundleContents.readme(unpacked: folder) == "# Read me")
        try bench.folder.write([UInt8](repeating: 0x61, count: (1 << 20) + 1), "unpacked/README.md")
        let error = try #require(throws: PackingError.self) { try BundleContents.readme(unpacked: folder) }
        #expect(error.description.contains("README.md"))
    }
}
