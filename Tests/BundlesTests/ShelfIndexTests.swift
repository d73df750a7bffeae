// Indices as they are signed, and as they aren't.

import Bundles
import Foundation
import TestSupport
import Testing

@Suite("A shelf's index")
struct ShelfIndexTests {
    private func kind(_ bytes: [UInt8]) -> ShelfError.Kind? {
        do throws(ShelfError) {
            _ = try SignedShelf(bytes)
            return nil
        } catch { return error.kind }
    }

    private func isMalformed(_ bytes: [UInt8]) -> Bool {
        if case .malformed = kind(bytes) { true } else { false }
    }

    @Test("is read as it was signed, and is the same file each time")
    func roundTrip() throws {
        let shelf = try ShelfFixture.shelf(7)
        let read = try SignedShelf(shelf.bytes)
        #expect(read == shelf)
        #expect(read.index.serial == 7)
        #expect(read.key == ShelfFixture.key.publicKey)
        let entries = try [ShelfFixture.entry("warm-room"), ShelfFixture.entry("tape-delay")]
        #expect(try ShelfFixture.shelf(7, entries).sha256 == shelf.sha256)
        #expect(try ShelfFixture.shelf(8).sha256 != shelf.sha256)
    }

    @Test("is found out when any member of its file is another one")
    func tamperedEnvelope() throws {
        let bytes = try ShelfFixture.shelf().bytes
        let envelope = try #require(JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
        func changed(_ key: String, _ value: Any?) throws -> [UInt8] {
            var envelope = envelope
            envelope[key] = value
            return try ShelfFixture.file(envelope)
        }
        #expect(kind(try changed("format", 1)) == nil)
        #expect(kind(try changed("comment", "what a later Cajon may say")) == nil)
        #expect(kind(try changed("format", 2)) == .newerFormat(2))
        #expect(isMalformed(try changed("format", 0)))
        #expect(kind(try changed("key", ShelfFixture.otherKey.publicKey.base64)) == .wrongSignature)
        let other = ShelfFixture.otherKey.signature(of: Array((envelope["signed"] as? String ?? "").utf8), for: .shelf)
        #expect(kind(try changed("signature", Data(other).base64EncodedString())) == .wrongSignature)
        #expect(kind(try changed("signature", "")) == .wrongSignature)
        #expect(kind(try changed("signed", (envelope["signed"] as? String ?? "") + " ")) == .wrongSignature)
        for key in ["format", "signed", "key", "signature"] {
            #expect(isMalformed(try changed(key, nil)), "\(key)")
            #expect(isMalformed(try changed(key, [])), "\(key)")
        }
        // The neutral point and another of small order, under which a signature of nothing holds for everything.
        for weak in [[1] + [UInt8](repeating: 0, count: 31), [UInt8](repeating: 0, count: 32)] {
            #expect(isMalformed(try changed("key", Data(weak).base64EncodedString())))
        }
    }

    @Test("is found out when anything that was signed is changed", arguments: ShelfFixture.members().keys.sorted())
    func tamperedText(member: String) throws {
        let text = try ShelfFixture.text(bundles: [ShelfFixture.members()])
        let honest = try ShelfFixture.file(signing: text)
        #expect(kind(honest) == nil)
        let values: [String: Any] = [
            "id": "other", "version": "1.0.1", "bytes": 1001, "tags": ["loud"], "sha256": ShelfFixture.hash("c"),
            "contentHash": ShelfFixture.hash("c"), "signer": ShelfFixture.otherKey.publicKey.fingerprint,
            "file": "b.cajon",
        ]
        let changed = try ShelfFixture.text(bundles: [ShelfFixture.members([member: values[member] ?? "Other"])])
        #expect(changed != text)
        var envelope = try #require(JSONSerialization.jsonObject(with: Data(honest)) as? [String: Any])
        envelope["signed"] = changed
        #expect(kind(try ShelfFixture.file(envelope)) == .wrongSignature)
        for (name, serial) in [("Ada's", 2), ("Eve's", 1)] {
            envelope["signed"] = try ShelfFixture.text(name: name, serial: serial, bundles: [ShelfFixture.members()])
            #expect(kind(try ShelfFixture.file(envelope)) == .wrongSignature)
        }
    }

