// Bundles' files opened for use without being installed.

import Bundles
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite("A bundle's file that is opened")
struct LibraryCacheTests {
    private let bench: LibraryBench

    init() throws { bench = try LibraryBench() }

    @Test("is unpacked once, for its user alone, and used again")
    func once() throws {
        let path = try bench.bundle()
        let first = try bench.cache.open(path)
        var status = stat()
        #expect(stat(first.folder, &status) == 0 && status.st_mode & 0o777 == 0o700)
        let inode = status.st_ino
        let second = try bench.cache.open(path)
        #expect(stat(second.folder, &status) == 0 && status.st_ino == inode)
        #expect(second.name == path && second.contains(second.folder + "/effects/e0.wasm"))
        #expect(bench.names("cache").count == 1)
    }

    @Test("is the same whatever it is called, and another when its content is")
    func byContent() throws {
        let (one, other) = (try bench.bundle(in: "one.cajon"), try bench.bundle(in: "other.cajon"))
        #expect(try bench.cache.open(one).place == bench.cache.open(other).place)
        try FileManager.default.removeItem(atPath: one)
        _ = try bench.bundle(salt: 1, in: "one.cajon")
        #expect(try bench.cache.open(one).place != bench.cache.open(other).place)
    }

    @Test("is unpacked anew when what was unpacked isn't as it was, or others could have changed it")
    func notBelieved() throws {
        let path = try bench.bundle()
        let folder = try bench.cache.open(path).place
        let effect = folder + "/effects/e0.wasm"
        let original = try Data(contentsOf: URL(filePath: effect))
        try Data("swapped".utf8).write(to: URL(filePath: effect))
        #expect(try bench.cache.open(path).place == folder)
        #expect(try Data(contentsOf: URL(filePath: effect)) == original)
        try FileManager.default.setAttributes([.posixPermissions: 0o770], ofItemAtPath: folder)
        _ = try bench.cache.open(path)
        var status = stat()
        #expect(stat(folder, &status) == 0 && status.st_mode & 0o777 == 0o700)
        #expect(bench.names("cache").count == 1)
    }

