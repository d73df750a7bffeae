// An author, and the key that the author signs with. A plain value, any thread.

package import Foundation

/// One entry of `KeyBook`.
package struct KnownKey: Equatable, Sendable {
    package let author: AuthorName
    package let key: SignatureKey
    /// The day on which it was first seen, in universal time: `2026-01-31`.
    package let firstSeen: String

    /// - Parameter moment: when it was first seen.
    package init(author: AuthorName, key: SignatureKey, firstSeen moment: Date) {
        self.author = author
        self.key = key
        firstSeen = moment.formatted(.iso8601.year().month().day())
    }

    package static func == (one: KnownKey, other: KnownKey) -> Bool {
        // As written: the names of one author may differ, and entries are then different.
        one.author.text == other.author.text && one.key == other.key && one.firstSeen == other.firstSeen
    }
}

extension KnownKey: Codable {
    private enum CodingKeys: String, CodingKey {
        case author, fingerprint, firstSeen, key
    }

    /// Refuses what is no author, key or day, and a fingerprint that isn't the key's: what people read would be wrong.
    package init(from decoder: any Decoder) throws {
        let object = try decoder.container(keyedBy: CodingKeys.self)
        func refusal(_ key: CodingKeys) -> DecodingError {
            .dataCorruptedError(forKey: key, in: object, debugDescription: "is none")
        }
        guard let author = AuthorName(try object.decode(String.self, forKey: .author)) else { throw refusal(.author) }
        guard let key = SignatureKey(base64: try object.decode(String.self, forKey: .key)) else { throw refusal(.key) }
        guard try object.decode(String.self, forKey: .fingerprint) == key.fingerprint else {
            throw refusal(.fingerprint)
        }
        let day = try object.decode(String.self, forKey: .firstSeen)
        guard day.utf8.count == 10, day.wholeMatch(of: /[0-9]{4}-[0-9]{2}-[0-9]{2}/) != nil else {
            throw refusal(.firstSeen)
        }
        self.author = author
        self.key = key
        firstSeen = day
    }

    package func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode(author.text, forKey: .author)
        try object.encode(key.fingerprint, forKey: .fingerprint)
        try object.encode(firstSeen, forKey: .firstSeen)
        try object.encode(key.base64, forKey: .key)
    }
}

extension KnownKey: BookEntry {
    package static let book = BookKind(
        fileName: "keys.json", listName: "keys", format: 1, byteLimit: 1 << 20,
        malformed:
            "is not what ‘cajon keys’ writes, so nobody's signature can be judged; put it right, or remove it to "
            + "know no keys any more",
        full: "there are too many keys; ‘cajon keys forget’ makes room")
}
