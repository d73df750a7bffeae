// Folders that become shelves, and bundles that come from there, or aren't what they should be.

import Bundles
import Foundation
import Presets
import TestSupport
import Testing

/// Gives what a test says, in pieces.
private struct SpoiledSource: ShelfSource {
    var pieces: [[UInt8]]
    var failure: ShelfError?

    func read(
        _ file: BundlePath?, of place: ShelfPlace, byteLimit: Int, _ receive: ([UInt8]) throws(ShelfError) -> Void
    ) throws(ShelfError) {
        for piece in pieces { try receive(piece) }
        if let failure { throw failure }
    }
}

@Suite("A bundle from a shelf")
struct ShelfFetchTests {
    private let folder: TemporaryFolder
    private let builder: ShelfBuilder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write("", "cache/.keep")
        try Self.bundle(at: folder.file("shelf-one.cajon"), in: folder, key: BundleFixture.key)
        builder = ShelfBuilder(folder: folder.path)
    }

    private static func bundle(at path: String, in folder: TemporaryFolder, key: SigningKey?, version: String = "1.2.0")
        throws
    {
        try FileManager.default.createDirectory(
            atPath: URL(filePath: path).deletingLastPathComponent().path, withIntermediateDirectories: true)
        let parts = version.split(separator: ".").compactMap { Int($0) }
        let identity = BundleIdentity(
            id: BundleFixture.identity.id, version: .init(major: parts[0], minor: parts[1], patch: parts[2]))
        try BundleWriter().write(BundleFixture.files(), as: identity, signedWith: key, to: path)
    }

    private func offer() throws -> ShelfOffer {
        let shelf = try builder.write(builder.entries(), signedWith: ShelfFixture.key).shelf
        let known = KnownShelf(shelf, at: try #require(ShelfPlace(folder.file("shelf.json"))))
        return ShelfOffer(shelf: known, entry: try #require(shelf.index.bundles.first))
    }

    private func fetcher(_ source: any ShelfSource = FolderSource()) -> ShelfFetcher {
        ShelfFetcher(source: source, directory: folder.file("cache"))
    }

    private func refusal(_ offer: ShelfOffer, _ source: any ShelfSource = FolderSource()) -> ShelfError? {
        do throws(ShelfError) {
            _ = try fetcher(source).fetch(offer)
            return nil
        } catch { return error }
    }

    private func isDifferent(_ error: ShelfError?) -> Bool {
        if case .differs? = error?.kind { true } else { false }
    }

    @Test("comes as it was indexed, and leaves nothing behind")
    func comes() throws {
        let offer = try offer()
        var counts: [Int] = []
        let fetched = try fetcher().fetch(offer) { counts.append($0) }
        #expect(fetched.bundle.identity == BundleFixture.identity)
        #expect(fetched.bundle.signer == BundleFixture.key.publicKey)
        #expect(counts.last == offer.entry.byteCount)
        #expect(try BundleReader().check(fetched.path).contentHash == offer.entry.contentHash)
        #expect(try folder.names(below: "cache") == [".keep"])
    }

    @Test("is refused when it is longer, shorter, or one bit is another one, however it comes")
    func spoiled() throws {
        let offer = try offer()
        let bytes = try folder.read("shelf-one.cajon")
        #expect(refusal(offer, SpoiledSource(pieces: bytes.map { [$0] })) == nil)
        #expect(isDifferent(refusal(offer, SpoiledSource(pieces: [bytes, [0]]))))
        #expect(isDifferent(refusal(offer, SpoiledSource(pieces: [Array(bytes.dropLast())]))))
        #expect(isDifferent(refusal(offer, SpoiledSource(pieces: []))))
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<200 {
            var bytes = bytes
            bytes[Int.random(in: bytes.indices, using: &generator)] ^= UInt8(
                1 << Int.random(in: 0..<8, using: &generator))
            #expect(isDifferent(refusal(offer, SpoiledSource(pieces: [bytes]))))
        }
        let failure = ShelfError(.unreachable("gone"))
        #expect(refusal(offer, SpoiledSource(pieces: [bytes], failure: failure))?.kind == failure.kind)
        #expect(try folder.names(below: "cache") == [".keep"])
    }

    @Test("is refused when its file was exchanged after it was indexed")
    func exchanged() throws {
        let offer = try offer()
        try Self.bundle(at: folder.file("shelf-one.cajon"), in: folder, key: nil)
        #expect(isDifferent(refusal(offer)))
        try FileManager.default.removeItem(atPath: folder.file("shelf-one.cajon"))
        #expect(refusal(offer)?.description.contains("there is no such file") == true)
        try folder.write("", "elsewhere.cajon")
        symlink(folder.file("elsewhere.cajon"), folder.file("shelf-one.cajon"))
        #expect(refusal(offer)?.description.contains("links aren't followed") == true)
    }

    @Test("has to be what the index says of it, though its bytes are the right ones")
    func lies() throws {
        let honest = try offer()
        let data = try JSONEncoder().encode(honest.entry)
        let members = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
        func lie(_ key: String, _ value: Any) throws -> ShelfOffer {
            var members = members
            members[key] = value
            let data = try JSONSerialization.data(withJSONObject: members)
            return ShelfOffer(shelf: honest.shelf, entry: try JSONDecoder().decode(ShelfEntry.self, from: data))
        }
        for (key, value) in [
            ("id", "other"), ("version", "9.0.0"), ("contentHash", ShelfFixture.hash("c")),
            ("signer", ShelfFixture.otherKey.publicKey.fingerprint), ("signer", NSNull()),
            ("sha256", ShelfFixture.hash("c")),
            ("bytes", honest.entry.byteCount - 1), ("bytes", honest.entry.byteCount + 1),
        ] as [(String, Any)] {
            let error = refusal(try lie(key, value))
            #expect(error != nil, "\(key)")
        }
    }

    @Test("is no bundle when it isn't one, whatever the index says")
    func noBundle() throws {
        let honest = try offer()
        let bytes = Array("PK\u{3}\u{4} but no more".utf8)
        var members = try #require(
            JSONSerialization.jsonObject(with: try JSONEncoder().encode(honest.entry)) as? [String: Any])
        members["bytes"] = bytes.count
        members["sha256"] = ContentHash.of(bytes)
        let entry = try JSONDecoder().decode(
            ShelfEntry.self, from: try JSONSerialization.data(withJSONObject: members))
        let error = refusal(ShelfOffer(shelf: honest.shelf, entry: entry), SpoiledSource(pieces: [bytes]))
        guard case .bundle? = error?.kind else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    // MARK: - Making a shelf

    @Test("is indexed once, and the index stays as it is until something changes")
    func index() throws {
        let first = try builder.write(builder.entries(), signedWith: ShelfFixture.key)
        #expect(first.shelf.index.serial == 1)
        #expect(first.shelf.index.bundles.map(\.file.text) == ["shelf-one.cajon"])
        let bytes = try folder.read("shelf.json")
        #expect(bytes == first.shelf.bytes)
        #expect(try builder.write(builder.entries(), signedWith: ShelfFixture.key) == .unchanged(first.shelf))
        #expect(try folder.read("shelf.json") == bytes)

        try Self.bundle(at: folder.file("sub/two.cajon"), in: folder, key: nil, version: "1.3.0")
        try folder.write("no bundle", "notes.txt")
        try folder.write("unfinished", ".half.cajon")
        guard
            case .written(let second, let changes) = try builder.write(builder.entries(), signedWith: ShelfFixture.key)
        else {
            Issue.record("not written")
            return
        }
        #expect(second.index.serial == 2)
        #expect(changes.newVersions.map(\.file.text) == ["sub/two.cajon"])
        #expect(second.index.bundles.map(\.signer) == [BundleFixture.key.publicKey.fingerprint, nil])
        #expect(try folder.names().filter { $0.hasSuffix(".partial") } == [])
        let named = try builder.write(builder.entries(), name: "Ada's", signedWith: ShelfFixture.key).shelf.index
        #expect(named.serial == 3)
        #expect(Set([first.shelf.index.identifier, second.index.identifier, named.identifier]).count == 1)
        try FileManager.default.removeItem(atPath: folder.file("shelf.json"))
        let anew = try builder.write(builder.entries(), name: "Ada's", signedWith: ShelfFixture.key).shelf.index
        #expect(anew.identifier != named.identifier)
        #expect(try builder.write(builder.entries(), signedWith: ShelfFixture.key).shelf.index.name == "Ada's")
    }

    @Test("isn't indexed over somebody else's index, a damaged one, or with a number that doesn't rise")
    func refusedIndex() throws {
        let entries = try builder.entries()
        _ = try builder.write(entries, serial: 7, signedWith: ShelfFixture.key)
        let bytes = try folder.read("shelf.json")
        let foreign = #expect(throws: ShelfError.self) { try builder.write(entries, signedWith: ShelfFixture.otherKey) }
        #expect(foreign?.kind == .foreignIndex(ShelfFixture.key.publicKey))
        let stale = #expect(throws: ShelfError.self) { try builder.write([], serial: 7, signedWith: ShelfFixture.key) }
        #expect(stale?.kind == .staleSerial(7, known: 7))
        #expect(throws: ShelfError.self) { try builder.write(entries, serial: 6, signedWith: ShelfFixture.key) }
        #expect(try folder.read("shelf.json") == bytes)
        try folder.write(Array(bytes.dropLast(20)), "shelf.json")
        #expect(throws: ShelfError.self) { try builder.write(entries, signedWith: ShelfFixture.key) }
        #expect(try folder.read("shelf.json") == Array(bytes.dropLast(20)))
    }

    @Test("that isn't in order is refused by name, or left out when that is asked for")
    func invalid() throws {
        try folder.write("no bundle", "sub/broken.cajon")
        symlink("shelf-one.cajon", folder.file("link.cajon"))
        let error = #expect(throws: ShelfError.self) { try builder.entries() }
        #expect(error?.description.contains("link.cajon") == true)
        var skipped: [String] = []
        let entries = try builder.entries { skipped.append($0.description) }
        #expect(entries.map(\.file.text) == ["shelf-one.cajon"])
        #expect(skipped.count == 2)
        #expect(skipped.contains { $0.contains("sub/broken.cajon") })
    }

    @Test("is on a shelf once: the same bundle under two names is refused")
    func twice() throws {
        try Self.bundle(at: folder.file("again.cajon"), in: folder, key: BundleFixture.key)
        let entries = try builder.entries()
        let error = #expect(throws: ShelfError.self) { try builder.write(entries, signedWith: ShelfFixture.key) }
        #expect(error?.description.contains("test-sound@1.2.0") == true)
    }
}
