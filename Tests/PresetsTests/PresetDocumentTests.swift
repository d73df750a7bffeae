// Reading presets that are right, and the bounds of what is read.

import EffectHost
import Foundation
import Presets
import Testing

@Suite("PresetDocument")
struct PresetDocumentTests {
    private func resolve(_ text: String, path: String = "p.json") throws -> ResolvedPreset {
        try PresetDocument.parse(Array(text.utf8), path: path).resolve(using: TestCatalog())
    }

    private func preset(_ nodes: String, rest: String = "") -> String {
        #"{"format":1,"name":"x","nodes":["# + nodes + "]" + rest + "}"
    }

    @Test("Every parameter has a value: the given one, or the effect's initial one")
    func values() throws {
        let node =
            #"{"id":"a","effect":"filter","parameters":{"cutoff":"2.5kHz","type":"Notch"},"mix":"40%","bypass":true}"#
        let resolved = try resolve(preset(node))
        #expect(resolved.nodes.count == 1)
        #expect(resolved.nodes[0].id == "a")
        #expect(resolved.nodes[0].reference == .name("filter"))
        #expect(resolved.nodes[0].values == [3, 2500, 0.70710678, 0, 0])
        #expect(resolved.nodes[0].mix == 0.4)
        #expect(resolved.nodes[0].isBypassed)
    }

