// Whose keys are known, and what is said of the others.

import Bundles
import Foundation
import TestSupport
import Testing

@Suite("Known keys")
struct KeyBookTests {
    private let folder: TemporaryFolder
    private let book: KeyBook
    static let jane = key(1)
    static let john = key(2)

    static func key(_ number: UInt8) -> SignatureKey {
        SigningKey(seed: [UInt8](repeating: number, count: 32))!.publicKey
    }

    init() throws {
        folder = try TemporaryFolder("cajon-keys")
        // 23:59:59 in universal time, the day before yesterday's end wherever the test runs.
        book = KeyBook(directory: folder.path) { Date(timeIntervalSince1970: 1_769_903_999) }
    }

    private func write(_ change: (inout [String: Any]) -> Void) throws {
        _ = try book.remember(author: "Jane Doe", signer: Self.jane)
        var root = try #require(
            JSONSerialization.jsonObject(with: Data(try folder.read("keys.json"))) as? [String: Any])
        var entry = try #require((root["keys"] as? [[String: Any]])?.first)
        change(&entry)
        root["keys"] = [entry]
        try Data(JSONSerialization.data(withJSONObject: root)).write(to: URL(filePath: book.path))
        chmod(book.path, 0o600)
    }

    @Test("are remembered with their first day, and then trusted")
    func firstUse() throws {
        #expect(try book.judge(author: "Jane Doe", signer: Self.jane) == .firstUse(Self.jane, otherAuthors: []))
        #expect(try book.keys() == [])
        #expect(try book.remember(author: "Jane Doe", signer: Self.jane) == .firstUse(Self.jane, otherAuthors: []))
        let entry = try #require(try book.keys().first)
        #expect(entry.author.text == "Jane Doe" && entry.key == Self.jane && entry.firstSeen == "2026-01-31")
        #expect(try book.judge(author: "Jane Doe", signer: Self.jane) == .trusted(entry))
        #expect(try book.remember(author: "Jane Doe", signer: Self.jane) == .trusted(entry))
        #expect(try book.keys() == [entry])
    }

    @Test("tell a changed key, a missing signature, and another's key")
    func judgements() throws {
        _ = try book.remember(author: "Jane Doe", signer: Self.jane)
        let known = try book.keys()
        #expect(try book.judge(author: "Jane Doe", signer: Self.john) == .changed(Self.john, known: known))
        #expect(try book.remember(author: "Jane Doe", signer: Self.john) == .changed(Self.john, known: known))
        #expect(try book.keys() == known)
        #expect(try book.judge(author: "Jane Doe", signer: nil) == .unsignedByKnownAuthor(known: known))
        #expect(try book.judge(author: "John", signer: nil) == .unsigned)
        #expect(try book.judge(author: nil, signer: nil) == .unsigned)
        #expect(try book.judge(author: "John", signer: Self.jane) == .firstUse(Self.jane, otherAuthors: ["Jane Doe"]))
        #expect(try book.judge(author: nil, signer: Self.jane) == .anonymous(Self.jane, otherAuthors: ["Jane Doe"]))
        // A name that nobody can see is none.
        #expect(try book.judge(author: " \u{200B}", signer: Self.john) == .anonymous(Self.john, otherAuthors: []))
    }

    @Test(
        "belong to an author however the name is written",
        arguments: [
            "jane dœ straße é", "JANE DŒ STRASSE É", "Jane  Dœ\tStraße É ", "Jane Dœ Straße E\u{301}",
            "\u{200B}Jane Dœ Str\u{AD}aße É",
            "Ｊａｎｅ Dœ Straße É", "Jane\u{A0}Dœ Straße É", "Jane Dœ \u{17F}traße É",
            "Jane\u{2060} D\u{FE0F}œ Straße É\u{E0041}",
        ])
    func names(written: String) throws {
        _ = try book.remember(author: "Jane Dœ Straße É", signer: Self.jane)
        let known = try book.keys()
        #expect(try book.judge(author: written, signer: Self.john) == .changed(Self.john, known: known))
        #expect(try book.judge(author: written, signer: nil) == .unsignedByKnownAuthor(known: known))
        try book.replace(author: written, key: Self.john)
        #expect(try book.keys().map(\.key) == [Self.john])
    }

    @Test(
        "tell authors apart whose names differ",
        arguments: ["Jane", "Jane Do", "JaneDoe", "Jane Doé", "J\u{430}ne Doe"])
    func otherNames(written: String) throws {
        _ = try book.remember(author: "Jane Doe", signer: Self.jane)
        #expect(try book.judge(author: written, signer: Self.john) == .firstUse(Self.john, otherAuthors: []))
    }

    @Test("have no author whose name is longer than any preset's")
    func longName() throws {
        let name = String(repeating: "a", count: AuthorName.length)
        #expect(AuthorName(name) != nil)
        #expect(AuthorName(name + "a") == nil)
        #expect(AuthorName("\u{FDFA}") != nil)
        #expect(try book.remember(author: name + "a", signer: Self.jane) == .anonymous(Self.jane, otherAuthors: []))
        #expect(try book.keys() == [])
    }

    @Test("are replaced and forgotten")
    func forgets() throws {
        _ = try book.remember(author: "Jane Doe", signer: Self.jane)
        _ = try book.remember(author: "John", signer: Self.john)
        try book.replace(author: "JANE DOE", key: Self.key(3))
        #expect(try book.keys().map(\.author.text) == ["John", "JANE DOE"])
        #expect(try book.forget { $0.key == Self.john }.map(\.author.text) == ["John"])
        #expect(try book.forget { _ in false } == [])
        #expect(try book.keys().map(\.key) == [Self.key(3)])
    }

    @Test("are one author's first when several come at once")
    func race() async throws {
        let book = book
        let firsts = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<12 {
                group.addTask {
                    let judgement = try book.remember(author: "Jane Doe", signer: Self.key(UInt8(number)))
                    if case .firstUse = judgement { return true }
                    return false
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(firsts == 1)
        #expect(try book.keys().count == 1)
    }

    @Test(
        "aren't believed when an entry isn't in order",
        arguments: ["author", "key", "fingerprint", "firstSeen", "point"])
    func damaged(member: String) throws {
        try write { entry in
            switch member {
            case "author": entry["author"] = " "
            // Of another key.
            case "key": entry["key"] = Self.john.base64
            case "fingerprint": entry["fingerprint"] = nil
            case "point": entry["key"] = Data(repeating: 0, count: 32).base64EncodedString()
            default: entry["firstSeen"] = "yesterday"
            }
        }
        #expect(throws: BookError.self) { try book.judge(author: "John", signer: nil) }
        #expect(throws: BookError.self) { try book.remember(author: "John", signer: Self.john) }
    }

    @Test("are told in words that can't drive a terminal")
    func words() throws {
        let author = "Jane\u{1B}[2J Doe"
        _ = try book.remember(author: author, signer: Self.jane)
        let fingerprint = Self.jane.fingerprint
        let other = Self.john.fingerprint
        func sentence(_ author: String?, _ signer: SignatureKey?) throws -> String {
            try book.judge(author: author, signer: signer).sentence(author: author)
        }
        #expect(
            try sentence(author, Self.jane) == "signed by ‘Jane [2J Doe’ with \(fingerprint), known since 2026-01-31")
        #expect(
            try sentence(author, Self.john)
                == "signed with \(other), though ‘Jane [2J Doe’ signs with \(fingerprint) (known since 2026-01-31)")
        #expect(
            try sentence(author, nil)
                == "not signed, though ‘Jane [2J Doe’ signs with \(fingerprint) (known since 2026-01-31)")
        #expect(
            try sentence("John", Self.jane)
                == "signed with \(fingerprint), and no key of ‘John’ was known until now; the same key signs for ‘Jane [2J Doe’"
        )
        #expect(try sentence(nil, Self.john) == "signed with \(other), and names no author")
        #expect(try sentence(nil, nil) == "not signed")
    }
}
