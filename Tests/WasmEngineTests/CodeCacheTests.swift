// The cache of compiled code: what it gives back, what it refuses, and that it never gets in the way.
import Foundation
import Glibc
import TestSupport
import Testing
import WasmEngine

@Suite struct CodeCacheTests {
    private static let text = #"(module (func (export "run") (result i32) i32.const 42))"#

    /// A directory that is removed when the value goes away.
    private final class TemporaryDirectory {
        let path: String

        init() {
            path = FileManager.default.temporaryDirectory.appending(path: "cajon-cache-\(UUID())").path
            mkdir(path, 0o700)
        }

        deinit {
            try? FileManager.default.removeItem(atPath: path)
        }

        var cache: CodeCache { CodeCache(directory: path + "/a/b/cajon") }

        /// The names of files in the cache's directory.
        var entries: [String] {
            ((try? FileManager.default.contentsOfDirectory(atPath: cache.directory)) ?? []).sorted()
        }

        var entryPath: String { cache.directory + "/" + (entries.first ?? "none") }
    }

    /// Runs what was loaded, so that code from the cache is known to work.
    private func load(_ cache: CodeCache, text: String = text) throws -> WasmModule.Compilation {
        let module = try Guests.module(text, cache: cache)
        var store = try Guests.store()
        let instance = try store.instantiate(InstanceTemplate(module))
        let run = try store.function("run", of: instance, signature: FunctionSignature([], [.i32]))
        var value = RawValue()
        #expect(store.call(run, &value, count: 1) == nil)
        #expect(value.i32 == 42)
        #expect(module.exports.map(\.name) == ["run"])
        return module.compilation
    }

    private func mode(_ path: String) -> mode_t {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode & 0o777 : 0
    }

    @Test func `a module is compiled once, and then taken from files that only this user can read`() throws {
        let directory = TemporaryDirectory()
        #expect(try load(directory.cache) == .compiled)
        #expect(try load(directory.cache) == .cached)
        #expect(directory.entries.count == 1)
        #expect(mode(directory.entryPath) == 0o600)
        #expect(mode(directory.cache.directory) == 0o700)
        #expect(mode(directory.path + "/a") == 0o700)
    }

