// Files that change while a program runs.

import EffectHost
import Foundation
import TestSupport
import Testing

@Suite("Loading a file again")
struct ReloadTests {
    @Test("gives what was loaded, as long as the file is as it was")
    func unchanged() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(Guest(), "one.wasm")
        try Self.settle(path)
        let loader = try EffectLoader(cache: nil)
        let first = try loader.load(path: path)
        #expect(try loader.reload(path: path) === first)
        #expect(first.isCurrent)
        #expect(first.sourceFiles == [path])
    }

    @Test("gives what is in it now, when it has changed")
    func changed() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(Guest(), "one.wasm")
        try Self.settle(path)
        let loader = try EffectLoader(cache: nil)
        let first = try loader.load(path: path)
        let playing = try Player(first)
        _ = try folder.write(Guest().describing { $0.name = "Another" }, "one.wasm")
        #expect(!first.isCurrent)
        // What nobody asks to be read again isn't.
        #expect(try loader.load(path: path) === first)
        let second = try loader.reload(path: path)
        #expect(second.descriptor.name == "Another")
        #expect(try loader.load(path: path) === second)
        #expect(playing.play([[1], [2]]) == [[1], [2]])
    }

    @Test("reads a file that was written a moment ago once more: its time may not show a second change")
    func justWritten() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(Guest(), "one.wasm")
        let loader = try EffectLoader(cache: nil)
        // In the future, so that no machine is too slow for it to be a moment ago.
        try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSinceNow: 600)], ofItemAtPath: path)
        let first = try loader.load(path: path)
        #expect(try loader.reload(path: path) !== first)
    }

    @Test("leaves the old one in place when the new one is refused")
    func refused() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(Guest(), "one.wasm")
        try Self.settle(path)
        let loader = try EffectLoader(cache: nil)
        let first = try loader.load(path: path)
        try Data("no module".utf8).write(to: URL(filePath: path))
        #expect(throws: EffectError.self) { try loader.reload(path: path) }
        #expect(try loader.load(path: path) === first)
        try FileManager.default.removeItem(atPath: path)
        #expect(throws: EffectError.self) { try loader.reload(path: path) }
        #expect(loader.sourceFiles(path: path) == [path])
        _ = try folder.write(Guest().describing { $0.name = "Mended" }, "one.wasm")
        #expect(try loader.reload(path: path).descriptor.name == "Mended")
    }

    /// Makes a file look as if it had been left alone for an hour.
    private static func settle(_ path: String) throws {
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -3_600)], ofItemAtPath: path)
    }
}
