// What is said of presets that are wrong, word for word.

import Presets
import Testing

@Suite("Bad presets")
struct GoldenErrorTests {
    @Test("Each bad preset is refused with the golden message", arguments: Fixture.presetNames(in: Fixture.badPresets))
    func message(name: String) throws {
        let bytes = try Fixture.bytes(name, in: Fixture.badPresets)
        let error = #expect(throws: PresetError.self) {
            do {
                _ = try PresetDocument.parse(bytes, path: name)
            } catch {
                #expect(!name.hasPrefix("effect-"), "stopped before any effect was looked up")
                throw error
            }
            #expect(name.hasPrefix("effect-"), "should have been stopped before any effect is looked up")
            _ = try PresetDocument.parse(bytes, path: name).resolve(using: TestCatalog())
        }
        let text = try #require(error).description + "\n"
        try Fixture.expect(text, matches: name.replacing(".json", with: ".txt"), in: Fixture.badPresets)
    }

    @Test("The folder holds the bad presets")
    func folder() {
        #expect(Fixture.presetNames(in: Fixture.badPresets).count >= 35)
    }

    @Test("A problem has its parts for machines")
    func parts() throws {
        let text = #"{"format":1,"name":"x","nodes":[{"id":"a","effect":"filter","parameters":{"cutof":1}}]}"#
        let document = try PresetDocument.parse(Array(text.utf8), path: "x.json")
        let error = #expect(throws: PresetError.self) { try document.resolve(using: TestCatalog()) }
        let problem = try #require(error?.problems.first)
        #expect(problem.kind == .unknownParameter)
        #expect(problem.path == "nodes[0].parameters.cutof")
        #expect(problem.place == PresetPlace(line: 1, column: 75))
        #expect(problem.found == "cutof")
        #expect(problem.nearest == "cutoff")
        #expect(problem.expected == "type, cutoff, resonance, gain or slope")
    }

    @Test("Problems beyond the limit are counted")
    func bounded() throws {
        let bytes = try Fixture.bytes("shape-too-many-problems.json", in: Fixture.badPresets)
        let error = #expect(throws: PresetError.self) { try PresetDocument.parse(bytes, path: "x.json") }
        #expect(error?.problems.count == PresetLimits.problems)
        #expect(error?.omittedCount == 10)
    }
}
