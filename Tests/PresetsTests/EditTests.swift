// Changes to the graph of a preset that may be playing.

import EffectHost
import Presets
import TestSupport
import Testing

@Suite("Editing a resolved preset")
struct EditTests {
    private func chain(_ text: String) throws -> ResolvedPreset {
        try PresetDocument.parse(chain: text).resolve(using: TestCatalog())
    }

    /// Input, filter and chorus side by side, gain behind both; the filter also leads to the compressor's side-chain.
    private func graph() throws -> ResolvedPreset {
        let text = """
            { "format": 1, "name": "Side by side",
              "nodes": [ { "id": "low", "effect": "filter", "parameters": { "cutoff": 812.5 } },
                         { "id": "wide", "effect": "chorus" },
                         { "id": "squeeze", "effect": "compressor", "mix": 0.5 },
                         { "id": "level", "effect": "gain", "bypass": true } ],
              "connections": [ { "from": "input", "to": "low" }, { "from": "input", "to": "wide", "gain": -6 },
                               { "from": "low", "to": "level" }, { "from": "wide", "to": "squeeze" },
                               { "from": "low", "to": "squeeze.sidechain" },
                               { "from": "squeeze", "to": "level", "gain": 3 }, { "from": "level", "to": "output" } ] }
            """
        return try PresetDocument.parse(Array(text.utf8), path: "p.json").resolve(using: TestCatalog())
    }

    private func edges(_ preset: ResolvedPreset) -> [String] {
        preset.connections.map { "\($0.from) \($0.to)" }.sorted()
    }

    @Test(
        "A node is put where it is wanted in a chain",
        arguments: [
            (ResolvedPreset.Position.start, ["gain", "filter", "chorus"]),
            (.end, ["filter", "chorus", "gain"]), (.before("chorus"), ["filter", "gain", "chorus"]),
            (.after("filter"), ["filter", "gain", "chorus"]), (.after("chorus"), ["filter", "chorus", "gain"]),
        ])
    func inserts(position: ResolvedPreset.Position, order: [String]) throws {
        var preset = try chain("filter | chorus")
        #expect(try preset.insert(chain("gain level=-6dB"), at: position) == ["gain"])
        #expect(preset.nodes.map(\.id) == order)
        let stations = ["input"] + order + ["output"]
        #expect(edges(preset) == zip(stations, stations.dropFirst()).map { "\($0) \($1)" }.sorted())
        #expect(preset.nodes.first { $0.id == "gain" }?.values.first == -6)
        try preset.remove("gain")
        let original = try chain("filter | chorus")
        #expect(edges(preset) == edges(original))
        #expect(preset.nodes == original.nodes)
    }

    @Test("An id that is taken gets a number, and several nodes keep their order")
    func numbersIDs() throws {
        var preset = try chain("filter | chorus")
        #expect(try preset.insert(chain("chorus | filter"), at: .after("filter")) == ["chorus-2", "filter-2"])
        #expect(preset.nodes.map(\.id) == ["filter", "chorus-2", "filter-2", "chorus"])
    }

    @Test("What led to a node leads on when it is gone, with the gains of both ways; its side-chain's source stays")
    func removes() throws {
        var preset = try graph()
        try preset.remove("squeeze")
        #expect(edges(preset) == ["input low", "input wide", "level output", "low level", "wide level"])
        let gain = preset.connections.first { $0.from == .node("wide") }?.gain ?? 0
        #expect(abs(gain - 1.4125376) < 1e-6)
        // Now two ways lead from the input to `level`; with `low` gone, too, they add up where they are the same.
        try preset.remove("wide")
        try preset.remove("low")
        #expect(edges(preset) == ["input level", "level output"])
        let sum = preset.connections.first { $0.from == .input }?.gain ?? 0
        #expect(abs(sum - (1 + 0.5011872 * 1.4125376)) < 1e-6)
    }

