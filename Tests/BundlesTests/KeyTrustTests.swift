// What is admitted, what is refused, and with which words.

import Bundles
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite("Trust on first use")
struct KeyTrustTests {
    private final class Warnings: Sendable {
        let all = Mutex<[String]>([])
    }

    private let folder: TemporaryFolder
    private let book: KeyBook
    private let warnings = Warnings()
    private static let jane = KeyBookTests.jane
    private static let john = KeyBookTests.john

    init() throws {
        folder = try TemporaryFolder("cajon-trust")
        book = KeyBook(directory: folder.path) { Date(timeIntervalSince1970: 1_769_903_999) }
    }

    private func admit(
        _ author: String?, _ signer: SignatureKey?, accepting options: [String] = [], remembers: Bool = true,
        book: KeyBook?
    ) throws(KeyError) -> KeyJudgement {
        let trust = BundleTrust(
            book: book, policy: try KeyPolicy(accepting: options), remembers: remembers,
            warn: { [warnings] warning in warnings.all.withLock { $0.append(warning) } })
        return try trust.admit(author: author, signer: signer, subject: "dub@1.0.0")
    }

    private func refusal(
        _ author: String?, _ signer: SignatureKey?, accepting options: [String] = []
    ) -> String? {
        do throws(KeyError) {
            _ = try admit(author, signer, accepting: options, book: book)
            return nil
        } catch {
            return error.description
        }
    }

    @Test("accepts nothing beyond what is known once that is over")
    func withoutAccepted() throws {
        _ = try admit("Jane Doe", Self.jane, book: book)
        let trust = BundleTrust(book: book, policy: try KeyPolicy(accepting: ["none", Self.john.fingerprint]))
        _ = try trust.admit(author: "Jane Doe", signer: nil, subject: "dub@1.0.0")
        for signer in [nil, Self.john] {
            #expect(throws: KeyError.self) {
                try trust.withoutAccepted.admit(author: "Jane Doe", signer: signer, subject: "dub@1.0.0")
            }
        }
        _ = try trust.withoutAccepted.admit(author: "John", signer: Self.john, subject: "dub@1.0.0")
        #expect(try book.keys().count == 2)
    }

    @Test("remembers the first key, and refuses another with both fingerprints and the option that accepts it")
    func changed() throws {
        #expect(try admit("Jane Doe", Self.jane, book: book) == .firstUse(Self.jane, otherAuthors: []))
        let known = try book.keys()
        #expect(try admit("Jane Doe", Self.jane, book: book) == .trusted(known[0]))
        let one = Self.jane.fingerprint
        let other = Self.john.fingerprint
        #expect(
            refusal("jane  doe", Self.john)
                == "dub@1.0.0: names ‘jane  doe’ as its author, who signs with \(one) (known since 2026-01-31), but it is "
                + "signed with \(other); if the author says that this is a new key, --accept-key \(other) takes it in place of "
                + "what is known")
        // Another's fingerprint, the known one's and ‘none’ accept nothing here.
        #expect(refusal("Jane Doe", Self.john, accepting: [KeyBookTests.key(3).fingerprint, one, "none"]) != nil)
        #expect(try book.keys() == known)
        #expect(
            try admit("Jane Doe", Self.john, accepting: [other], remembers: false, book: book)
                == .changed(Self.john, known: known))
        #expect(try book.keys() == known)
        #expect(try admit("Jane Doe", Self.john, accepting: [other], book: book) == .changed(Self.john, known: known))
        #expect(try book.keys().map(\.key) == [Self.john])
        #expect(refusal("Jane Doe", Self.jane) != nil)
        #expect(warnings.all.withLock { $0 } == [])
    }

    @Test("refuses what a known author didn't sign, until that is accepted, for once")
    func unsigned() throws {
        #expect(try admit("Jane Doe", nil, book: book) == .unsigned)
        _ = try admit("Jane Doe", Self.jane, book: book)
        let known = try book.keys()
        #expect(
            refusal("Jane Doe", nil)
                == "dub@1.0.0: names ‘Jane Doe’ as its author, who signs with \(Self.jane.fingerprint) (known since "
                + "2026-01-31), but nobody signed it; --accept-key none takes it nevertheless, for once")
        #expect(refusal("Jane Doe", nil, accepting: [Self.jane.fingerprint]) != nil)
        #expect(try admit("Jane Doe", nil, accepting: ["none"], book: book) == .unsignedByKnownAuthor(known: known))
        #expect(refusal("Jane Doe", nil) != nil)
        #expect(try book.keys() == known)
    }

    @Test(
        "takes whole fingerprints only",
        arguments: ["", "prefix", "long", "bare", "hash", "all", "lower", "padded", "é"])
    func fingerprints(form: String) throws {
        let whole = Self.john.fingerprint
        let option =
            switch form {
            case "prefix": String(whole.dropLast())
            case "long": whole + "A"
            case "bare": String(whole.dropFirst(7))
            case "hash": "SHA256:"
            case "all": "*"
            case "lower": "sha256:" + whole.dropFirst(7)
            case "padded": whole + "="
            default: form
            }
        #expect(throws: KeyError(.notAFingerprint(option))) { try KeyPolicy(accepting: [option]) }
        #expect(throws: Never.self) { try KeyPolicy(accepting: [whole, "none"]) }
        #expect(KeyError(.notAFingerprint(option)).description.contains("expected a whole fingerprint"))
    }

    @Test("only looks when it isn't to remember")
    func looks() throws {
        #expect(
            try admit("Jane Doe", Self.jane, remembers: false, book: book) == .firstUse(Self.jane, otherAuthors: []))
        #expect(try folder.names() == [])
    }

    @Test("admits a first use that can't be remembered, with a warning")
    func readOnly() throws {
        try folder.write("", "file")
        let blocked = KeyBook(directory: folder.file("file/cajon"))
        #expect(try admit("Jane\u{1B} Doe", Self.jane, book: blocked) == .firstUse(Self.jane, otherAuthors: []))
        #expect(try admit("Jane Doe", Self.jane, book: nil) == .firstUse(Self.jane, otherAuthors: []))
        let said = warnings.all.withLock { $0 }
        #expect(said.count == 2)
        #expect(
            said.first?.hasPrefix(
                "the key of ‘Jane  Doe’ can't be remembered, so it will be as new the next time: \(blocked.path): ")
                == true)
        #expect(said.last?.hasSuffix("there is no home; set HOME or XDG_CONFIG_HOME") == true)
    }

    @Test("refuses whatever names or has a signer while the book isn't in order, so that damage opens no door")
    func damaged() throws {
        _ = try admit("Jane Doe", Self.jane, book: book)
        chmod(book.path, 0o620)
        let options = [Self.jane.fingerprint, Self.john.fingerprint, "none"]
        for (author, signer) in [("Jane Doe", Self.jane), ("Jane Doe", nil), ("John", nil), (nil, Self.john)] {
            #expect(refusal(author, signer, accepting: options)?.contains("isn't believed") == true)
        }
        #expect(try admit(nil, nil, book: book) == .unsigned)
        chmod(book.path, 0o600)
        try folder.write("{}", "keys.json")
        #expect(refusal("John", nil)?.contains("nobody's signature can be judged") == true)
        #expect(try folder.read("keys.json") == Array("{}".utf8))
        #expect(warnings.all.withLock { $0 } == [])
    }
}
