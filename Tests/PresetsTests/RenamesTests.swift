// Presets, chains and edits that use the names which an effect had before.

import EffectHost
import Presets
import Testing

/// One effect that was renamed in every way, and its former self.
private struct RenamedCatalog: EffectCatalog {
    static let renames = EffectRenames(
        names: ["lowpass", "lp"], parameters: ["freq": "cutoff", "frequency": "cutoff", "steepness": "slope"],
        choices: ["type": ["lp": "low-pass", "on": "high-pass"], "slope": ["6-db": "12-db", "48-db": "24-db"]])

    /// Asked so often for a present name.
    final class Asked: @unchecked Sendable { var count = 0 }
    let asked = Asked()

    var knownNames: [String] { ["svf", "gain"] }

    func descriptor(for reference: EffectReference) throws(EffectLookupFailure) -> EffectDescriptor {
        switch reference {
        case .name("svf"), .name("lowpass"), .name("lp"), .file("svf.wasm"): return try! Self.filter()
        case .name("gain"): return TestCatalog.gain
        default: throw .notFound
        }
    }

    func presentName(of formerName: String) -> String? {
        asked.count += 1
        return Self.renames.names.contains(formerName) ? "svf" : nil
    }

    static func filter(_ renames: EffectRenames = Self.renames) throws(EffectError) -> EffectDescriptor {
        var descriptor = EffectDescriptor(
            name: "Filter", version: "2.0.0", summary: "",
            parameters: [
                TestCatalog.choice("type", ["low-pass", "high-pass"]),
                TestCatalog.number("cutoff", .hertz, 10, 20000, 1000, .logarithmic),
                TestCatalog.choice("slope", ["12-db", "24-db"]),
            ])
        try descriptor.adopt(renames, effect: "svf")
        return descriptor
    }
}

@Suite("Names that effects had before")
struct RenamesTests {
    private let catalog = RenamedCatalog()

    private func preset(_ nodes: String, _ rest: String = "") throws -> ResolvedPreset {
        let text = #"{"format":2,"name":"x","nodes":["# + nodes + "]" + rest + "}"
        return try PresetDocument.parse(Array(text.utf8), path: "p.json").resolve(using: catalog)
    }

    private func problems(_ nodes: String, _ rest: String = "") throws -> [String] {
        do {
            _ = try preset(nodes, rest)
            return []
        } catch let error as PresetError {
            return error.problems.map { "\($0.path): \($0.message)" }
        }
    }

    @Test("A preset with former names means the same as one with the present ones")
    func presets() throws {
        let old = try preset(
            #"{"id":"a","effect":"lowpass","parameters":{"freq":500,"type":"LP","steepness":"48 dB"}}"#)
        let new = try preset(
            #"{"id":"a","effect":"svf","parameters":{"cutoff":500,"type":"low-pass","slope":"24-db"}}"#)
        #expect(old.nodes == new.nodes)
        #expect(old.nodes[0].values == [0, 500, 1])
        #expect(old.nodes[0].reference == .name("svf"))
    }

    @Test("A choice's former name goes before what may be said of any switch, and a number finds it as well")
    func choices() throws {
        func value(_ text: String) throws -> Float {
            let node = #"{"id":"a","effect":"svf","parameters":{\#(text)}}"#
            let values = try preset(node).nodes[0].values
            return text.contains("type") ? values[0] : values[2]
        }
        #expect(try value(#""type":"on""#) == 1)
        #expect(try value(#""type":"off""#) == 0)
        #expect(try value(#""slope":48"#) == 1)
        #expect(try value(#""slope":6"#) == 0)
        #expect(try value(#""slope":24"#) == 1)
    }

    @Test("A chain and an override take former names")
    func lines() throws {
        var chain = try PresetDocument.parse(chain: "a: lp freq=2kHz type=lp | gain").resolve(using: catalog)
        #expect(chain.nodes[0].values == [0, 2000, 0])
        try chain.apply(override: "a.frequency=3kHz")
        #expect(chain.nodes[0].values[1] == 3000)
        let error = #expect(throws: PresetError.self) { try chain.apply(override: "a.frequenzy=3kHz") }
        #expect(error?.problems.first?.expected == "type, cutoff or slope")
    }

    @Test("A parameter under two of its names is a problem, whichever they are")
    func twice() throws {
        let words = "are the same parameter, which has been renamed; expected \"cutoff\" alone"
        for (first, second) in [("freq", "cutoff"), ("cutoff", "freq"), ("freq", "frequency")] {
            let node = #"{"id":"a","effect":"svf","parameters":{"\#(first)":500,"\#(second)":600}}"#
            #expect(
                try problems(node) == ["nodes[0].parameters.\(second): \"\(second)\" and \"\(first)\" \(words)"])
        }
        let error = #expect(throws: PresetError.self) {
            try PresetDocument.parse(chain: "svf freq=500 cutoff=600").resolve(using: catalog)
        }
        #expect(error?.problems.first?.kind == .duplicateKey)
    }