    @Test("isn't what the same key has signed for something else")
    func purpose() throws {
        let text = try ShelfFixture.text(bundles: [])
        #expect(kind(try ShelfFixture.file(signing: text, for: .bundle)) == .wrongSignature)
    }

    static let hostile: [(String, [String: (any Sendable)?])] = [
        ("an id that is none", ["id": "../tape"]), ("an id in capitals", ["id": "Tape"]), ("no id", ["id": nil]),
        ("a version that is none", ["version": "1.0"]), ("no version", ["version": nil]),
        ("a name that drives a terminal", ["name": "a\u{1b}[2J"]), ("an empty name", ["name": ""]),
        ("an endless name", ["name": String(repeating: "a", count: 201)]),
        ("an author that turns the writing", ["author": "a\u{202e}b"]), ("a licence that is none", ["licence": "<b>"]),
        ("too many tags", ["tags": (0..<33).map { "tag-\($0)" }]), ("a tag that is none", ["tags": ["a b"]]),
        ("an endless description", ["description": String(repeating: "a", count: 4_001)]),
        ("a file above", ["file": "../a.cajon"]), ("a file far above", ["file": "a/../../b.cajon"]),
        ("an absolute file", ["file": "/etc/a.cajon"]), ("a file by address", ["file": "https://example.com/a.cajon"]),
        ("a file with a backslash", ["file": "a\\b.cajon"]), ("a file with a question", ["file": "a?b.cajon"]),
        ("a file with an escape", ["file": "%2e%2e/a.cajon"]), ("a hidden file", ["file": ".a.cajon"]),
        ("no bundle's file", ["file": "passwd"]), ("an empty file", ["file": ""]),
        ("a zero in a file", ["file": "a\0.cajon"]),
        ("no bytes", ["bytes": 0]), ("fewer bytes than none", ["bytes": -1]), ("half a byte", ["bytes": 0.5]),
        ("more bytes than a bundle has", ["bytes": (256 << 20) + 1]), ("endless bytes", ["bytes": 1e30]),
        ("a short hash", ["sha256": "abc"]), ("a hash in capitals", ["sha256": ShelfFixture.hash("A")]),
        ("a short content", ["contentHash": ""]), ("a signer that is none", ["signer": "SHA256:abc"]),
        ("a signer that is no text", ["signer": 1]),
    ]

