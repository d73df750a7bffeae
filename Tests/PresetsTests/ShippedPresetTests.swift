// The presets in Presets/: they load, they are written canonically, and the README's example is one.

import EffectHost
import Foundation
import Presets
import Testing

@Suite("Shipped presets")
struct ShippedPresetTests {
    static let names = Fixture.presetNames(in: Fixture.presets)

    @Test("There are at least half a dozen, each shipped effect is used, and a graph is among them")
    func coverage() throws {
        #expect(Self.names.count >= 6)
        var effects: Set<String> = []
        var hasGraph = false
        for name in Self.names {
            let preset = try PresetDocument.parse(Fixture.bytes(name, in: Fixture.presets), path: name).preset
            effects.formUnion(preset.nodes.map(\.effect))
            hasGraph = hasGraph || preset.connections != nil
        }
        #expect(effects == Set(TestCatalog.shipped.keys))
        #expect(hasGraph)
    }

    @Test("A shipped preset loads and says who made it", arguments: names)
    func loads(name: String) throws {
        let document = try PresetDocument.parse(Fixture.bytes(name, in: Fixture.presets), path: name)
        #expect(document.preset.author != nil)
        #expect(document.preset.licence != nil)
        #expect(document.preset.description != nil)
        #expect(document.preset.schema == "preset.schema.json")
        let resolved = try document.resolve(using: TestCatalog())
        #expect(resolved.nodes.count == document.preset.nodes.count)
        for node in resolved.nodes {
            #expect(node.values.count == node.descriptor.parameters.count)
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
