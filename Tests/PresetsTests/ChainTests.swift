// The chain syntax: what it means, and where the caret stands when it means nothing.

import EffectHost
import Presets
import Testing

@Suite("Chains")
struct ChainTests {
    private func message(_ chain: String) throws -> String {
        let error = #expect(throws: PresetError.self) {
            try PresetDocument.parse(chain: chain).resolve(using: TestCatalog())
        }
        return try #require(error?.description)
    }

    @Test("A chain is its effects in order, with their parameters")
    func chain() throws {
        let text = "filter cutoff=800 | compressor ratio=4 threshold=-18dB | chorus"
        let resolved = try PresetDocument.parse(chain: text).resolve(using: TestCatalog())
        #expect(resolved.nodes.map(\.id) == ["filter", "compressor", "chorus"])
        #expect(resolved.nodes[0].values[1] == 800)
        #expect(resolved.nodes[1].values[..<2] == [-18, 4])
        #expect(resolved.connections.map(\.to) == [.node("filter"), .node("compressor"), .node("chorus"), .output])
    }

    struct Grammar: Sendable, CustomTestStringConvertible {
        let chain: String
        let nodes: [PresetNode]
        init(_ chain: String, _ nodes: PresetNode...) { (self.chain, self.nodes) = (chain, nodes) }
        var testDescription: String { chain }
    }

    @Test(
        "The grammar",
        arguments: [
            Grammar("filter", PresetNode(id: "filter", effect: "filter")),
            Grammar(
                "  filter\t|\n gain ", PresetNode(id: "filter", effect: "filter"),
                PresetNode(id: "gain", effect: "gain")),
            Grammar("filter|gain", PresetNode(id: "filter", effect: "filter"), PresetNode(id: "gain", effect: "gain")),
            Grammar(
                "filter|filter|filter", PresetNode(id: "filter", effect: "filter"),
                PresetNode(id: "filter-2", effect: "filter"), PresetNode(id: "filter-3", effect: "filter")),
            Grammar("low: filter", PresetNode(id: "low", effect: "filter")),
            Grammar("low:filter", PresetNode(id: "low", effect: "filter")),
            Grammar(
                "filter | filter: gain", PresetNode(id: "filter-2", effect: "filter"),
                PresetNode(id: "filter", effect: "gain")),
            Grammar("input", PresetNode(id: "input-2", effect: "input")),
            Grammar("./My Echo.wasm".quoted, PresetNode(id: "my-echo", effect: "./My Echo.wasm")),
            Grammar("../fx/echo.v2.js", PresetNode(id: "echo-v2", effect: "../fx/echo.v2.js")),
            Grammar("/abs/101.wasm", PresetNode(id: "effect", effect: "/abs/101.wasm")),
            Grammar("e: 'a|b=c.wasm'", PresetNode(id: "e", effect: "a|b=c.wasm")),
            Grammar("'a:b.wasm'", PresetNode(id: "a-b", effect: "a:b.wasm")),
            Grammar(
                "f a=1 b=x c='2.5 kHz' d=\"it's\" e=4:1 f=-1.5e3",
                PresetNode(
                    id: "f", effect: "f",
                    settings: [
                        .init("a", .number(1)), .init("b", .text("x")), .init("c", .text("2.5 kHz")),
                        .init("d", .text("it's")), .init("e", .text("4:1")), .init("f", .number(-1500)),
                    ])),
            Grammar("f a = 1", PresetNode(id: "f", effect: "f", settings: [.init("a", .number(1))])),
            Grammar("f 'a b'=1", PresetNode(id: "f", effect: "f", settings: [.init("a b", .number(1))])),
            Grammar("f a=''", PresetNode(id: "f", effect: "f", settings: [.init("a", .text(""))])),
            Grammar(
                "f mix=40 @mix=40%", PresetNode(id: "f", effect: "f", settings: [.init("mix", .number(40))], mix: 0.4)),
            Grammar("f @bypass", PresetNode(id: "f", effect: "f", isBypassed: true)),
            Grammar(
                "f @bypass a=1", PresetNode(id: "f", effect: "f", settings: [.init("a", .number(1))], isBypassed: true)),
            Grammar("f @bypass=off", PresetNode(id: "f", effect: "f")),
            Grammar("f @bypass = true", PresetNode(id: "f", effect: "f", isBypassed: true)),
            Grammar("f '@bypass'=1", PresetNode(id: "f", effect: "f", settings: [.init("@bypass", .number(1))])),
        ])
    func grammar(_ expected: Grammar) throws {
        #expect(try PresetDocument.parse(chain: expected.chain).preset.nodes == expected.nodes)
    }

    struct Fault: Sendable, CustomTestStringConvertible {
        let chain: String
        let message: String
        init(_ chain: String, _ message: String) { (self.chain, self.message) = (chain, message) }
        var testDescription: String { chain }
    }

    @Test(
        "A caret stands under what is wrong",
        arguments: [
            Fault(
                "",
                """
                --chain: found the end; expected an effect's name, or a path to a .wasm, .js or .dsp file
                  
                  ^
                """),
            Fault(
                "filter || gain",
                """
                --chain: found "|"; expected an effect's name, or a path to a .wasm, .js or .dsp file
                  filter || gain
                          ^
                """),
            Fault(
                "filter |",
                """
                --chain: found the end; expected an effect's name, or a path to a .wasm, .js or .dsp file
                  filter |
                          ^
                """),
            Fault(
                "filtr cutoff=800 | chorus",
                """
                --chain: there is no effect "filtr"; expected chorus, compressor, filter or gain, or a path to a .wasm, .js or .dsp file; did you mean "filter"?
                  filtr cutoff=800 | chorus
                  ^~~~~
                """),
            Fault(
                "filter cutof=800",
                """
                --chain: effect "Filter" has no parameter "cutof"; expected type, cutoff, resonance, gain or slope; did you mean "cutoff"?
                  filter cutof=800
                         ^~~~~
                """),
            Fault(
                "chorus | filter cutoff='90 kHz'",
                """
                --chain: 90 kHz is out of range; expected 10 Hz to 20 kHz
                  chorus | filter cutoff='90 kHz'
                                         ^~~~~~~~
                """),
            Fault(
                "filter mix=40% | gain bypass=on",
                """
                --chain: effect "Filter" has no parameter "mix"; expected type, cutoff, resonance, gain or slope; did you mean "@mix"?
                  filter mix=40% | gain bypass=on
                         ^~~
                --chain: effect "Gain" has no parameter "bypass"; expected level, pan, width, invert or mute; did you mean "@bypass"?
                  filter mix=40% | gain bypass=on
                                        ^~~~~~
                """),
            Fault(
                "filter cutoff=2.5 kHz",
                """
                --chain: found "kHz" without a value; expected parameter=value; a value with spaces stands in quotes
                  filter cutoff=2.5 kHz
                                    ^~~
                """),
            Fault(
                "filter cutoff= | gain =3",
                """
                --chain: found "|"; expected a value
                  filter cutoff= | gain =3
                                 ^
                --chain: found "="; expected an effect before its parameters
                  filter cutoff= | gain =3
                                        ^
                """),
            Fault(
                "filter type='low-pass | gain",
                """
                --chain: found a text that is not closed; expected ' after it
                  filter type='low-pass | gain
                              ^~~~~~~~~~~~~~~~
                """),
            Fault(
                "filter cutoff=800 cutoff=900",
                """
                --chain: "cutoff" is given twice; expected it once
                  filter cutoff=800 cutoff=900
                                    ^~~~~~
                """),
            Fault(
                "filter @mx=1 | gain @mix=2 | gain @bypass=perhaps",
                """
                --chain: a node has no control "@mx"; expected @mix or @bypass; did you mean "@mix"?
                  filter @mx=1 | gain @mix=2 | gain @bypass=perhaps
                         ^~~
                --chain: 2 is out of range; expected a number from 0 to 1, or 0% to 100%
                  filter @mx=1 | gain @mix=2 | gain @bypass=perhaps
                                           ^
                --chain: found "perhaps"; expected off or on
                  filter @mx=1 | gain @mix=2 | gain @bypass=perhaps
                                                            ^~~~~~~
                """),
            Fault(
                "A: filter | output: filter | a: gain | a: gain",
                """
                --chain: found "A"; expected lower-case letters, digits and single hyphens, a letter first, at most 64 characters
                  A: filter | output: filter | a: gain | a: gain
                  ^
                --chain: the id "output" stands for the graph's own output; expected any other id
                  A: filter | output: filter | a: gain | a: gain
                              ^~~~~~
                --chain: the id "a" is already taken by nodes[0]; expected an id of its own
                  A: filter | output: filter | a: gain | a: gain
                                                         ^
                """),
            Fault(
                "fx/echo.dll | gone.wasm",
                """
                --chain: found the file "fx/echo.dll"; expected a path that ends in .wasm, .js or .dsp
                  fx/echo.dll | gone.wasm
                  ^~~~~~~~~~~
                """),
            Fault(
                "gain | gone.wasm",
                """
                --chain: there is no file "gone.wasm"; expected an effect's .wasm, .js or .dsp file
                  gain | gone.wasm
                         ^~~~~~~~~
                """),
            Fault(
                "gain |\n filtér | gain",
                """
                --chain: there is no effect "filtér"; expected chorus, compressor, filter or gain, or a path to a .wasm, .js or .dsp file; did you mean "filter"?
                   filtér | gain
                   ^~~~~~
                """),
            Fault(
                "filter '' = 3 | ''",
                """
                --chain: found an empty text; expected an effect's name, or a path to a .wasm, .js or .dsp file
                  filter '' = 3 | ''
                                  ^~
                """),
        ])
    func carets(_ fault: Fault) throws {
        #expect(try message(fault.chain) == fault.message)
    }

    @Test("Of a long chain a window around the place is shown, and nothing in it drives a terminal")
    func window() throws {
        let long = Array(repeating: "gain level=-3dB", count: 40).joined(separator: " | ")
        let text = try message("\(long) | gain lvl=3\u{1B} | \(long)")
        let lines = text.split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[1].hasPrefix("  …") && lines[1].hasSuffix("…"))
        #expect(lines[1].count == 100)
        let column = lines[2].prefix { $0 != "^" }.count
        #expect(lines[1].dropFirst(column).hasPrefix("lvl=3"))
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || DisplayText.isSafe($0) })
    }

    @Test("A chain's length and number of effects are bounded")
    func bounds() throws {
        let many = { (count: Int) in Array(repeating: "gain", count: count).joined(separator: "|") }
        #expect(try PresetDocument.parse(chain: many(1024)).preset.nodes.last?.id == "gain-1024")
        #expect(throws: PresetError.self) { try PresetDocument.parse(chain: many(1025)) }
        let long = "gain" + String(repeating: " ", count: PresetLimits.argumentBytes)
        let error = #expect(throws: PresetError.self) { try PresetDocument.parse(chain: long) }
        #expect(error?.problems.map(\.kind) == [.tooLarge])
    }

    @Test("The names of nodes stay within an id's length")
    func longNames() throws {
        let name = String(repeating: "x", count: 100)
        let nodes = try PresetDocument.parse(chain: "\(name)|\(name)").preset.nodes
        #expect(nodes.map(\.id.count) == [64, 64])
        #expect(nodes.allSatisfy { PresetName.isID($0.id) })
        #expect(nodes[1].id.hasSuffix("x-2"))
    }
}

extension String {
    fileprivate var quoted: String { "'\(self)'" }
}