    @Test("What is suggested are present names")
    func suggestions() throws {
        #expect(
            try problems(#"{"id":"a","effect":"svf","parameters":{"cutof":1}}"#) == [
                #"nodes[0].parameters.cutof: effect "Filter" has no parameter "cutof"; expected type, cutoff or slope; did you mean "cutoff"?"#
            ])
        #expect(
            try problems(#"{"id":"a","effect":"svf","parameters":{"type":"bp"}}"#) == [
                #"nodes[0].parameters.type: found "bp"; expected low-pass or high-pass"#
            ])
    }

    @Test("A controller that moves a parameter by its former name moves it")
    func midi() throws {
        let resolved = try preset(
            #"{"id":"a","effect":"lp"}"#,
            #","midi":[{"controller":1,"target":"a.freq"},{"controller":2,"target":"a.type","maximum":"lp"},{"controller":3,"target":"a.@mix"}]"#
        )
        #expect(resolved.midi.map(\.parameter.id) == ["cutoff", "type", "mix"])
        #expect(resolved.midi.map(\.mapping.target) == ["a.cutoff", "a.type", "a.@mix"])
        #expect(resolved.midi[1].end == 0)
    }

    @Test("What is written has the present names, and reads back the same")
    func saved() throws {
        let old = try preset(
            #"{"id":"a","effect":"lowpass","parameters":{"freq":500,"type":"on"}}"#,
            #","midi":[{"controller":1,"target":"a.freq","minimum":200},{"controller":2,"target":"a.type","minimum":"lp"}]"#
        )
        let written = old.written { $0.description }
        #expect(written.nodes[0].effect == "svf")
        #expect(written.nodes[0].settings.map(\.parameter) == ["type", "cutoff"])
        #expect(written.nodes[0].settings[0].value == .text("high-pass"))
        #expect(written.midi.map(\.target) == ["a.cutoff", "a.type"])
        #expect(written.midi[1].minimum == .text("low-pass"))
        let text = written.json()
        #expect(text.contains("\"format\": 2"))
        for name in ["lowpass", "freq\"", "\"on\"", "\"lp\""] { #expect(!text.contains(name), "\(name)") }
        let copy = try PresetDocument.parse(Array(text.utf8), path: "p.json").resolve(using: catalog)
        #expect(copy.nodes == old.nodes)
    }

    @Test("An effect that is renamed while it plays keeps its values and controllers")
    func refreshed() throws {
        struct Before: EffectCatalog {
            var knownNames: [String] { [] }
            func descriptor(for reference: EffectReference) throws(EffectLookupFailure) -> EffectDescriptor {
                EffectDescriptor(
                    name: "Filter", version: "1.0.0", summary: "",
                    parameters: [
                        TestCatalog.number("freq", .hertz, 10, 20000, 1000),
                        TestCatalog.choice("type", ["lp", "on"]),
                    ])
            }
        }
        let text = #"""
            {"format":2,"name":"x","nodes":[{"id":"a","effect":"svf.wasm","parameters":{"freq":700,"type":"on"}}],
             "midi":[{"controller":1,"target":"a.freq"},{"controller":2,"target":"a.type","minimum":"lp"}]}
            """#
        let before = try PresetDocument.parse(Array(text.utf8), path: "p.json").resolve(using: Before())
        let after = try before.refreshed(using: catalog)
        #expect(after.nodes[0].values == [1, 700, 0])
        #expect(after.written { $0.description }.midi.map(\.target) == ["a.cutoff", "a.type"])
        var replaced = before
        try replaced.replace("a", by: after)
        #expect(replaced.midi.map(\.mapping.target) == ["a.freq", "a.type"])
    }

    @Test("Nobody looks for a present name who was given one")
    func ordinary() throws {
        _ = try preset(#"{"id":"a","effect":"svf"},{"id":"b","effect":"gain"}"#)
        #expect(catalog.asked.count == 0)
        _ = try preset(#"{"id":"a","effect":"lp"}"#)
        #expect(catalog.asked.count == 1)
    }
}