    @Test("A node moves with its values, and nothing else changes")
    func moves() throws {
        var preset = try chain("filter cutoff=812.5 | chorus | gain")
        try preset.move("filter", to: .end)
        #expect(preset.nodes.map(\.id) == ["chorus", "gain", "filter"])
        #expect(edges(preset) == ["chorus gain", "filter output", "gain filter", "input chorus"])
        #expect(preset.nodes[2].values[1] == 812.5)
        try preset.move("filter", to: .before("chorus"))
        let original = try chain("filter cutoff=812.5 | chorus | gain")
        #expect(preset.nodes == original.nodes)
        #expect(edges(preset) == edges(original))
    }

    @Test("What can't be done says why and changes nothing")
    func refuses() throws {
        var preset = try chain("filter | chorus")
        let before = preset
        func message(_ body: () throws(PresetError) -> Void) -> String {
            do throws(PresetError) {
                try body()
                return "no error"
            } catch { return error.description }
        }
        let gain = try chain("gain")
        #expect(
            message { () throws(PresetError) in try preset.remove("chrous") }
                == #"chrous: there is no node "chrous"; expected filter or chorus; did you mean "chorus"?"#)
        #expect(
            message { () throws(PresetError) in _ = try preset.insert(gain, at: .after("x")) }
                == #"x: there is no node "x"; expected filter or chorus"#)
        #expect(
            message { () throws(PresetError) in try preset.move("filter", to: .before("filter")) }
                == #"filter: "filter" can't be put beside itself; expected another node"#)
        #expect(preset == before)
        try preset.remove("filter")
        #expect(
            message { () throws(PresetError) in try preset.remove("chorus") }
                == "chorus: is the only node; expected at least one to be left; bypass it instead")
    }

    @Test("Whatever is edited, no edge leads nowhere or in a circle, and none is there twice")
    func staysAGraph() throws {
        var random = SeededGenerator(seed: 0xED17)
        let insertion = try chain("gain | filter")
        for _ in 0..<300 {
            var preset = try graph()
            for _ in 0..<12 {
                let ids = preset.nodes.map(\.id)
                let (first, second) = (ids.randomElement(using: &random)!, ids.randomElement(using: &random)!)
                let position = [ResolvedPreset.Position.start, .end, .before(second), .after(second)]
                    .randomElement(using: &random)!
                switch Int.random(in: 0..<3, using: &random) {
                case 0: _ = try preset.insert(insertion, at: position)
                case 1: try? preset.remove(first)
                default: try? preset.move(first, to: position)
                }
                check(preset)
            }
        }
    }

    private func check(_ preset: ResolvedPreset) {
        let ids = Set(preset.nodes.map(\.id))
        #expect(ids.count == preset.nodes.count)
        var targets: [String: [String]] = [:]
        for connection in preset.connections {
            if case .node(let id) = connection.from { #expect(ids.contains(id)) }
            switch connection.to {
            case .node(let id), .sidechain(let id):
                #expect(ids.contains(id))
                if case .node(let source) = connection.from { targets[source, default: []].append(id) }
            case .input, .output: break
            }
        }
        #expect(Set(edges(preset)).count == preset.connections.count)
        var done: Set<String> = []
        var open: Set<String> = []
        func visit(_ id: String) {
            guard !done.contains(id) else { return }
            #expect(open.insert(id).inserted, "a circle through \(id)")
            for target in targets[id] ?? [] where !open.contains(target) { visit(target) }
            #expect(!(targets[id] ?? []).contains { open.contains($0) && !done.contains($0) }, "a circle at \(id)")
            done.insert(id)
        }
        for id in ids.sorted() { visit(id) }
    }

    @Test("What is written down reads back as the same graph with the same values")
    func writes() throws {
        var preset = try graph()
        preset.setValue(-3.7, ofParameter: 0, inNode: "level")
        preset.setMix(0.35, ofNode: "low")
        preset.setBypassed(true, node: "wide")
        _ = try preset.insert(chain("filter type=notch"), at: .after("wide"))
        let written = preset.written(name: "Mine") { $0.description }
        #expect(written.name == "Mine")
        let read = try PresetDocument.parse(Array(written.json().utf8), path: "m.json").resolve(using: TestCatalog())
        #expect(read.nodes == preset.nodes)
        #expect(read.connections == preset.connections)
        #expect(try chain("gain | filter").written { $0.description }.connections == nil)
    }
}
