// What is remembered of shelves, and what is refused because of it.

import Bundles
import Foundation
import TestSupport
import Testing

@Suite("The book of shelves")
struct ShelfBookTests {
    private let folder: TemporaryFolder
    private let book: ShelfBook
    private let place = ShelfPlace("https://example.com/shelf.json")!

    init() throws {
        folder = try TemporaryFolder()
        book = ShelfBook(directory: folder.file("config"), cache: ShelfCache(directory: folder.file("cache")))
    }

    private func refusal(_ shelf: SignedShelf, _ policy: KeyPolicy = KeyPolicy()) -> ShelfError.Kind? {
        do throws(ShelfError) {
            try book.admit(shelf, at: place, accepting: policy)
            return nil
        } catch { return error.kind }
    }

    @Test("remembers a shelf at its first use, and its index as it was admitted")
    func firstUse() throws {
        #expect(try book.shelves() == [])
        let shelf = try ShelfFixture.shelf(3)
        #expect(refusal(shelf) == nil)
        let known = try #require(try book.shelf(at: place))
        #expect(known == KnownShelf(shelf, at: place))
        #expect(book.index(of: known) == shelf.index)
        #expect(refusal(shelf) == nil)
        #expect(try book.shelves().count == 1)
    }

    @Test("takes a newer index in place of the one before, and keeps no older one")
    func newer() throws {
        #expect(refusal(try ShelfFixture.shelf(3)) == nil)
        let newer = try ShelfFixture.shelf(4, [])
        #expect(refusal(newer) == nil)
        #expect(try book.shelves() == [KnownShelf(newer, at: place)])
        #expect(try folder.names(below: "cache") == [newer.sha256 + ".json"])
    }

    @Test("refuses an older index, and another one of the same number, and stays as it is")
    func rollback() throws {
        let shelf = try ShelfFixture.shelf(3)
        #expect(refusal(shelf) == nil)
        #expect(refusal(try ShelfFixture.shelf(2)) == .rolledBack(serial: 2, known: 3))
        #expect(refusal(try ShelfFixture.shelf(3, [])) == .equivocated(serial: 3))
        #expect(try book.shelves() == [KnownShelf(shelf, at: place)])
        #expect(try folder.names(below: "cache") == [shelf.sha256 + ".json"])
    }

    @Test("refuses another shelf of the same key, whatever its number")
    func exchanged() throws {
        let shelf = try ShelfFixture.shelf(3)
        #expect(refusal(shelf) == nil)
        let policy = try KeyPolicy(accepting: [ShelfFixture.key.publicKey.fingerprint])
        for serial in [1, 3, 9] {
            let other = try ShelfFixture.shelf(serial, identifier: ShelfFixture.otherIdentifier)
            #expect(refusal(other) == .exchanged(name: "Ada's"))
            #expect(refusal(other, policy) == .exchanged(name: "Ada's"))
        }
        #expect(try book.shelves() == [KnownShelf(shelf, at: place)])
    }

