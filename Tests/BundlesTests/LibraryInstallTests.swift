// How bundles come into the library: whole, once, and never in the place of something else.

import Bundles
import Foundation
import Presets
import Synchronization
import TestSupport
import Testing

@Suite("A library of bundles")
struct LibraryInstallTests {
    private let bench: LibraryBench

    init() throws { bench = try LibraryBench() }

    @Test("has what was installed, by id and version, whole and for its user alone")
    func installs() throws {
        let done = try bench.install(try bench.bundle())
        #expect(done.isNew && done.identity == bench.identity() && done.judgement == .unsigned)
        #expect(bench.library.identities == [bench.identity()])
        #expect(bench.names() == ["tape-delay"])
        #expect(bench.names("data/bundles/tape-delay/1.0.0") == ["cajon.lock", "effects", "preset.json"])
        #expect(try bench.library.verify(bench.identity()).contentHash == done.bundle.contentHash)
        let mode = try FileManager.default.attributesOfItem(atPath: bench.library.directory)[.posixPermissions]
        #expect(mode as? Int == 0o700)
    }

    @Test("names what it refuses as its user does, wherever it is read from")
    func knownAs() throws {
        try bench.folder.write("no zip", "x.cajon")
        for path in ["x.cajon", "missing.cajon", "."].map(bench.folder.file) {
            let error = try #require(throws: LibraryError.self) {
                try bench.library.install(path, knownAs: "shelf/x.cajon", beside: bench.presets, trust: bench.trust)
            }
            #expect(error.description.hasPrefix("shelf/x.cajon: "), "\(error)")
            #expect(bench.refusal(path).hasPrefix("\(path): "))
        }
        #expect(bench.names() == [])
    }

    @Test("takes the very same twice, and says so")
    func sameAgain() throws {
        let path = try bench.bundle()
        try bench.install(path)
        #expect(try !bench.install(path).isNew)
        #expect(bench.library.identities.count == 1)
        #expect(bench.names() == ["tape-delay"])
    }

    @Test("keeps versions side by side, the newest last by number and not by letter")
    func versions() throws {
        for version in ["1.10.0", "1.9.0", "1.2.0"] { try bench.install(try bench.bundle(version: version)) }
        #expect(bench.library.versions(of: "tape-delay").map(\.version.description) == ["1.2.0", "1.9.0", "1.10.0"])
    }

    @Test("refuses other content under the same id and version, and leaves what is there")
    func otherContent() throws {
        try bench.install(try bench.bundle())
        let words = bench.refusal(try bench.bundle(salt: 1))
        #expect(
            words
                == "tape-delay@1.0.0 is installed already, with other content; remove that one first (cajon preset remove "
                + "tape-delay@1.0.0), or install this one under an id of your own (--as)")
        #expect(bench.names() == ["tape-delay"])
        _ = try bench.library.verify(bench.identity())
    }

    @Test("says that what is there is damaged rather than that it is the same")
    func damaged() throws {
        let path = try bench.bundle()
        try bench.install(path)
        try bench.folder.write("x", "data/bundles/tape-delay/1.0.0/effects/e0.wasm")
        let words = bench.refusal(path)
        #expect(words.contains("is installed already, but damaged") && words.contains("e0.wasm"), "\(words)")
        #expect(words.hasSuffix("remove it first (cajon preset remove tape-delay@1.0.0)"))
    }

    @Test("refuses another author's work under an id that is taken, and takes it under another")
    func otherAuthor() throws {
        try bench.install(try bench.bundle())
        let other = try bench.bundle(version: "2.0.0", author: "Mallory", salt: 1)
        let words = bench.refusal(other)
        #expect(words.hasPrefix("tape-delay@1.0.0 is installed, by ‘Jane’, and this one is by ‘Mallory’; "), "\(words)")
        #expect(words.contains("cajon preset remove tape-delay") && words.contains("--as"))
        let done = try bench.install(other, as: "other-delay")
        #expect(done.identity.description == "other-delay@2.0.0" && done.bundle.identity.id == "tape-delay")
        #expect(try bench.library.verify(done.identity).lock == done.bundle.lock)
    }

    @Test("refuses another key, or none, under an id that is signed, whatever else is known of its author")
    func otherKey() throws {
        let (first, second) = (SigningKey(seed: Array(1...32))!, SigningKey(seed: Array(2...33))!)
        try bench.install(try bench.bundle(key: first))
        // Somebody who knows nobody's keys, or has forgotten them.
        let forgetful = BundleTrust(book: nil)
        let unsigned = bench.refusal(try bench.bundle(version: "1.1.0", salt: 1), trust: forgetful)
        #expect(
            unsigned.hasPrefix(
                "tape-delay@1.0.0 is installed, signed by \(first.publicKey.fingerprint), and this one is unsigned; "))
        let other = try bench.bundle(version: "1.2.0", salt: 2, key: second)
        #expect(
            bench.refusal(other, trust: forgetful).contains("and this one is signed by \(second.publicKey.fingerprint)")
        )
        #expect(
            bench.refusal(try bench.bundle(in: "bare.cajon"), trust: forgetful).contains("and this one is unsigned"))
        #expect(bench.library.identities.count == 1)
    }

    @Test("asks whose key it is, takes a new key when its user says so, and remembers nothing of what it refuses")
    func judged() throws {
        let (first, second) = (SigningKey(seed: Array(1...32))!, SigningKey(seed: Array(2...33))!)
        let done = try bench.install(try bench.bundle(key: first))
        #expect(done.judgement == .firstUse(first.publicKey, otherAuthors: []))
        let other = try bench.bundle(version: "1.2.0", salt: 2, key: second)
        #expect(bench.refusal(other).contains("--accept-key \(second.publicKey.fingerprint)"))
        #expect(bench.refusal(try bench.bundle(version: "1.1.0")).contains("--accept-key none"))
        let accepting = try KeyPolicy(accepting: [second.publicKey.fingerprint])
        try bench.install(
            other, trust: BundleTrust(book: KeyBook(directory: bench.folder.file("configuration")), policy: accepting))
        #expect(bench.library.identities.count == 2)
        let stranger = try bench.bundle(version: "3.0.0", author: "Mallory", salt: 3, key: first)
        #expect(bench.refusal(stranger).contains("by ‘Mallory’"))
        #expect(try KeyBook(directory: bench.folder.file("configuration")).keys().count == 1)
    }

    @Test("never hides a plain preset")
    func presetName() throws {
        try bench.folder.write("{}", "presets/tape-delay.json")
        let words = bench.refusal(try bench.bundle())
        #expect(words.hasPrefix("‘tape-delay’ is the name of a preset already ("), "\(words)")
        #expect(words.hasSuffix("install this one under another id (--as)"))
        #expect(bench.names() == [])
        try bench.install(try bench.bundle(), as: "my-delay")
    }

    @Test("keeps nothing of what is no bundle, whatever it is", arguments: ["text", "folder", "missing", "pipe"])
    func noBundle(kind: String) throws {
        let path = bench.folder.file("x.cajon")
        switch kind {
        case "text": try bench.folder.write("no zip", "x.cajon")
        case "folder": try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        case "pipe": mkfifo(path, 0o600)
        default: break
        }
        #expect(bench.refusal(path).contains("x.cajon"))
        #expect(bench.names() == [])
    }

    @Test("sweeps away what a process left that ended, and nothing that somebody works on")
    func sweeps() throws {
        try bench.folder.write("half", "data/bundles/.staging-busy/preset.json")
        let busy = open(bench.library.directory + "/.staging-busy", O_RDONLY | O_DIRECTORY)
        defer { close(busy) }
        #expect(flock(busy, LOCK_EX | LOCK_NB) == 0)
        try bench.folder.write("half", "data/bundles/.staging-0123/effects/e0.wasm")
        try bench.folder.write("half", "data/bundles/.removed-0123/preset.json")
        try bench.folder.write("precious", "precious/file")
        let link = bench.library.directory + "/.staging-link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: bench.folder.file("precious"))
        try FileManager.default.createDirectory(
            atPath: bench.library.directory + "/half-made", withIntermediateDirectories: false)
        try bench.install(try bench.bundle())
        #expect(bench.names() == [".staging-busy", "tape-delay"])
        #expect(try bench.folder.read("precious/file") == Array("precious".utf8))
    }

    @Test("has every bundle whole that many install at once, and each of them once")
    func atOnce() throws {
        let paths = try (0..<4).map { try bench.bundle(version: "1.0.\($0)", salt: UInt64($0), effects: 5) }
        let newCount = Mutex(0)
        let failures = Mutex<[String]>([])
        DispatchQueue.concurrentPerform(iterations: 16) { index in
            do throws(LibraryError) {
                if try self.bench.install(paths[index % 4]).isNew { newCount.withLock { $0 += 1 } }
            } catch {
                failures.withLock { $0.append(error.description) }
            }
        }
        #expect(failures.withLock { $0 } == [])
        #expect(newCount.withLock { $0 } == 4)
        #expect(bench.library.identities.count == 4)
        for identity in bench.library.identities { _ = try bench.library.verify(identity) }
        #expect(bench.names() == ["tape-delay"])
    }
}

extension LibraryBench {
    func bundle(
        version: String, author: String? = "Jane", salt: UInt64 = 0, effects: Int = 2, key: SigningKey? = nil
    ) throws -> String {
        try bundle("tape-delay", version, author: author, salt: salt, effects: effects, key: key)
    }
}
