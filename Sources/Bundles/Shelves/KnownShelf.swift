// A shelf that the user has added. A plain value, any thread.

/// One entry of `ShelfBook`: what was seen of a shelf last, so that nobody can go behind it.
package struct KnownShelf: Equatable, Sendable {
    package let place: ShelfPlace
    /// `ShelfIndex.identifier`.
    package let identifier: String
    package let name: String
    package let key: SignatureKey
    package let serial: Int
    /// `SignedShelf.sha256`.
    package let sha256: String

    package init(_ shelf: SignedShelf, at place: ShelfPlace) {
        self.place = place
        identifier = shelf.index.identifier
        name = shelf.index.name
        key = shelf.key
        serial = shelf.index.serial
        sha256 = shelf.sha256
    }

    /// Whether the user may mean this one.
    package func isCalled(_ text: String) -> Bool { place.text == text || name == text }
}

extension KnownShelf: BookEntry {
    package static let book = BookKind(
        fileName: "shelves.json", listName: "shelves", format: 1, byteLimit: 4 << 20,
        malformed: "is not what ‘cajon preset add’ writes; put it right, or remove it to add the shelves anew",
        full: "there are too many shelves; ‘cajon preset shelves --forget’ makes room")

    private enum CodingKeys: String, CodingKey { case place, identifier, name, key, serial, sha256 }

    /// Refuses what no shelf can have.
    package init(from decoder: any Decoder) throws {
        let object = try decoder.container(keyedBy: CodingKeys.self)
        func refusal(_ key: CodingKeys) -> DecodingError {
            .dataCorruptedError(forKey: key, in: object, debugDescription: "isn't what it may be")
        }
        guard let place = ShelfPlace(try object.decode(String.self, forKey: .place)) else { throw refusal(.place) }
        guard let key = SignatureKey(base64: try object.decode(String.self, forKey: .key)) else { throw refusal(.key) }
        self.place = place
        self.key = key
        identifier = try object.decode(String.self, forKey: .identifier)
        guard ShelfText.isIdentifier(identifier) else { throw refusal(.identifier) }
        name = try object.decode(String.self, forKey: .name)
        guard ShelfText.isName(name) else { throw refusal(.name) }
        serial = try object.decode(Int.self, forKey: .serial)
        guard (1...ShelfLimits.serial).contains(serial) else { throw refusal(.serial) }
        sha256 = try object.decode(String.self, forKey: .sha256)
        guard ContentHash.isText(sha256) else { throw refusal(.sha256) }
    }

    package func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode(place.text, forKey: .place)
        try object.encode(identifier, forKey: .identifier)
        try object.encode(name, forKey: .name)
        try object.encode(key.base64, forKey: .key)
        try object.encode(serial, forKey: .serial)
        try object.encode(sha256, forKey: .sha256)
    }
}
