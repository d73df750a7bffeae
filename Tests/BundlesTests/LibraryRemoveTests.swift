// How bundles leave the library, and what else may lie there.

import Bundles
import Foundation
import Presets
import TestSupport
import Testing

@Suite("An installed bundle")
struct LibraryRemoveTests {
    private let bench: LibraryBench

    init() throws { bench = try LibraryBench() }

    private func remove(_ names: String...) throws(LibraryError) -> [String] {
        var removed: [String] = []
        try bench.library.remove(names) { removed.append($0.description) }
        return removed
    }

    @Test("goes by its version alone, or with all others by its id, and leaves nothing")
    func goes() throws {
        for version in ["1.0.0", "1.1.0", "2.0.0"] { try bench.install(try bench.bundle(version: version)) }
        #expect(try remove("tape-delay@1.1.0") == ["tape-delay@1.1.0"])
        #expect(try remove("tape-delay") == ["tape-delay@1.0.0", "tape-delay@2.0.0"])
        #expect(bench.names() == [])
    }

    @Test("that isn't there can't go, and then nothing goes")
    func notThere() throws {
        try bench.install(try bench.bundle())
        func words(_ names: String...) -> String {
            do throws(LibraryError) {
                try bench.library.remove(names) { _ in }
                return ""
            } catch {
                return error.description
            }
        }
        #expect(
            words("tape-delay", "tape-dely")
                == "‘tape-dely’ isn't installed; did you mean ‘tape-delay’?; ‘cajon preset list’ shows what is")
        #expect(words("tape-delay@9.0.0").contains("did you mean ‘tape-delay@1.0.0’?"))
        #expect(words("../tape-delay").contains("is no name of a bundle"))
        #expect(words("tape-delay@../x").contains("is no name of a bundle"))
        #expect(bench.library.identities.count == 1)
    }

    @Test("keeps its files for whoever uses it, though nobody finds it any more")
    func inUse() throws {
        try bench.install(try bench.bundle())
        var opened: OpenedBundle? = try bench.library.open(bench.identity())
        let descriptor = open(try #require(opened).folder + "/effects/e0.wasm", O_RDONLY)
        let folder = open(try #require(opened).folder, O_RDONLY | O_DIRECTORY)
        defer {
            close(descriptor)
            close(folder)
        }
        #expect(try remove("tape-delay") == ["tape-delay@1.0.0"])
        #expect(bench.library.identities == [])
        #expect(faccessat(folder, "effects/e1.wasm", R_OK, 0) == 0)
        // Somebody else may come to have the name meanwhile.
        try bench.install(try bench.bundle(salt: 1))
        #expect(faccessat(folder, "effects/e1.wasm", R_OK, 0) == 0)
        opened = nil
        #expect(try remove("tape-delay") == ["tape-delay@1.0.0"])
        #expect(bench.names() == [])
    }

    @Test("stays what it was for whoever uses it, whatever comes to have its name")
    func replacedInUse() throws {
        try bench.install(try bench.bundle())
        let first = try bench.library.open(bench.identity())
        let before = try Data(contentsOf: URL(filePath: first.folder + "/effects/e0.wasm"))
        _ = try remove("tape-delay")
        try bench.install(try bench.bundle(salt: 1))
        let second = try bench.library.open(bench.identity())
        #expect(first.place == second.place && first.folder != second.folder && !first.isSame(as: second))
        #expect(try Data(contentsOf: URL(filePath: first.folder + "/effects/e0.wasm")) == before)
        #expect(try Data(contentsOf: URL(filePath: second.folder + "/effects/e0.wasm")) != before)
        #expect(first.document.source.directory == first.folder)
    }

    @Test("goes, and leaves alone what Cajon hasn't made, though it is empty")
    func emptyStrangers() throws {
        try bench.install(try bench.bundle())
        for name in ["Notes", "old--things", "half-made"] {
            try FileManager.default.createDirectory(
                atPath: bench.library.directory + "/\(name)", withIntermediateDirectories: false)
        }
        #expect(try remove("tape-delay") == ["tape-delay@1.0.0"])
        #expect(bench.names() == ["Notes", "old--things"])
    }

    @Test("tells which of its files isn't as it was, by the bundle's name and not by where it lies")
    func verifies() throws {
        try bench.install(try bench.bundle())
        let changes: [(String, () throws -> Void)] = [
            ("e1.wasm", { try bench.folder.write("other", "data/bundles/tape-delay/1.0.0/effects/e1.wasm") }),
            ("extra", { try bench.folder.write("more", "data/bundles/tape-delay/1.0.0/extra") }),
            (
                "preset.json",
                { try FileManager.default.removeItem(atPath: bench.library.folder(bench.identity()) + "/preset.json") }
            ),
        ]
        for (name, change) in changes {
            try change()
            let error = try #require(throws: LibraryError.self) { try bench.library.verify(bench.identity()) }
            #expect(error.description.hasPrefix("tape-delay@1.0.0: "), "\(error)")
            #expect(error.description.contains(name), "\(error)")
            #expect(!error.description.contains(bench.folder.path), "\(error)")
            _ = try remove("tape-delay")
            try bench.install(try bench.bundle())
        }
    }

    @Test("is none that only looks like one: links, files, odd names and other things are never followed")
    func strangers() throws {
        try bench.install(try bench.bundle())
        let bundles = bench.library.directory
        let files = FileManager.default
        // A whole bundle elsewhere, which links lead to.
        try bench.install(try bench.bundle("elsewhere", "1.0.0"))
        try files.moveItem(atPath: bundles + "/elsewhere", toPath: bench.folder.file("outside"))
        try files.createSymbolicLink(atPath: bundles + "/linked", withDestinationPath: bench.folder.file("outside"))
        try files.createDirectory(atPath: bundles + "/half", withIntermediateDirectories: false)
        try files.createSymbolicLink(
            atPath: bundles + "/half/1.0.0", withDestinationPath: bench.folder.file("outside/1.0.0"))
        try bench.folder.write("a file", "data/bundles/file")
        try bench.folder.write("a file", "data/bundles/with-file/1.0.0")
        for odd in ["Upper", "two--hyphens", "new\nline", "tape-delay/1.0", "tape-delay/v2", "a@1.0.0", "-x"] {
            try bench.folder.write("x", "data/bundles/\(odd)/1.0.0/preset.json")
        }
        let entries = bench.finder.entries.map(\.name)
        #expect(entries == ["tape-delay@1.0.0"])
        for name in ["linked", "half", "file", "with-file"] {
            #expect(throws: LibraryError.self) { try bench.finder.open(name) }
            #expect(throws: LibraryError.self) { try bench.finder.open("\(name)@1.0.0") }
            #expect(throws: LibraryError.self) { try remove(name + "@1.0.0") }
        }
        let strangers = Set(bench.library.strangers)
        #expect(
            strangers.isSuperset(of: ["linked", "half/1.0.0", "file", "with-file/1.0.0", "Upper", "tape-delay/v2"]),
            "\(strangers)")
        #expect(files.fileExists(atPath: bench.folder.file("outside/1.0.0/preset.json")))
        #expect(try bench.finder.open("tape-delay").document.preset.name == "Tape Delay")
    }

    @Test("with a link in its folder isn't opened")
    func linkInside() throws {
        try bench.install(try bench.bundle())
        let effect = bench.library.folder(bench.identity()) + "/effects/e0.wasm"
        try FileManager.default.moveItem(atPath: effect, toPath: bench.folder.file("e0.wasm"))
        try FileManager.default.createSymbolicLink(atPath: effect, withDestinationPath: bench.folder.file("e0.wasm"))
        let error = try #require(throws: LibraryError.self) { try bench.finder.open("tape-delay") }
        #expect(error.description.contains("link"), "\(error)")
    }
}
