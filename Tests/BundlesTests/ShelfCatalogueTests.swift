// What is found on shelves, and what is taken for a newer version of what.

import Bundles
import Presets
import TestSupport
import Testing

@Suite("The shelves together")
struct ShelfCatalogueTests {
    private func catalogue(_ shelves: [[ShelfEntry]]) throws -> ShelfCatalogue {
        ShelfCatalogue(
            try shelves.enumerated().map { number, entries in
                let shelf = try ShelfFixture.shelf(1, entries)
                return (try ShelfFixture.known(shelf, "/\(number)/shelf.json"), shelf.index)
            })
    }

    private func installed(_ version: String, signed: Bool = true, author: String = "Ada", hash: Character = "b") throws
        -> (identity: BundleIdentity, bundle: Bundle)
    {
        let identity = BundleIdentity(id: "tape-delay", version: try #require(PresetVersion(version)))
        let preset = BundleFixture.preset.replacing("\"Ada\"", with: "\"\(author)\"")
        let document = try PresetDocument.parse(Array(preset.utf8), path: "preset.json")
        return (
            identity,
            Bundle(
                lock: BundleLock(identity: identity, files: []), contentHash: ShelfFixture.hash(hash),
                signer: signed ? ShelfFixture.bundleKey.publicKey : nil, document: document,
                effects: [:])
        )
    }

    @Test("give the newest version of a name, or the one that is asked for, from the first that has it")
    func offers() throws {
        let shelves = try catalogue([
            [ShelfFixture.entry("tape-delay", "1.0.0"), ShelfFixture.entry("tape-delay", "1.10.0")],
            [ShelfFixture.entry("tape-delay", "1.9.0"), ShelfFixture.entry("tape-delay", "1.10.0")],
        ])
        let newest = try shelves.offer(id: "tape-delay")
        #expect(newest.entry.identity.description == "tape-delay@1.10.0")
        #expect(newest.shelf.place.text == "/0/shelf.json")
        #expect(
            try shelves.offer(id: "tape-delay", version: PresetVersion("1.9.0")).shelf.place.text == "/1/shelf.json")
        let missing = #expect(throws: ShelfError.self) { try shelves.offer(id: "tape-delai") }
        #expect(missing?.kind == .notOnShelf("tape-delai", nearest: "tape-delay"))
        let old = #expect(throws: ShelfError.self) {
            try shelves.offer(id: "tape-delay", version: PresetVersion("3.0.0"))
        }
        guard case .notOnShelf = old?.kind else {
            Issue.record("\(String(describing: old))")
            return
        }
    }

    @Test(
        "don't let one take another's name",
        arguments: [
            ["author": "Eve"], ["author": nil], ["signer": nil],
            ["signer": ShelfFixture.otherKey.publicKey.fingerprint],
        ] as [[String: String?]])
    func squatting(changes: [String: String?]) throws {
        let shelves = try catalogue([
            [ShelfFixture.entry("tape-delay", "1.0.0")], [ShelfFixture.entry("tape-delay", "9.0.0", changes)],
        ])
        let error = #expect(throws: ShelfError.self) { try shelves.offer(id: "tape-delay") }
        guard case .ambiguous = error?.kind else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("don't choose between two files of one version")
    func twoFiles() throws {
        let shelves = try catalogue([
            [ShelfFixture.entry("tape-delay")],
            [ShelfFixture.entry("tape-delay", "1.0.0", ["contentHash": ShelfFixture.hash("e")])],
        ])
        #expect(throws: ShelfError.self) { try shelves.offer(id: "tape-delay") }
    }

    @Test("don't take an author's name for a signature: unsigned bundles have to be the very same")
    func unsignedOffers() throws {
        let old = try ShelfFixture.entry("tape-delay", "1.0.0", ["signer": nil])
        let new = try ShelfFixture.entry("tape-delay", "9.9.9", ["signer": nil, "contentHash": ShelfFixture.hash("e")])
        for shelves in try [catalogue([[old], [old, new]]), catalogue([[old], [new]]), catalogue([[new], [old]])] {
            let error = #expect(throws: ShelfError.self) { try shelves.offer(id: "tape-delay") }
            #expect(error?.kind == .ambiguous("tape-delay", ["/0/shelf.json", "/1/shelf.json"], .content))
            #expect(error?.description.contains("author") == false)
        }
        // One that both have, and shelves with the very same.
        let asked = try catalogue([[old], [old, new]]).offer(id: "tape-delay", version: PresetVersion("1.0.0"))
        #expect(asked.shelf.place.text == "/0/shelf.json")
        let mirrored = try catalogue([[old, new], [old, new]]).offer(id: "tape-delay")
        #expect(mirrored.entry == new && mirrored.shelf.place.text == "/0/shelf.json")
        #expect(try catalogue([[old, new]]).offer(id: "tape-delay").entry == new)
    }

    @Test("are searched by all words, and show the newest version of each")
    func search() throws {
        let shelves = try catalogue([
            [
                ShelfFixture.entry("tape-delay", "1.0.0"), ShelfFixture.entry("tape-delay", "2.0.0"),
                ShelfFixture.entry("warm-room", "1.0.0", ["name": "Room", "tags": ["reverb"], "description": nil]),
            ]
        ])
        func found(_ words: String...) -> [String] { shelves.search(words).map(\.entry.identity.description) }
        #expect(found() == ["tape-delay@2.0.0", "warm-room@1.0.0"])
        #expect(found("ECHO", "ada") == ["tape-delay@2.0.0"])
        #expect(found("ada", "reverb") == ["warm-room@1.0.0"])
        #expect(found("reverb", "echo") == [])
    }

    @Test("say what is new, of another version, replaced and removed")
    func changes() throws {
        let old = try ShelfFixture.index(
            1, [ShelfFixture.entry("a"), ShelfFixture.entry("b"), ShelfFixture.entry("c")])
        let new = try ShelfFixture.index(
            2,
            [
                ShelfFixture.entry("a"), ShelfFixture.entry("a", "1.1.0"),
                ShelfFixture.entry("b", "1.0.0", ["contentHash": ShelfFixture.hash("e")]), ShelfFixture.entry("d"),
            ])
        let changes = ShelfChanges(from: old, to: new)
        #expect(changes.new.map(\.identity.description) == ["d@1.0.0"])
        #expect(changes.newVersions.map(\.identity.description) == ["a@1.1.0"])
        #expect(changes.replaced.map(\.identity.description) == ["b@1.0.0"])
        #expect(changes.removed.map(\.identity.description) == ["c@1.0.0"])
        #expect(ShelfChanges(from: new, to: new).isEmpty)
        #expect(ShelfChanges(from: nil, to: old).new.count == 3)
    }

    @Test("have a newer version of what is installed, by the same author and key")
    func updates() throws {
        let shelves = try catalogue([
            [ShelfFixture.entry("tape-delay", "1.0.0"), ShelfFixture.entry("tape-delay", "1.1.0")],
            [ShelfFixture.entry("tape-delay", "2.0.0", ["signer": nil]), ShelfFixture.entry("warm-room", "5.0.0")],
        ])
        let updates = ShelfUpdates(for: [try installed("1.0.0")], on: shelves, before: shelves)
        #expect(updates.updates.map(\.offer.entry.identity.description) == ["tape-delay@1.1.0"])
        #expect(updates.updates.map(\.installed.description) == ["tape-delay@1.0.0"])
        let both = try [installed("1.0.0"), installed("1.1.0")]
        let none = ShelfUpdates(for: both, on: shelves, before: shelves)
        #expect(none.updates == [])
        #expect(none.strange.map(\.update.offer.entry.identity.description) == ["tape-delay@2.0.0"])
    }

    @Test("take nothing by another author for a newer version")
    func foreign() throws {
        let shelves = try catalogue([[ShelfFixture.entry("tape-delay", "2.0.0")]])
        let updates = ShelfUpdates(for: [try installed("1.0.0", author: "Eve")], on: shelves, before: shelves)
        #expect(updates.updates == [])
        #expect(updates.strange.count == 1)
    }

    @Test("take what is unsigned for newer only on the shelf that has, or had, the installed one")
    func unsigned() throws {
        let new = try ShelfFixture.entry("tape-delay", "2.0.0", ["signer": nil, "contentHash": ShelfFixture.hash("e")])
        let old = try ShelfFixture.entry("tape-delay", "1.0.0", ["signer": nil])
        let now = try catalogue([[new]])
        let one = try installed("1.0.0", signed: false)
        #expect(ShelfUpdates(for: [one], on: now, before: try catalogue([[]])).updates == [])
        #expect(ShelfUpdates(for: [one], on: now, before: try catalogue([[old]])).updates.count == 1)
        #expect(
            ShelfUpdates(for: [one], on: try catalogue([[old, new]]), before: try catalogue([])).updates.count == 1)
        // Another shelf that only says the same name.
        #expect(ShelfUpdates(for: [one], on: try catalogue([[old], [new]]), before: try catalogue([])).updates == [])
    }

    @Test("take what is unsigned for newer from nobody when several shelves have it")
    func copied() throws {
        let old = try ShelfFixture.entry("tape-delay", "1.0.0", ["signer": nil])
        let next = try ShelfFixture.entry(
            "tape-delay", "2.0.0", ["signer": nil, "contentHash": ShelfFixture.hash("c")])
        let new = try ShelfFixture.entry("tape-delay", "9.9.9", ["signer": nil, "contentHash": ShelfFixture.hash("e")])
        let one = try installed("1.0.0", signed: false)
        let none = try catalogue([])
        for shelves in try [
            catalogue([[old], [old, new]]), catalogue([[next], [old, new]]), catalogue([[old, next], [old, new]]),
        ] {
            let updates = ShelfUpdates(for: [one], on: shelves, before: none)
            #expect(updates.updates == [])
            #expect(updates.strange.count == 1)
        }
        // Only one of the shelves is read anew.
        let both = try catalogue([[old], [old, new]])
        let alone = ShelfCatalogue([both.shelves[1]])
        let copies = ShelfUpdates(for: [one], on: alone, before: both)
        #expect(copies.updates == [] && copies.strange.first?.reason.contains("several shelves") == true)
        #expect(ShelfUpdates(for: [one], on: alone, before: none).updates.count == 1)
        let hidden = ShelfCatalogue([], missing: [both.shelves[0].shelf])
        #expect(ShelfUpdates(for: [one], on: alone, before: hidden).updates == [])
        #expect(
            ShelfUpdates(for: [one], on: alone, before: ShelfCatalogue([], missing: [alone.shelves[0].shelf]))
                .updates.count == 1)
    }
}
