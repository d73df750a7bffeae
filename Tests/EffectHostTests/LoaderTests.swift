// From a file to an effect.

import EffectHost
import Foundation
import TestSupport
import Testing
import WasmEngine

@Suite("Loading a file")
struct LoaderTests {
    private func refusal(_ path: String, _ loader: EffectLoader) -> EffectError? {
        do throws(EffectError) {
            _ = try loader.load(path: path)
            return nil
        } catch {
            return error
        }
    }

    @Test("gives an effect under its path, or under the name it was asked for by")
    func names() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(Guest(), "one.wasm")
        let loader = try EffectLoader(cache: nil)
        #expect(try loader.load(path: path).name == path)
        #expect(try EffectLoader(cache: nil).load(path: path, name: "one").name == "one")
        #expect(try loader.load(path: path).byteCount == FileManager.default.contents(atPath: path)?.count)
    }

    @Test("reads it once")
    func readsOnce() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(Guest(), "one.wasm")
        let loader = try EffectLoader(cache: nil)
        let first = try loader.load(path: path)
        try FileManager.default.removeItem(atPath: path)
        #expect(try loader.load(path: path) === first)
    }

    @Test("lasts no longer than somebody needs it")
    func goes() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(Guest(), "one.wasm")
        var loader: EffectLoader? = try EffectLoader(cache: nil)
        weak let loaded = try loader?.load(path: path)
        weak let unused = loader
        #expect(loaded != nil)
        loader = nil
        #expect(loaded == nil)
        #expect(unused == nil)
    }

    @Test("gives instances that are stopped in time when loader and module have gone")
    func clockStays() throws {
        let guest = Guest().with(.process, Guest.endlessLoop)
        // Nothing but the player is kept.
        let player = try Host.player(guest, Host.loader { $0.blockMilliseconds = Host.shortLimit })
        #expect(player.play([[1], [2]]) == nil)
        #expect(player.instance.takeFault()?.description == "ran longer than its limit of 100 ms in process")
    }

    @Test("that isn't there, is a folder, or is too large is refused in words")
    func unreadable() throws {
        let folder = try TemporaryFolder()
        let loader = try EffectLoader(cache: nil)
        let missing = folder.file("missing.wasm")
        #expect(refusal(missing, loader)?.description == "effect ‘\(missing)’ can't be read: No such file or directory")
        #expect(
            refusal(folder.path, loader)?.description == "effect ‘\(folder.path)’ can't be read: Is a directory")
        let large = folder.file("large.wasm")
        // 100 MB that take no room on the disk; reading stops at the limit.
        try folder.write([], "large.wasm")
        let handle = try #require(FileHandle(forWritingAtPath: large))
        try handle.truncate(atOffset: 100_000_000)
        try handle.close()
        let error = try #require(refusal(large, loader))
        guard case .tooLarge(let byteCount, let limit) = error.kind else {
            Issue.record("\(error)")
            return
        }
        #expect(byteCount > limit && byteCount <= limit + 65_536)
    }

    @Test("that is a pipe or a device is refused at once, however long one would wait for it", .timeLimit(.minutes(1)))
    func noFile() throws {
        let folder = try TemporaryFolder()
        let pipe = folder.file("pipe.wasm")
        #expect(mkfifo(pipe, 0o600) == 0)
        let loader = try EffectLoader(cache: nil)
        for path in [pipe, "/dev/zero"] {
            #expect(refusal(path, loader)?.description.hasSuffix("can't be read: it is no file") == true, "\(path)")
        }
    }

    @Test("takes compiled code from the cache, and compiles anew when it is damaged")
    func cache() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(Guest(), "one.wasm")
        let cache = CodeCache(directory: folder.file("cache"))
        for _ in 0..<3 {
            let module = try EffectLoader(cache: cache).load(path: path)
            #expect(try Player(module, gain: 2).play([[1], [1]]) == [[2], [2]])
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("cache"))
            #expect(names.count == 1)
            // A bit in the middle of the code, for the next round to find.
            let entry = URL(filePath: folder.file("cache/\(names[0])"))
            var bytes = try Data(contentsOf: entry)
            bytes[bytes.count / 2] ^= 1
            try bytes.write(to: entry)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: entry.path)
        }
    }
}
