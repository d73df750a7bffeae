// Shelves for tests to be made, signed and spoiled. Test threads.

import Bundles
import Foundation
import TestSupport

/// Entries and indices of bundles that needn't exist.
enum ShelfFixture {
    static let key = BundleFixture.signingKey(seed: 21)
    static let otherKey = BundleFixture.signingKey(seed: 22)
    static let bundleKey = BundleFixture.signingKey(seed: 23)

    static let identifier = String(repeating: "0f", count: 16)
    static let otherIdentifier = String(repeating: "1e", count: 16)

    static func hash(_ digit: Character) -> String { String(repeating: digit, count: 64) }

    /// What an index says of one bundle, with changes; nil takes a member away.
    static func members(_ changes: [String: Any?] = [:]) -> [String: Any] {
        var members: [String: Any] = [
            "id": "tape-delay", "version": "1.0.0", "name": "Tape delay", "author": "Ada", "licence": "CC-BY-4.0",
            "tags": ["echo"], "description": "Warm\nand slow", "file": "tape-delay.cajon", "bytes": 1000,
            "sha256": hash("a"),
            "contentHash": hash("b"), "signer": bundleKey.publicKey.fingerprint,
        ]
        for (key, value) in changes { members[key] = value }
        return members
    }

    static func entry(_ id: String, _ version: String = "1.0.0", _ changes: [String: Any?] = [:]) throws -> ShelfEntry {
        let all = changes.merging(["id": id, "version": version]) { one, _ in one }
            .merging(["file": "\(id)-\(version).cajon"]) { one, _ in one }
        return try JSONDecoder().decode(ShelfEntry.self, from: JSONSerialization.data(withJSONObject: members(all)))
    }

    static func index(
        _ serial: Int = 1, _ bundles: [ShelfEntry]? = nil, name: String = "Ada's", identifier: String = identifier
    ) throws -> ShelfIndex {
        try ShelfIndex(
            identifier: identifier, name: name, serial: serial,
            bundles: bundles ?? [entry("tape-delay"), entry("warm-room")])
    }

    static func shelf(
        _ serial: Int = 1, _ bundles: [ShelfEntry]? = nil, identifier: String = identifier, by key: SigningKey = key
    ) throws -> SignedShelf {
        try SignedShelf(index(serial, bundles, identifier: identifier), signedWith: key)
    }

    /// A file whose text is signed, whatever it says.
    static func file(signing text: String, by key: SigningKey = key, for purpose: SignaturePurpose = .shelf) throws
        -> [UInt8]
    {
        let signature = key.signature(of: Array(text.utf8), for: purpose)
        return try file([
            "format": 1, "signed": text, "key": key.publicKey.base64,
            "signature": Data(signature).base64EncodedString(),
        ])
    }

    static func file(_ envelope: [String: Any]) throws -> [UInt8] {
        Array(try JSONSerialization.data(withJSONObject: envelope, options: .sortedKeys))
    }

    static func text(
        identifier: Any = identifier, name: Any = "Ada's", serial: Any = 1, bundles: [Any]
    ) throws -> String {
        let index: [String: Any] = ["identifier": identifier, "name": name, "serial": serial, "bundles": bundles]
        return String(decoding: try JSONSerialization.data(withJSONObject: index, options: .sortedKeys), as: UTF8.self)
    }

    static func known(_ shelf: SignedShelf, _ place: String = "/shelves/one/shelf.json") throws -> KnownShelf {
        KnownShelf(shelf, at: ShelfPlace(place)!)
    }
}
