// Effects that read sound files: from what a user grants to the frames in the effect's memory.

import AudioGraph
import EffectHost
import EffectTestSupport
import Foundation
import Presets
import Session
import TestSupport
import Testing
import WasmEngine

@Suite("Assets from sound files")
struct AssetFileTests {
    private static let frameCount = 40
    /// Its own in every sample.
    private static let impulse = PlanarSound(channelCount: 2, frameCount: frameCount) { channel, frame in
        Float(channel * 100 + frame) / 256
    }

    /// Opens a sound when it is configured, and puts it out in place of the first block. Says the sound's rate in its log,
    /// by a line of so many letters as there are kilohertz.
    private static func guest(_ name: String = "impulse.wav") -> Guest {
        let module = "cajon:effect/assets@0.1.0"
        var guest = Guest().importing(
            "(import \"\(module)\" \"[static]sound.open\" (func $open (param i32 i32 i32)))",
            "(import \"\(module)\" \"[method]sound.sample-rate\" (func $rate (param i32) (result f32)))",
            "(import \"\(module)\" \"[method]sound.frames\" (func $frames (param i32) (result i32)))",
            "(import \"\(module)\" \"[method]sound.read\" (func $read (param i32 i32 i32 i32)))")
        guest = guest.adding(
            "(data (i32.const 8192) \"\(name)\")", "(data (i32.const 9000) \"\(String(repeating: "k", count: 200))\")")
        guest = guest.with(
            .configure,
            """
            (call $open (i32.const 8192) (i32.const \(name.utf8.count)) (i32.const 48))
            (if (i32.load8_u (i32.const 48)) (then unreachable))
            (call $read (i32.load (i32.const 52)) (i32.const 0) (call $frames (i32.load (i32.const 52))) (i32.const 64))
            (call $log (i32.const 1) (i32.const 9000)
              (i32.trunc_f32_s (f32.div (call $rate (i32.load (i32.const 52))) (f32.const 1000))))
            (i32.store8 (i32.const 16) (i32.const 0))
            (i64.store offset=4 align=4 (i32.const 16) (i64.const 0))
            (i32.const 16)
            """)
        return guest.with(
            .process,
            """
            (if (i64.eqz (local.get $position)) (then
              (memory.copy (local.get $input) (i32.load (i32.const 64)) (i32.shl (local.get $count) (i32.const 2)))))
            \(Guest.returnInput)
            """)
    }

    private let folder: TemporaryFolder
    private let chain: String

    init() throws {
        folder = try TemporaryFolder()
        chain = folder.file("guest.wasm")
        try Data(WasmEngine.wasm(fromText: Self.guest().text)).write(to: URL(filePath: chain))
    }

    private func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: folder.file(name), withIntermediateDirectories: true)
    }

    /// What the guest makes of silence, and what it says.
    private func play(_ grants: EffectGrants) throws -> (output: PlanarSound, log: [String]) {
        let store = EffectStore(loader: try EffectLoader(cache: nil, grants: grants))
        let preset = try PresetDocument.parse(chain: chain).resolve(using: store)
        var graph = try PlayableGraph(
            preset, format: RenderFormat(sampleRate: 48_000, channelCount: 2, maximumFrames: 512), store: store)
        let output = graph.render(PlanarSound(channelCount: 2, frameCount: Self.frameCount))
        return (output, graph.nodes[0].instance.drainLog().entries.map(\.message))
    }

    @Test("come with the rate, the channels and the frames of the file, to the bit")
    func frames() throws {
        try makeFolder("granted")
        _ = try folder.write(Self.impulse, "granted/impulse.wav", sampleRate: 96_000)
        let played = try play(.files(in: AssetFolder(folder.file("granted"))))
        #expect(played.output.difference(from: Self.impulse) == nil)
        #expect(played.log == [String(repeating: "k", count: 96)])
    }

    @Test("are the effect's own in the folder beside it")
    func own() throws {
        try makeFolder("guest.assets")
        _ = try folder.write(Self.impulse, "guest.assets/impulse.wav", sampleRate: 44_100)
        let played = try play(.files())
        #expect(played.output.difference(from: Self.impulse) == nil)
        #expect(played.log == [String(repeating: "k", count: 44)])
    }

    private func refusal(_ name: String, sampleLimit: Int = 1 << 20) throws -> AssetRefusal? {
        let file = try AssetFolder(folder.path).open(AssetName(name))
        do {
            _ = try SoundFileDecoder().decode(file, sampleLimit: sampleLimit)
            return nil
        } catch {
            return error
        }
    }

    @Test("that are no sound, or damaged, are unreadable, in words that name no path")
    func unreadable() throws {
        try Data("no sound at all, by any means".utf8).write(to: URL(filePath: folder.file("text.wav")))
        try Data().write(to: URL(filePath: folder.file("empty.wav")))
        let path = try folder.write(Self.impulse, "whole.wav", sampleRate: 48_000)
        let bytes = try Data(contentsOf: URL(filePath: path))
        try bytes.dropLast(100).write(to: URL(filePath: folder.file("cut.wav")))
        for name in ["text.wav", "empty.wav", "cut.wav"] {
            let refusal = try refusal(name)
            #expect(refusal?.kind == .unreadable, "\(name)")
            #expect(refusal?.description.contains(folder.path) == false)
            #expect(refusal?.description.hasPrefix("asset \(name): ") == true)
        }
        #expect(try refusal("whole.wav") == nil)
    }

    @Test("that have more samples than there is room for are too large")
    func tooLarge() throws {
        _ = try folder.write(Self.impulse, "sound.wav", sampleRate: 48_000)
        #expect(try refusal("sound.wav", sampleLimit: 2 * Self.frameCount) == nil)
        #expect(try refusal("sound.wav", sampleLimit: 2 * Self.frameCount - 1)?.kind == .tooLarge)
        #expect(try refusal("sound.wav", sampleLimit: 0)?.kind == .tooLarge)
    }

    @Test("leave no file open")
    func descriptors() throws {
        _ = try folder.write(Self.impulse, "sound.wav", sampleRate: 48_000)
        try Data("no sound".utf8).write(to: URL(filePath: folder.file("text.wav")))
        let granted = try AssetFolder(folder.path)
        func openCount() throws -> Int {
            // What this process has open in that folder: other tests open files meanwhile.
            try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count { name in
                let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(name)")
                return target?.hasPrefix(folder.path + "/") == true
            }
        }
        for name in ["sound.wav", "text.wav"] {
            _ = try? SoundFileDecoder().decode(granted.open(AssetName(name)), sampleLimit: 1 << 20)
            _ = try granted.open(AssetName(name)).byteCount
            #expect(try openCount() == 0)
        }
    }
}
