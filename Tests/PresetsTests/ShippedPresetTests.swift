// The presets in Presets/: what they say of themselves, that they are written canonically, and the README's example.

import EffectHost
import Foundation
import Presets
import Testing

@Suite("Shipped presets")
struct ShippedPresetTests {
    static let names = Fixture.presetNames(in: Fixture.presets)

    @Test("There are enough to choose from, and a graph is among them")
    func coverage() throws {
        #expect(Self.names.count >= 25)
        #expect(try Self.names.contains { try Self.document($0).preset.connections != nil })
    }

    private static func document(_ name: String) throws -> PresetDocument {
        try PresetDocument.parse(Fixture.bytes(name, in: Fixture.presets), path: name)
    }

    @Test("A shipped preset says what it is for, who made it, and how to find it", arguments: names)
    func describes(name: String) throws {
        let preset = try Self.document(name).preset
        #expect(preset.author != nil && preset.licence != nil && preset.version != nil)
        #expect(preset.schema == "preset.schema.json")
        #expect(preset.description?.hasSuffix(".") == true)
        #expect(!preset.tags.isEmpty)
    }

    @Test("A shipped preset is named in the README, and its levels are in LEVELS.md", arguments: names)
    func listed(name: String) throws {
        for file in ["README.md", "LEVELS.md"] {
            let text = String(decoding: try Fixture.bytes(file, in: Fixture.presets), as: UTF8.self)
            #expect(text.contains("| [\(name.replacing(".json", with: ""))](\(name)) |"), "\(file)")
        }
    }

    @Test("A shipped preset is written as Cajon writes presets", arguments: names)
    func canonical(name: String) throws {
        let preset = try PresetDocument.parse(Fixture.bytes(name, in: Fixture.presets), path: name).preset
        try Fixture.expect(preset.json(), matches: name, in: Fixture.presets)
    }

    @Test("The README's example is a preset")
    func readme() throws {
        let text = String(decoding: try Fixture.bytes("README.md", in: Fixture.presets), as: UTF8.self)
        let start = try #require(text.range(of: "```json\n")?.upperBound)
        let end = try #require(text[start...].range(of: "```")?.lowerBound)
        let document = try PresetDocument.parse(Array(text[start..<end].utf8), path: "README.md")
        let resolved = try document.resolve(using: TestCatalog())
        #expect(resolved.nodes.map(\.id) == ["crush", "echo"])
        #expect(resolved.connections.count == 4)
    }
}