    @Test("Without connections the nodes run in order")
    func chain() throws {
        let resolved = try resolve(preset(#"{"id":"a","effect":"filter"},{"id":"b","effect":"chorus"}"#))
        let ends = resolved.connections.map { "\($0.from) \($0.to) \($0.gain)" }
        #expect(ends == ["input a 1.0", "a b 1.0", "b output 1.0"])
    }

    @Test("Connections keep their order, and their gain becomes a factor")
    func connections() throws {
        let connections = """
            ,"connections":[{"from":"input","to":"a","gain":-6},{"from":"input","to":"a.sidechain","gain":"20 dB"},
            {"from":"a","to":"output"}]
            """
        let resolved = try resolve(preset(#"{"id":"a","effect":"compressor"}"#, rest: connections))
        #expect(resolved.connections.map(\.from) == [.input, .input, .node("a")])
        #expect(resolved.connections.map(\.to) == [.node("a"), .sidechain("a"), .output])
        // Single precision of 10^(-6/20).
        #expect(abs(resolved.connections[0].gain - 0.501_187_23) < 1e-7)
        #expect(resolved.connections[1].gain == 10)
        #expect(resolved.connections[2].gain == 1)
    }

    @Test("Controllers know their parameters and the ends of their way")
    func midi() throws {
        let midi = """
            ,"midi":[{"controller":21,"target":"a.cutoff","minimum":"5kHz","maximum":200},
            {"controller":1,"channel":16,"target":"a.@mix","bits":14},
            {"controller":2,"target":"a.type","pickup":true}]
            """
        let resolved = try resolve(preset(#"{"id":"a","effect":"filter"}"#, rest: midi))
        #expect(resolved.midi.map(\.parameter.id) == ["cutoff", "mix", "type"])
        #expect(resolved.midi.map(\.start) == [5000, 0, 0])
        #expect(resolved.midi.map(\.end) == [200, 1, Float(TestCatalog.filter.parameters[0].choices.count - 1)])
        #expect(resolved.midi.map(\.mapping.controller) == [21, 1, 2])
        #expect(resolved.midi.map(\.mapping.picksUp) == [false, false, true])
        #expect(resolved.midi[1].mapping.channel == 16 && resolved.midi[1].mapping.bits == 14)
    }

    @Test("A file is relative to the preset's folder, whether named directly or by an alias")
    func relativePaths() throws {
        let text = """
            {"format":1,"name":"x","effects":{"e":"sub/echo.wasm"},
            "nodes":[{"id":"a","effect":"e"},{"id":"b","effect":"./echo.js"}]}
            """
        let inFolder = try resolve(text, path: "some/where/p.json")
        #expect(inFolder.nodes.map(\.reference) == [.file("some/where/sub/echo.wasm"), .file("some/where/echo.js")])
        let here = try resolve(text, path: "p.json")
        #expect(here.nodes.map(\.reference) == [.file("sub/echo.wasm"), .file("./echo.js")])
        let atRoot = try resolve(text, path: "/p.json")
        #expect(atRoot.nodes[0].reference == .file("/sub/echo.wasm"))
    }

    @Test("An alias hides a shipped effect of the same name")
    func alias() throws {
        let text = #"{"format":1,"name":"x","effects":{"filter":"gain"},"nodes":[{"id":"a","effect":"filter"}]}"#
        #expect(try resolve(text).nodes[0].descriptor == TestCatalog.gain)
    }

    @Test("The catalog is asked once for each effect")
    func catalogCalls() throws {
        final class CountingCatalog: EffectCatalog {
            var count = 0
            var knownNames: [String] { [] }
            func descriptor(for reference: EffectReference) throws(EffectLookupFailure) -> EffectDescriptor {
                count += 1
                return TestCatalog.filter
            }
        }
        let nodes = (0..<20).map { #"{"id":"n\#($0)","effect":"filter"}"# }.joined(separator: ",")
        let catalog = CountingCatalog()
        _ = try PresetDocument.parse(Array(preset(nodes).utf8), path: "p.json").resolve(using: catalog)
        #expect(catalog.count == 1)
    }

    @Test("A byte order mark and any white space are accepted")
    func byteOrderMark() throws {
        let text = "\u{FEFF}\r\n\t " + preset(#"{"id":"a","effect":"filter"}"#) + "\r\n"
        #expect(try resolve(text).nodes.count == 1)
    }

    @Test("Columns count characters, lines count line feeds")
    func places() throws {
        let text = "{\r\n\"name\": \"Žluťoučký kůň\", \"x\": 1}"
        let error = #expect(throws: PresetError.self) { try PresetDocument.parse(Array(text.utf8), path: "p") }
        let problem = error?.problems.first { $0.kind == .unknownKey }
        #expect(problem?.place == PresetPlace(line: 2, column: 26))
    }

    // MARK: Bounds

    @Test("A file of the greatest size is read, one byte more is refused before it is parsed")
    func size() throws {
        let text = preset(#"{"id":"a","effect":"filter"}"#)
        let padding = String(repeating: " ", count: PresetLimits.fileBytes - text.utf8.count)
        #expect(try resolve(text + padding).nodes.count == 1)
        let error = #expect(throws: PresetError.self) { try resolve(text + padding + " ") }
        #expect(error?.problems.map(\.kind) == [.tooLarge])
    }

    @Test("Nesting is bounded, in lists and in objects", arguments: ["[", #"{"a":"#])
    func nesting(opening: String) throws {
        for (depth, kind) in [
            (PresetLimits.nesting, PresetProblem.Kind.syntax), (PresetLimits.nesting + 1, .tooDeep),
            (100_000, .tooDeep),
        ] {
            let text = String(repeating: opening, count: depth)
            let error = #expect(throws: PresetError.self) { try PresetDocument.parse(Array(text.utf8), path: "p") }
            #expect(error?.problems.map(\.kind) == [kind])
            #expect(error?.problems.first?.place != nil)
        }
    }

    @Test("The number of nodes is bounded")
    func nodeCount() throws {
        let nodes = { (count: Int) in (0..<count).map { #"{"id":"n\#($0)","effect":"gain"}"# }.joined(separator: ",") }
        #expect(try resolve(preset(nodes(PresetLimits.nodes))).nodes.count == PresetLimits.nodes)
        let error = #expect(throws: PresetError.self) { try resolve(preset(nodes(PresetLimits.nodes + 1))) }
        #expect(error?.description == "p.json:1:32: nodes: 1025 nodes; expected at most 1024")
    }

    @Test("The number of aliases is bounded")
    func aliasCount() throws {
        let aliases = { (count: Int) in (0..<count).map { #""e\#($0)":"gain""# }.joined(separator: ",") }
        let preset = { (count: Int) in
            #"{"format":1,"name":"x","effects":{\#(aliases(count))},"nodes":[{"id":"a","effect":"e0"}]}"#
        }
        #expect(try resolve(preset(PresetLimits.aliases)).nodes.count == 1)
        let error = #expect(throws: PresetError.self) { try resolve(preset(PresetLimits.aliases + 1)) }
        #expect(error?.description == "p.json:1:34: effects: 1025 effects; expected at most 1024")
    }

    @Test("A file full of mistakes is judged in bounded time and space", .timeLimit(.minutes(1)))
    func flood() throws {
        let keys = (0..<60_000).map { #""k\#($0)":1"# }.joined(separator: ",")
        let error = #expect(throws: PresetError.self) { try PresetDocument.parse(Array("{\(keys)}".utf8), path: "p") }
        #expect(error?.problems.count == PresetLimits.problems)
        #expect(error?.omittedCount == 60_003 - PresetLimits.problems)
    }

    @Test(
        "Whatever fills the greatest file, it is judged in bounded time", .timeLimit(.minutes(1)),
        arguments: [
            "1,", "[],", "{},", #""\u0041","#, #"{"a":"","a":""},"#, #"{"id":"a","effect":"filter"},"#,
            #"{"id":"","effect":{},"parameters":{"a":[]}},"#,
        ])
    func fullFile(filling: String) throws {
        let count = (PresetLimits.fileBytes - 100) / filling.utf8.count
        let nodes = String(repeating: filling, count: count) + "1"
        let error = #expect(throws: PresetError.self) {
            try PresetDocument.parse(Array(preset(nodes).utf8), path: "p")
        }
        #expect(try #require(error?.problems.first).path == "nodes")
    }

    @Test("What is found is shown without the characters that drive a terminal")
    func hostileText() throws {
        let text =
            #"{"\u001b[31m\u202egnp.exe":1,"format":1,"name":"x","nodes":[{"id":"a","effect":"\#(String(repeating: "y", count: 900))"}]}"#
        let error = #expect(throws: PresetError.self) { try resolve(text, path: "\u{1B}]0;x.json") }
        let message = try #require(error?.description)
        #expect(message.unicodeScalars.allSatisfy { $0 == "\n" || DisplayText.isSafe($0) })
        #expect(message.contains(#"unknown key "\u{1b}[31m\u{202e}gnp.exe""#))
        let second = #expect(throws: PresetError.self) {
            try resolve(preset(#"{"id":"a","effect":"\#(String(repeating: "y", count: 900))"}"#))
        }
        #expect(try #require(second?.description.count) < 300)
    }

    // MARK: Files

    @Test("A preset is read from its file")
    func file() throws {
        let path = Fixture.presets.appending(path: "telephone.json").path()
        #expect(try PresetDocument.read(path: path).preset.name == "Telephone")
    }

    @Test(
        "A file that can't be read says why",
        arguments: [("missing/p.json", "No such file"), ("/tmp", "directory"), ("/dev/zero", "too large")])
    func unreadable(path: String, reason: String) throws {
        let error = #expect(throws: PresetError.self) { try PresetDocument.read(path: path) }
        #expect(try #require(error?.description).contains(reason))
        #expect(try #require(error?.description).hasPrefix(path))
    }
}
