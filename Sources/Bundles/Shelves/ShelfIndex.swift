// What is on a shelf. A plain value, any thread.

/// A list of bundles with a name, and a number that rises with every change of it.
package struct ShelfIndex: Equatable, Sendable {
    /// What the index' file is called beside the bundles.
    package static let fileName = "shelf.json"
    /// What bundles' files are called.
    package static let bundleSuffix = ".cajon"

    /// Which of its key's shelves it is: 32 hexadecimal digits, the same in every index of the shelf.
    package let identifier: String
    /// For people, one line.
    package let name: String
    /// 1 to `ShelfLimits.serial`.
    package let serial: Int
    /// In the order of their identities, none twice.
    package let bundles: [ShelfEntry]

    /// Errors: `.malformed` for too many bundles, two of one identity, or two of one file.
    package init(identifier: String, name: String, serial: Int, bundles: [ShelfEntry]) throws(ShelfError) {
        precondition(
            ShelfText.isIdentifier(identifier) && ShelfText.isName(name) && (1...ShelfLimits.serial).contains(serial),
            "what a shelf has")
        self.identifier = identifier
        self.name = name
        self.serial = serial
        self.bundles = bundles.sorted { $0.identity < $1.identity }
        if let problem = Self.problem(in: self.bundles) { throw ShelfError(.malformed(problem)) }
    }

    /// One that no other shelf has.
    static func newIdentifier() -> String {
        var random = SystemRandomNumberGenerator()
        return Hexadecimal.text(
            (0..<ShelfLimits.identifierBytes).map { _ in UInt8.random(in: 0...255, using: &random) })
    }

    /// - Parameter bundles: in order.
    private static func problem(in bundles: [ShelfEntry]) -> String? {
        guard bundles.count <= ShelfLimits.entries else { return tooMany(bundles.count) }
        for (one, next) in zip(bundles, bundles.dropFirst()) where one.identity == next.identity {
            return "‘\(one.identity)’ is on it twice: \(one.file) and \(next.file)"
        }
        var files: Set<BundlePath> = []
        for bundle in bundles where !files.insert(bundle.file).inserted {
            return "the file ‘\(bundle.file)’ is on it twice"
        }
        return nil
    }

    private static func tooMany(_ count: Int) -> String {
        "has \(count) bundles, and at most \(ShelfLimits.entries) are allowed"
    }
}

extension ShelfIndex: Codable {
    private enum CodingKeys: String, CodingKey { case identifier, name, serial, bundles }

    /// Refuses what no shelf can have.
    package init(from decoder: any Decoder) throws {
        let object = try decoder.container(keyedBy: CodingKeys.self)
        func refusal(_ key: CodingKeys, _ problem: String = "isn't what it may be") -> DecodingError {
            .dataCorruptedError(forKey: key, in: object, debugDescription: problem)
        }
        identifier = try object.decode(String.self, forKey: .identifier)
        guard ShelfText.isIdentifier(identifier) else { throw refusal(.identifier) }
        name = try object.decode(String.self, forKey: .name)
        guard ShelfText.isName(name) else { throw refusal(.name) }
        serial = try object.decode(Int.self, forKey: .serial)
        guard (1...ShelfLimits.serial).contains(serial) else { throw refusal(.serial) }
        let count = try object.nestedUnkeyedContainer(forKey: .bundles).count ?? 0
        guard count <= ShelfLimits.entries else { throw refusal(.bundles, Self.tooMany(count)) }
        bundles = try object.decode([ShelfEntry].self, forKey: .bundles)
        guard zip(bundles, bundles.dropFirst()).allSatisfy({ $0.identity <= $1.identity }) else {
            throw refusal(.bundles, "they aren't in order")
        }
        if let problem = Self.problem(in: bundles) { throw refusal(.bundles, problem) }
    }
}

extension ShelfIndex {
    /// Whether a shelf can be called that.
    package static func isName(_ text: String) -> Bool { ShelfText.isName(text) }
}