    @Test("is unpacked for the time being where there is no cache to believe, and leaves nothing")
    func temporary() throws {
        let path = try bench.bundle()
        try FileManager.default.createDirectory(
            atPath: bench.folder.file("open"), withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o777])
        chmod(bench.folder.file("open"), 0o777)
        try bench.folder.write("a file", "file")
        for directory in [nil, bench.folder.file("open"), bench.folder.file("file")] {
            let cache = BundleCache(directory: directory, temporaryDirectory: bench.folder.file("temporary"))
            var opened: OpenedBundle? = try cache.open(path)
            let folder = try #require(opened).place
            #expect(folder.hasPrefix(bench.folder.file("temporary")))
            #expect(FileManager.default.fileExists(atPath: folder + "/preset.json"))
            opened = nil
            #expect(bench.names("temporary") == [])
        }
        #expect(bench.names("open") == [])
    }

    @Test("is unpacked to a folder of a name that nobody can foresee, and others' links are no cache")
    func unforeseen() throws {
        let cache = BundleCache(directory: nil, temporaryDirectory: bench.folder.file("temporary"))
        let path = try bench.bundle()
        let (one, other) = (try cache.open(path), try cache.open(path))
        #expect(one.place != other.place && bench.names("temporary").count == 2)
        var status = stat()
        #expect(lstat(one.place, &status) == 0 && status.st_mode & 0o777 == 0o700)
        #expect(throws: LibraryError.self) {
            try BundleCache(directory: nil, temporaryDirectory: bench.folder.file("missing")).open(path)
        }
    }

    @Test("may be cached behind a link of its user's own, and not behind somebody else's")
    func linkedCache() throws {
        let path = try bench.bundle()
        let link = bench.folder.file("cache")
        try FileManager.default.createDirectory(
            atPath: bench.folder.file("real"), withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700])
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: bench.folder.file("real"))
        _ = try bench.cache.open(path)
        #expect(bench.names("real").count == 1)
        // Only the system's administrator can give a link away.
        guard geteuid() == 0 else { return }
        #expect(lchown(link, 65_534, 65_534) == 0)
        #expect(try bench.cache.open(path).place.hasPrefix(bench.folder.file("temporary")))
        let library = BundleLibrary(directory: link)
        #expect(throws: LibraryError.self) { try library.install(path, beside: bench.presets, trust: bench.trust) }
    }

    @Test(
        "goes from the cache when there is no room for it, the one used longest ago first, and never while it is used")
    func pruned() throws {
        let paths = try (0..<4).map { try bench.bundle(version: "1.0.\($0)", salt: UInt64($0), effects: 10) }
        // All four are of one size, but for a digit of their lengths; there is room for three.
        let alone = bench.folder.file("alone")
        _ = try BundleCache(directory: alone).open(paths[0])
        let size = try FileManager.default.subpathsOfDirectory(atPath: alone).reduce(0) { size, path in
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(alone)/\(path)")
            return attributes[.type] as? FileAttributeType == .typeRegular
                ? size + (attributes[.size] as? Int ?? 0) : size
        }
        let cache = BundleCache(
            directory: bench.folder.file("cache"), byteLimit: size * 7 / 2,
            temporaryDirectory: bench.folder.file("temporary"))
        // Less than what is taken for forgotten anyway.
        func age(_ place: String, days: Int) {
            let then = timespec(tv_sec: time(nil) - days * 86_400, tv_nsec: 0)
            #expect(utimensat(AT_FDCWD, place, [then, then], 0) == 0)
        }
        let used = try cache.open(paths[0])
        age(used.place, days: 85)
        let (second, third) = (try cache.open(paths[1]).place, try cache.open(paths[2]).place)
        age(second, days: 80)
        age(third, days: 1)
        _ = try cache.open(paths[3])
        #expect(FileManager.default.fileExists(atPath: used.place + "/preset.json"))
        #expect(!FileManager.default.fileExists(atPath: second))
        #expect(FileManager.default.fileExists(atPath: third + "/preset.json"))
        #expect(bench.names("cache").count == 3 && bench.names("cache").allSatisfy { !$0.hasPrefix(".") })
    }

    @Test("is whole for all who open it at once")
    func atOnce() throws {
        let path = try bench.bundle(effects: 10, effectBytes: 20_000)
        let failures = Mutex<[String]>([])
        DispatchQueue.concurrentPerform(iterations: 16) { _ in
            do throws(LibraryError) {
                let opened = try self.bench.cache.open(path)
                if !FileManager.default.fileExists(atPath: opened.folder + "/effects/e9.wasm") {
                    failures.withLock { $0.append("a file is missing") }
                }
            } catch {
                failures.withLock { $0.append(error.description) }
            }
        }
        #expect(failures.withLock { $0 } == [])
        #expect(bench.names("cache").count == 1)
    }

    @Test("that is none says what is wrong by its own path, and leaves nothing")
    func wrong() throws {
        let path = bench.folder.file("x.cajon")
        try bench.folder.write("no zip", "x.cajon")
        for _ in 0..<2 {
            let error = try #require(throws: LibraryError.self) { try bench.cache.open(path) }
            #expect(error.description.hasPrefix(path + ": "), "\(error)")
        }
        #expect(bench.names("cache") == [] && bench.names("temporary") == [])
        mkfifo(bench.folder.file("pipe.cajon"), 0o600)
        #expect(throws: LibraryError.self) { try bench.cache.open(bench.folder.file("pipe.cajon")) }
        #expect(throws: LibraryError.self) { try bench.cache.open(bench.folder.file("missing.cajon")) }
        #expect(throws: LibraryError.self) { try bench.cache.open(bench.folder.path) }
    }
}
