// A book's file as JSON: `format`, and a list under the name that its kind gives it. A plain value, any thread.

/// What is written; decoding refuses another format.
struct BookContents<Entry: BookEntry>: Codable {
    var entries: [Entry]

    private struct Member: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(_ name: String) { stringValue = name }
        init?(stringValue: String) { self.init(stringValue) }
        init?(intValue: Int) { nil }
    }

    private static var format: Member { Member("format") }
    private static var list: Member { Member(Entry.book.listName) }

    init(entries: [Entry]) { self.entries = entries }

    init(from decoder: any Decoder) throws {
        let object = try decoder.container(keyedBy: Member.self)
        guard try object.decode(Int.self, forKey: Self.format) == Entry.book.format else {
            throw DecodingError.dataCorruptedError(
                forKey: Self.format, in: object, debugDescription: "expected \(Entry.book.format)")
        }
        entries = try object.decode([Entry].self, forKey: Self.list)
    }

    func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: Member.self)
        try object.encode(Entry.book.format, forKey: Self.format)
        try object.encode(entries, forKey: Self.list)
    }
}
