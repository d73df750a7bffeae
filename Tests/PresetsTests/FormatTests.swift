// One preset of every format there has been, kept for ever: each loads, and comes out as it always has.

import Foundation
import Presets
import Testing

@Suite("Formats of presets")
struct FormatTests {
    private static let folder = Fixture.badPresets.deletingLastPathComponent().appending(path: "Formats")
    private static let formats = Array(1...PresetLimits.format)

    private static func read(_ format: Int) throws -> PresetDocument {
        try PresetDocument.parse(Fixture.bytes("format-\(format).json", in: folder), path: "format-\(format).json")
    }

    @Test("A preset is kept of every format", arguments: formats)
    func kept(format: Int) {
        #expect(
            Fixture.presetNames(in: Self.folder).contains("format-\(format).json"),
            """
            put a preset of format \(format) that uses each of its keys into Tests/PresetsTests/Fixtures/Formats as \
            format-\(format).json, run the tests once with CAJON_BLESS=1 and look at format-\(format).txt; then never \
            change either
            """)
    }

    @Test("A preset of each format loads, and is what it has always been", arguments: formats)
    func loads(format: Int) throws {
        let written = try Self.read(format).preset.json()
        try Fixture.expect(written, matches: "format-\(format).txt", in: Self.folder)
        let copy = try PresetDocument.parse(Array(written.utf8), path: "copy.json")
        #expect(try copy.preset == Self.read(format).preset)
        #expect(copy.preset.json() == written)
    }

    @Test("The kept preset of the newest format uses every key that the schema has")
    func complete() throws {
        func object(_ bytes: [UInt8]) throws -> [String: Any] {
            try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
        }
        let schema = try object(Fixture.bytes("preset.schema.json", in: Fixture.presets))
        let preset = try object(Fixture.bytes("format-\(PresetLimits.format).json", in: Self.folder))
        let definitions = try #require(schema["$defs"] as? [String: [String: Any]])
        func keys(_ schema: [String: Any]) throws -> Set<String> {
            Set(try #require(schema["properties"] as? [String: Any]).keys)
        }
        #expect(try Set(preset.keys) == keys(schema))
        for (list, definition) in [("nodes", "node"), ("connections", "connection"), ("midi", "mapping")] {
            let elements = try #require(preset[list] as? [[String: Any]])
            #expect(try Set(elements.flatMap(\.keys)) == keys(try #require(definitions[definition])), "\(list)")
        }
    }

    @Test("The schema takes every kept preset", .enabled(if: SchemaValidator.isAvailable, "no module jsonschema"))
    func schema() throws {
        let files = Self.formats.map { Self.folder.appending(path: "format-\($0).json") }
        for verdict in try SchemaValidator.verdicts(on: files) {
            #expect(verdict.isValid, "\(verdict.file): \(verdict.reason)")
        }
    }

    @Test("What is written is of the newest format, and messages point into what was read")
    func places() throws {
        let text = "{ \"format\": 1,\n\"name\": \"x\", \"nodes\": [{ \"id\": \"a\",\n  \"effect\": \"flter\" }] }"
        let document = try PresetDocument.parse(Array(text.utf8), path: "old.json")
        #expect(document.preset.json().contains("\"format\": \(PresetLimits.format),"))
        let error = #expect(throws: PresetError.self) { try document.resolve(using: TestCatalog()) }
        #expect(error?.problems.map(\.place) == [PresetPlace(line: 3, column: 13)])
        #expect(error?.problems.map(\.nearest) == ["filter"])
    }

    @Test("A key that came later is refused in an earlier format, and the format that has it is named")
    func newerKey() throws {
        let text = #"{"format":1,"name":"x","version":"1.0.0","nodes":[{"id":"a","effect":"gain"}]}"#
        let error = #expect(throws: PresetError.self) { try PresetDocument.parse(Array(text.utf8), path: "p.json") }
        let problem = try #require(error?.problems.first)
        #expect(error?.problems.count == 1)
        #expect(problem.kind == .unknownKey)
        #expect(problem.path == "version")
        #expect(problem.place == PresetPlace(line: 1, column: 24))
        #expect(
            problem.message == #"unknown key "version" in a preset of format 1; expected "format": 2, which has it"#)
    }
}