    @Test("sweeps indices that no shelf has, and nothing else, from its cache")
    func swept() throws {
        try folder.write([1], "cache/\(ShelfFixture.hash("a")).json")
        try folder.write([1], "cache/other.json")
        try folder.write([1], "cache/\(ShelfFixture.hash("a")).partial")
        let shelf = try ShelfFixture.shelf(3)
        #expect(refusal(shelf) == nil)
        #expect(
            try Set(folder.names(below: "cache"))
                == ["other.json", ShelfFixture.hash("a") + ".partial", shelf.sha256 + ".json"])
    }

    @Test("refuses another key until that very key is accepted, whose numbers then count")
    func keys() throws {
        #expect(refusal(try ShelfFixture.shelf(3)) == nil)
        let other = try ShelfFixture.shelf(1, by: ShelfFixture.otherKey)
        let change = ShelfError.Kind.keyChanged(ShelfFixture.otherKey.publicKey, known: ShelfFixture.key.publicKey)
        #expect(refusal(other) == change)
        #expect(refusal(other, try KeyPolicy(accepting: [ShelfFixture.key.publicKey.fingerprint])) == change)
        #expect(refusal(other, try KeyPolicy(accepting: ["none"])) == change)
        #expect(refusal(other, try KeyPolicy(accepting: [ShelfFixture.otherKey.publicKey.fingerprint])) == nil)
        #expect(try book.shelves().map(\.key) == [ShelfFixture.otherKey.publicKey])
        #expect(refusal(try ShelfFixture.shelf(9)) != nil)
    }

    @Test("doesn't let an accepted key excuse an older index of the key that is known")
    func acceptedRollback() throws {
        #expect(refusal(try ShelfFixture.shelf(3)) == nil)
        let policy = try KeyPolicy(accepting: [ShelfFixture.key.publicKey.fingerprint])
        #expect(refusal(try ShelfFixture.shelf(2), policy) == .rolledBack(serial: 2, known: 3))
    }

    @Test("believes nothing in its cache that isn't what it has admitted")
    func cache() throws {
        let shelf = try ShelfFixture.shelf(3)
        #expect(refusal(shelf) == nil)
        let known = try #require(try book.shelf(at: place))
        let name = "cache/\(shelf.sha256).json"
        for bytes in try [ShelfFixture.shelf(4).bytes, ShelfFixture.shelf(3, by: ShelfFixture.otherKey).bytes, [], [0]]
        {
            try folder.write(bytes, name)
            #expect(book.index(of: known) == nil)
        }
        try FileManager.default.removeItem(atPath: folder.file(name))
        #expect(book.index(of: known) == nil)
        let catalogue = try ShelfCatalogue(book)
        #expect(catalogue.missing == [known])
        #expect(refusal(shelf) == nil)
        #expect(book.index(of: known) == shelf.index)
    }

    @Test("finds shelves by name and by place, and says when that isn't enough")
    func names() throws {
        let other = ShelfPlace("/shelves/shelf.json")!
        try book.admit(ShelfFixture.shelf(1), at: place)
        #expect(try book.shelves(called: ["Ada's", place.text]).map(\.place) == [place])
        try book.admit(ShelfFixture.shelf(1), at: other)
        #expect(try book.shelves(called: []).count == 2)
        #expect(try book.shelves(called: [other.text]).map(\.place) == [other])
        let ambiguous = #expect(throws: ShelfError.self) { try book.shelves(called: ["Ada's"]) }
        #expect(ambiguous?.kind == .unknownShelf("Ada's", isAmbiguous: true))
        let unknown = #expect(throws: ShelfError.self) { try book.shelves(called: ["Eve's"]) }
        #expect(unknown?.kind == .unknownShelf("Eve's", isAmbiguous: false))
    }

    @Test("forgets a shelf with its index, unless another shelf has the same")
    func forget() throws {
        let other = ShelfPlace("/shelves/shelf.json")!
        let shelf = try ShelfFixture.shelf(1)
        try book.admit(shelf, at: place)
        try book.admit(shelf, at: other)
        try book.forget(KnownShelf(shelf, at: place))
        #expect(try book.shelves().map(\.place) == [other])
        #expect(book.index(of: KnownShelf(shelf, at: other)) == shelf.index)
        try book.forget(KnownShelf(shelf, at: other))
        #expect(try folder.names(below: "cache") == [])
        // What was forgotten is new again, whatever its number.
        #expect(refusal(try ShelfFixture.shelf(1, [])) == nil)
    }

    @Test(
        "that isn't in order is an error, and never an empty book",
        arguments: ["", "{}", "{\"format\":1,\"shelves\":[{}]}"])
    func damaged(text: String) throws {
        try folder.write(text, "config/shelves.json")
        chmod(folder.file("config/shelves.json"), 0o600)
        let error = #expect(throws: ShelfError.self) { try book.shelves() }
        guard case .book = error?.kind else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(refusal(try ShelfFixture.shelf(1)) != nil)
        #expect(try folder.read("config/shelves.json") == Array(text.utf8))
    }

    @Test("doesn't grow without end")
    func full() throws {
        let book = ShelfBook(directory: folder.file("config"), cache: nil)
        let shelf = try ShelfFixture.shelf(1)
        for number in 0..<ShelfLimits.shelves { try book.admit(shelf, at: ShelfPlace("/\(number)")!) }
        let error = #expect(throws: ShelfError.self) { try book.admit(shelf, at: place) }
        #expect(error?.kind == .tooManyShelves)
    }
}