    @Test("with something that can't be is refused, whoever signed it", arguments: hostile.map(\.0))
    func hostileEntries(what: String) throws {
        let changes = try #require(Self.hostile.first { $0.0 == what }?.1)
        #expect(
            isMalformed(try ShelfFixture.file(signing: ShelfFixture.text(bundles: [ShelfFixture.members(changes)]))))
    }

    @Test("holds each identity and each file once, in order, and not too many")
    func lists() throws {
        func file(_ bundles: [[String: Any]]) throws -> [UInt8] {
            try ShelfFixture.file(signing: ShelfFixture.text(bundles: bundles))
        }
        let one = ShelfFixture.members()
        let two = ShelfFixture.members(["id": "warm-room", "file": "b.cajon"])
        #expect(kind(try file([one, two])) == nil)
        #expect(isMalformed(try file([two, one])))
        #expect(isMalformed(try file([one, ShelfFixture.members(["file": "b.cajon"])])))
        #expect(isMalformed(try file([one, ShelfFixture.members(["id": "warm-room"])])))
        let many = (0...ShelfLimits.entries).map { number in
            ShelfFixture.members(["version": "1.0.\(number)", "file": "\(number).cajon", "description": nil])
        }
        #expect(isMalformed(try file(many)))
    }

    @Test("has an identifier", arguments: ["", "0f", ShelfFixture.hash("a"), ShelfFixture.identifier.uppercased()])
    func identifiers(identifier: String) throws {
        #expect(isMalformed(try ShelfFixture.file(signing: ShelfFixture.text(identifier: identifier, bundles: []))))
    }

    @Test("that isn't in order is told of in few words, however many it has itself")
    func words() throws {
        let text = try ShelfFixture.text(bundles: []).replacing(
            "\"serial\":1", with: "\"serial\":1" + String(repeating: "0", count: 100_000))
        let error = #expect(throws: ShelfError.self) { try SignedShelf(ShelfFixture.file(signing: text)) }
        #expect((error?.description.count ?? .max) < 1_000)
    }

    @Test("has a name, and a serial from 1 that every reader takes for the same", arguments: [0, -1, 1 << 53, Int.max])
    func serials(serial: Int) throws {
        #expect(isMalformed(try ShelfFixture.file(signing: ShelfFixture.text(serial: serial, bundles: []))))
        #expect(isMalformed(try ShelfFixture.file(signing: ShelfFixture.text(name: "a\nb", bundles: []))))
        #expect(isMalformed(try ShelfFixture.file(signing: ShelfFixture.text(name: 1, bundles: []))))
    }

    @Test("is refused when it is cut off anywhere, is no JSON, nests without end, or is too long")
    func truncated() throws {
        let bytes = try ShelfFixture.shelf().bytes
        // The last byte is a line's end.
        for count in 0..<(bytes.count - 1) { #expect(isMalformed(Array(bytes.prefix(count))), "\(count)") }
        #expect(isMalformed(Array(String(repeating: "[", count: 1 << 20).utf8)))
        #expect(isMalformed(try ShelfFixture.file(signing: String(repeating: "{\"name\":", count: 1 << 16))))
        #expect(isMalformed([UInt8](repeating: 0x20, count: ShelfLimits.indexBytes + 1)))
        #expect(isMalformed(Array("\u{feff}{}".utf8)))
        #expect(isMalformed([0xff, 0xfe]))
    }

    @Test("that was damaged is never another index, whatever the damage")
    func mutations() throws {
        let shelf = try ShelfFixture.shelf()
        let other = try ShelfFixture.shelf(2, [], by: ShelfFixture.otherKey)
        var mutator = ModuleMutator(seed: 0x5e1f)
        var refused = 0
        for number in 0..<2_000 {
            let bytes = mutator.mutate(shelf.bytes, splicing: other.bytes)
            do throws(ShelfError) {
                let read = try SignedShelf(bytes)
                #expect(
                    read.index == shelf.index && read.key == shelf.key && read.sha256 == shelf.sha256,
                    "mutant \(number)")
            } catch {
                refused += 1
                #expect(!error.description.isEmpty)
            }
        }
        #expect(refused > 1_500)
    }

    @Test("that was damaged before it was signed is refused with words, or is in order")
    func signedMutations() throws {
        let text = try ShelfFixture.text(bundles: [
            ShelfFixture.members(), ShelfFixture.members(["id": "x", "file": "x.cajon"]),
        ])
        var mutator = ModuleMutator(seed: 0x5e20)
        for _ in 0..<1_000 {
            let mutant = mutator.mutate(Array(text.utf8), splicing: Array("\"../\\u0000\",null,-1e99".utf8))
            guard let mutant = String(validating: mutant, as: UTF8.self) else { continue }
            let file = try ShelfFixture.file(signing: mutant)
            do throws(ShelfError) {
                let index = try SignedShelf(file).index
                for entry in index.bundles { #expect(!entry.file.parts.contains("..")) }
            } catch {
                guard case .malformed(let words) = error.kind else {
                    Issue.record("\(error)")
                    continue
                }
                #expect(!words.isEmpty)
            }
        }
    }
}
