// Folders that are packed: what belongs to a preset in them, and what they may not lead to.

import Bundles
import Foundation
import TestSupport
import Testing

@Suite("Packing a folder")
struct PackFolderTests {
    private let bench: PackBench

    init() throws {
        bench = try PackBench()
        try bench.folder.write(PackBench.module("one"), "dir/one.wasm")
        try bench.preset("dir/preset.json", nodes: [("a", "./one.wasm")])
    }

    @Test("takes README, licences and the picture along, and nothing else")
    func company() throws {
        let picture: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3]
        for (name, bytes) in [
            ("README.md", Array("# Hello".utf8)), ("LICENSE", [65]), ("LICENSE-MIT.txt", [66]), ("LICENSED.txt", [67]),
            ("picture.png", picture), ("notes.txt", [68]), ("cajon.lock", [69]),
        ] {
            try bench.folder.write(bytes, "dir/\(name)")
        }
        let packed = try bench.pack("dir")
        #expect(
            packed.names
                == ["LICENSE", "LICENSE-MIT.txt", "README.md", "effects/one.wasm", "picture.png", "preset.json"])
        #expect(BundleContents(packed).hasReadme)
        // A preset by itself has none of them.
        #expect(try bench.pack("dir/preset.json").names == ["effects/one.wasm", "preset.json"])
    }

    @Test("finds a single .json file, and wants to know which of several")
    func presetName() throws {
        try FileManager.default.moveItem(
            atPath: bench.folder.file("dir/preset.json"), toPath: bench.folder.file("dir/mine.json"))
        #expect(try bench.pack("dir").names == ["effects/one.wasm", "preset.json"])
        try bench.folder.write("{}", "dir/second.json")
        #expect(try bench.refusal("dir").contains("has 2 .json files in it"))
        try FileManager.default.createDirectory(atPath: bench.folder.file("empty"), withIntermediateDirectories: true)
        #expect(try bench.refusal("empty").contains("has no .json file in it"))
    }

    @Test("refuses pictures that are none, and more than one")
    func pictures() throws {
        try bench.folder.write("GIF89a", "dir/picture.png")
        #expect(try bench.refusal("dir").contains("is no picture of the kind that its name says"))
        try bench.folder.write([0xFF, 0xD8, 0xFF], "dir/picture.jpg")
        #expect(try bench.refusal("dir").contains("has 2 pictures"))
    }

    private func link(_ name: String, to target: String) throws {
        try? FileManager.default.removeItem(atPath: bench.folder.file(name))
        try FileManager.default.createSymbolicLink(atPath: bench.folder.file(name), withDestinationPath: target)
    }

    @Test("follows no link, wherever it is and wherever it leads")
    func links() throws {
        let module = try bench.folder.write(PackBench.module("two"), "outside/two.wasm")
        try link("dir/one.wasm", to: module)
        #expect(try bench.refusal("dir").contains("one.wasm: is a symbolic link"))
        try link("dir/one.wasm", to: "../outside/two.wasm")
        #expect(try bench.refusal("dir").contains("one.wasm: is a symbolic link"))
        try link("dir/sub", to: "../outside")
        try bench.preset("dir/preset.json", nodes: [("a", "sub/two.wasm")])
        #expect(try bench.refusal("dir").contains("is a symbolic link, or behind one"))
        // Whoever packs a preset by itself means the files that it leads to.
        #expect(try bench.pack("dir/preset.json").names == ["effects/two.wasm", "preset.json"])
        try bench.folder.write(PackBench.module("one"), "dir/real.wasm")
        try bench.preset("dir/preset.json", nodes: [("a", "real.wasm")])
        try link("dir/README.md", to: "/etc/hostname")
        #expect(try bench.refusal("dir").contains("README.md: is a symbolic link"))
        try FileManager.default.removeItem(atPath: bench.folder.file("dir/README.md"))
        try bench.folder.write("x", "outside/secret")
        try link("dir/real.assets", to: "../outside")
        #expect(try bench.pack("dir").names == ["effects/real.wasm", "preset.json"])
        try FileManager.default.removeItem(atPath: bench.folder.file("dir/real.assets"))
        try bench.folder.write("x", "dir/real.assets/fine")
        try link("dir/real.assets/secret", to: "../../outside/secret")
        #expect(try bench.refusal("dir").contains("secret: is a symbolic link"))
    }

    @Test("follows no link of a script's either")
    func scriptLinks() throws {
        try bench.folder.write("", "outside/b.js")
        try bench.folder.write("import './b.js'", "dir/a.js")
        try bench.preset("dir/preset.json", nodes: [("a", "a.js")])
        try link("dir/b.js", to: "../outside/b.js")
        // It isn't there for the script, which reads nothing from outside of its folder.
        #expect(try bench.pack("dir").names == ["effects/a/a.js", "preset.json"])
        try bench.folder.write("", "dir/c.js")
        try link("dir/b.js", to: "c.js")
        #expect(try bench.refusal("dir").contains("b.js: is a symbolic link"))
        try link("dir/a.js", to: "c.js")
        #expect(try bench.refusal("dir").contains("a.js: is a symbolic link"))
    }

    @Test("never waits for a pipe, and takes no device")
    func pipes() throws {
        try FileManager.default.removeItem(atPath: bench.folder.file("dir/one.wasm"))
        #expect(mkfifo(bench.folder.file("dir/one.wasm"), 0o600) == 0)
        #expect(try bench.refusal("dir").contains("one.wasm: is no regular file"))
        #expect(try bench.refusal("dir/preset.json").contains("one.wasm: is no regular file"))
        try FileManager.default.removeItem(atPath: bench.folder.file("dir/preset.json"))
        #expect(mkfifo(bench.folder.file("dir/preset.json"), 0o600) == 0)
        #expect(try bench.refusal("dir").contains("preset.json: is no regular file"))
    }

    @Test("reads no more than a bundle may hold")
    func sizes() throws {
        let path = try bench.folder.write([0], "dir/one.wasm")
        #expect(truncate(path, 1 << 40) == 0)
        #expect(try bench.refusal("dir").contains("one.wasm: has 1099511627776 bytes; at most"))
        #expect(truncate(try bench.folder.write([0], "dir/preset.json"), 1 << 40) == 0)
        #expect(try bench.refusal("dir").contains("preset.json: has 1099511627776 bytes; at most"))
    }

    @Test("has room for as many files as a bundle, and no more")
    func count() throws {
        let limit = BundleLimits().files
        for number in 0..<limit - 2 { try bench.folder.write([1], "dir/one.assets/\(number)") }
        #expect(try bench.pack("dir").files.count == limit)
        try bench.folder.write([1], "dir/one.assets/more")
        #expect(try bench.refusal("dir").contains("one too many: a bundle has at most \(limit) files"))
    }
}