    @Test func `other content, and another engine's settings, are other entries`() throws {
        let directory = TemporaryDirectory()
        #expect(try load(directory.cache) == .compiled)
        #expect(try load(directory.cache, text: Self.text.replacing("i32.const 42", with: "(i32.const 42)")) == .cached)
        #expect(
            try load(directory.cache, text: Self.text.replacing("i32.const 42", with: "i32.const 42 nop")) == .compiled)
        var configuration = WasmEngine.Configuration()
        configuration.isPooled = false
        let other = try WasmModule(
            WasmEngine.wasm(fromText: Self.text), engine: WasmEngine(configuration), cache: directory.cache)
        #expect(other.compilation == .compiled)
        #expect(directory.entries.count == 3)
    }

    @Test(arguments: [0, 9, 15, 17, 30, 60, 88, 200, 5000, -1])
    func `an entry with a flipped bit is recompiled and replaced`(offset: Int) throws {
        let directory = TemporaryDirectory()
        #expect(try load(directory.cache) == .compiled)
        var bytes = try Data(contentsOf: URL(filePath: directory.entryPath))
        bytes[offset < 0 ? bytes.count + offset : offset] ^= 0x10
        try bytes.write(to: URL(filePath: directory.entryPath))
        #expect(try load(directory.cache) == .recompiledDamaged)
        #expect(try load(directory.cache) == .cached)
    }

    @Test(arguments: [0, 1, 87, 88, 1000])
    func `an entry that was cut short is recompiled and replaced`(length: Int) throws {
        let directory = TemporaryDirectory()
        #expect(try load(directory.cache) == .compiled)
        #expect(truncate(directory.entryPath, length) == 0)
        #expect(try load(directory.cache) == .recompiledDamaged)
        #expect(try load(directory.cache) == .cached)
    }

    @Test func `an entry under another entry's name is not believed`() throws {
        let directory = TemporaryDirectory()
        #expect(try load(directory.cache) == .compiled)
        let first = directory.entryPath
        let other = Self.text.replacing("i32.const 42", with: "i32.const 43")
        _ = try Guests.module(other, cache: directory.cache)
        let second = try #require(directory.entries.map { directory.cache.directory + "/" + $0 }.first { $0 != first })
        #expect(rename(second, first) == 0)
        #expect(try load(directory.cache) == .recompiledDamaged)
    }

    @Test(arguments: [0o640, 0o604, 0o620, 0o602, 0o666] as [mode_t])
    func `an entry that others can read or write is not believed`(mode: mode_t) throws {
        let directory = TemporaryDirectory()
        #expect(try load(directory.cache) == .compiled)
        #expect(chmod(directory.entryPath, mode) == 0)
        #expect(try load(directory.cache) == .recompiledDamaged)
        #expect(self.mode(directory.entryPath) == 0o600)
        #expect(try load(directory.cache) == .cached)
    }

    @Test func `an entry that is a link or a pipe is not followed`() throws {
        let directory = TemporaryDirectory()
        #expect(try load(directory.cache) == .compiled)
        let entry = directory.entryPath
        #expect(rename(entry, directory.path + "/elsewhere") == 0)
        #expect(symlink(directory.path + "/elsewhere", entry) == 0)
        #expect(try load(directory.cache) == .recompiledDamaged)
        #expect(try load(directory.cache) == .cached)
        #expect(unlink(entry) == 0)
        #expect(mkfifo(entry, 0o600) == 0)
        #expect(try load(directory.cache) == .recompiledDamaged)
        #expect(try load(directory.cache) == .cached)
    }

    @Test(arguments: [0o770, 0o707, 0o777] as [mode_t])
    func `a directory that others can write is not used at all`(mode: mode_t) throws {
        let directory = TemporaryDirectory()
        #expect(try load(directory.cache) == .compiled)
        #expect(chmod(directory.cache.directory, mode) == 0)
        #expect(try load(directory.cache) == .compiled)
        #expect(directory.entries.count == 1)
        #expect(chmod(directory.cache.directory, 0o700) == 0)
        #expect(try load(directory.cache) == .cached)
    }

    @Test func `a directory that is a symbolic link is not used`() throws {
        let directory = TemporaryDirectory()
        let real = directory.path + "/real"
        mkdir(real, 0o700)
        #expect(symlink(real, directory.path + "/link") == 0)
        let cache = CodeCache(directory: directory.path + "/link")
        #expect(try load(cache) == .compiled)
        #expect(try load(cache) == .compiled)
        #expect(try FileManager.default.contentsOfDirectory(atPath: real).isEmpty)
    }

    @Test(.enabled(if: geteuid() == 0, "only root can give files away"))
    func `a directory or an entry of another user is not used`() throws {
        let directory = TemporaryDirectory()
        #expect(try load(directory.cache) == .compiled)
        #expect(chown(directory.cache.directory, 65_534, 65_534) == 0)
        #expect(try load(directory.cache) == .compiled)
        #expect(chown(directory.cache.directory, 0, 0) == 0)
        #expect(chown(directory.entryPath, 65_534, 65_534) == 0)
        #expect(try load(directory.cache) == .recompiledDamaged)
        #expect(try load(directory.cache) == .cached)
    }

    @Test(arguments: ["/proc/nowhere/cajon", "/dev/null/cajon", "/dev/full", ""])
    func `where nothing can be written, modules are compiled and nothing fails`(path: String) throws {
        let cache = CodeCache(directory: path)
        #expect(try load(cache) == .compiled)
        #expect(try load(cache) == .compiled)
    }

    @Test func `an entry larger than the cache is not written`() throws {
        let directory = TemporaryDirectory()
        let cache = CodeCache(directory: directory.cache.directory, byteLimit: 1000)
        #expect(try load(cache) == .compiled)
        #expect(try load(cache) == .compiled)
        #expect(directory.entries.isEmpty)
    }

    @Test func `the least recently used entries make room, and abandoned files go`() throws {
        let directory = TemporaryDirectory()
        func text(_ number: Int) -> String { Self.text.replacing("(func", with: "(memory \(number)) (func") }
        #expect(try load(directory.cache, text: text(1)) == .compiled)
        let size = try Data(contentsOf: URL(filePath: directory.entryPath)).count
        let cache = CodeCache(directory: directory.cache.directory, byteLimit: size * 7 / 2)
        let oldest = directory.entryPath
        func age(_ path: String, hours: Int) {
            var times = [
                timeval(tv_sec: time(nil) - hours * 3600, tv_usec: 0),
                timeval(tv_sec: time(nil) - hours * 3600, tv_usec: 0),
            ]
            #expect(utimes(path, &times) == 0)
        }
        age(oldest, hours: 20)
        for (name, hours) in [("old.tmp", 2), ("new.tmp", 0)] {
            let path = directory.cache.directory + "/" + name
            try Data([1]).write(to: URL(filePath: path))
            age(path, hours: hours)
        }
        for number in 2...3 { #expect(try load(cache, text: text(number)) == .compiled) }
        #expect(try load(cache, text: text(1)) == .cached)
        #expect(try load(cache, text: text(4)) == .compiled)
        #expect(!FileManager.default.fileExists(atPath: oldest))
        #expect(directory.entries.count == 4)
        #expect(directory.entries.contains("new.tmp"))
        #expect(try load(cache, text: text(3)) == .cached)
    }

    @Test func `use keeps an entry young`() throws {
        let directory = TemporaryDirectory()
        #expect(try load(directory.cache) == .compiled)
        var times = [timeval(tv_sec: 1_000_000, tv_usec: 0), timeval(tv_sec: 1_000_000, tv_usec: 0)]
        #expect(utimes(directory.entryPath, &times) == 0)
        #expect(try load(directory.cache) == .cached)
        var status = stat()
        #expect(lstat(directory.entryPath, &status) == 0)
        #expect(time(nil) - status.st_mtim.tv_sec < 600)
    }

    @Test func `many tasks may fill and read one cache at once`() async throws {
        let directory = TemporaryDirectory()
        let cache = directory.cache
        try await withThrowingTaskGroup(of: WasmModule.Compilation.self) { group in
            for _ in 0..<24 { group.addTask { try load(cache) } }
            for try await compilation in group { #expect(compilation != .recompiledDamaged) }
        }
        #expect(directory.entries.count == 1)
        #expect(try load(cache) == .cached)
    }

    @Test func `the cost of a start with a warm cache is printed`() throws {
        let directory = TemporaryDirectory()
        let wasms = try (SampleModules.texts + [Self.text]).map { try WasmEngine.wasm(fromText: $0) }
        func start() throws -> [WasmModule.Compilation] {
            let engine = try WasmEngine()
            return try wasms.map { try WasmModule($0, engine: engine, cache: directory.cache).compilation }
        }
        _ = try start()
        var compilations: [WasmModule.Compilation] = []
        let duration = try ContinuousClock().measure { compilations = try start() }
        #expect(compilations == [.cached, .cached, .cached])
        print("an engine and three modules from a warm cache: \(duration)")
    }

    @Test func `the standard cache lies below an absolute home`() throws {
        // The environment belongs to the process, so this test only reads it.
        let environment = ProcessInfo.processInfo.environment
        let base = environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        let expected = base ?? environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 + "/.cache" : nil }
        #expect(CodeCache.standard()?.directory == expected.map { $0 + "/cajon" })
    }
}
