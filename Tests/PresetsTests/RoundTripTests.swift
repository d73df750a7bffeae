// What Cajon writes it reads back unchanged.

import EffectHost
import Presets
import TestSupport
import Testing

@Suite("Writing presets")
struct RoundTripTests {
    @Test("A preset that is written and read again is the same preset, and its text the same text")
    func identity() throws {
        var random = SeededGenerator(seed: 0xCA70)
        for _ in 0..<500 {
            let preset = Self.preset(&random)
            let text = preset.json()
            let document = try PresetDocument.parse(Array(text.utf8), path: "p.json")
            #expect(document.preset == preset)
            #expect(document.preset.json() == text)
        }
    }

    @Test("Keys stand in the format's order, defaults are left out")
    func canonical() {
        let preset = Preset(
            name: "A \"quoted\" name", version: PresetVersion("1.4.0"), licence: "CC0-1.0",
            description: "one\ntwo \u{2066}\\", tags: ["x"],
            aliases: [Preset.Alias(name: "e", reference: "e.wasm")],
            nodes: [
                PresetNode(
                    id: "a", effect: "e",
                    settings: [.init("z", .number(0.1)), .init("b", .text("2 kHz")), .init("c", .flag(false))]),
                PresetNode(
                    id: "b", effect: "gain",
                    options: .object([.init("curve", .array([.number(1), .number(-0.5)])), .init("on", .bool(true))]),
                    messages: [.null, .string("go\n")], mix: 0.4, isBypassed: true),
            ],
            connections: [PresetConnection(from: .node("a"), to: .sidechain("b"), gainDecibels: -6)],
            midi: [
                MIDIMapping(
                    controller: 21, channel: 1, node: "a", parameter: "z", minimum: .text("1 kHz"), maximum: .number(9)),
                MIDIMapping(controller: 1, node: "b", parameter: "@mix", bits: 14),
            ])
        #expect(
            preset.json() == #"""
                {
                  "format": 2,
                  "name": "A \"quoted\" name",
                  "version": "1.4.0",
                  "licence": "CC0-1.0",
                  "description": "one\ntwo \u2066\\",
                  "tags": ["x"],
                  "effects": { "e": "e.wasm" },
                  "nodes": [
                    {
                      "id": "a",
                      "effect": "e",
                      "parameters": { "z": 0.1, "b": "2 kHz", "c": false }
                    },
                    {
                      "id": "b",
                      "effect": "gain",
                      "options": {
                        "curve": [1, -0.5],
                        "on": true
                      },
                      "messages": [null, "go\n"],
                      "mix": 0.4,
                      "bypass": true
                    }
                  ],
                  "connections": [
                    { "from": "a", "to": "b.sidechain", "gain": -6 }
                  ],
                  "midi": [
                    { "controller": 21, "channel": 1, "target": "a.z", "minimum": "1 kHz", "maximum": 9 },
                    { "controller": 1, "target": "b.@mix", "bits": 14 }
                  ]
                }

                """#)
    }

    @Test("A chain written as a preset reads as the same chain")
    func chain() throws {
        let chain = try PresetDocument.parse(chain: "low: filter cutoff=800 type='low-pass' | chorus @mix=40% voices=4")
        let copy = try PresetDocument.parse(Array(chain.preset.json().utf8), path: "p.json")
        #expect(copy.preset == chain.preset)
        #expect(try copy.resolve(using: TestCatalog()).nodes == chain.resolve(using: TestCatalog()).nodes)
    }

    private static func preset(_ random: inout SeededGenerator) -> Preset {
        let count = Int.random(in: 1...6, using: &random)
        let nodes = (0..<count).map { index in
            PresetNode(
                id: "node-\(index)", effect: ["filter", "e", "dir/e.wasm", "x.js"].randomElement(using: &random)!,
                settings: (0..<Int.random(in: 0...5, using: &random)).map {
                    PresetNode.Setting("p\($0)", value(&random))
                },
                options: Bool.random(using: &random) ? .object([.init(text(&random), json(&random))]) : nil,
                messages: (0..<Int.random(in: 0...2, using: &random)).map { _ in json(&random) },
                mix: Bool.random(using: &random) ? 1 : Float.random(in: 0...1, using: &random),
                isBypassed: Bool.random(using: &random))
        }
        let connections = (0..<count).map {
            PresetConnection(
                from: .input, to: .node("node-\($0)"), gainDecibels: Float.random(in: -120...24, using: &random))
        }
        return Preset(
            schema: Bool.random(using: &random) ? "preset.schema.json" : nil, name: text(&random),
            version: Bool.random(using: &random) ? PresetVersion(major: 0, minor: 12, patch: 999_999) : nil,
            author: Bool.random(using: &random) ? text(&random) : nil,
            licence: Bool.random(using: &random) ? "MIT OR (Apache-2.0 WITH LLVM-exception)" : nil,
            description: Bool.random(using: &random) ? text(&random) + "\n" + text(&random) : nil,
            tags: Bool.random(using: &random) ? ["a", "b-2"] : [],
            aliases: Bool.random(using: &random) ? [Preset.Alias(name: "e", reference: "gain")] : [], nodes: nodes,
            connections: Bool.random(using: &random)
                ? connections + [PresetConnection(from: .node("node-0"), to: .output)] : nil,
            midi: (0..<Int.random(in: 0...2, using: &random)).map { _ in mapping(&random) })
    }

    private static func mapping(_ random: inout SeededGenerator) -> MIDIMapping {
        MIDIMapping(
            controller: Int.random(in: 0...31, using: &random),
            channel: Bool.random(using: &random) ? Int.random(in: 1...16, using: &random) : nil, node: "node-0",
            parameter: ["cutoff", "@mix", "a-2"].randomElement(using: &random)!,
            minimum: Bool.random(using: &random) ? value(&random) : nil,
            maximum: Bool.random(using: &random) ? value(&random) : nil,
            bits: Bool.random(using: &random) ? 14 : 7, picksUp: Bool.random(using: &random))
    }

    private static func json(_ random: inout SeededGenerator, depth: Int = 0) -> JSONValue {
        switch Int.random(in: 0..<(depth < 3 ? 6 : 4), using: &random) {
        case 0: .null
        case 1: .bool(Bool.random(using: &random))
        case 2: .number(Double(bitPattern: random.next()).finite)
        case 3: .string(text(&random))
        case 4: .array((0..<Int.random(in: 0...3, using: &random)).map { _ in json(&random, depth: depth + 1) })
        default:
            .object(
                (0..<Int.random(in: 0...3, using: &random)).map { index in
                    .init("\(index)\(text(&random))", json(&random, depth: depth + 1))
                })
        }
    }

    private static func value(_ random: inout SeededGenerator) -> PresetValue {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: .flag(Bool.random(using: &random))
        case 1: .text(text(&random))
        case 2: .number(Double(Int.random(in: -100...100, using: &random)))
        default: .number(Double(bitPattern: random.next()).finite * Double.random(in: -1...1, using: &random))
        }
    }

    private static func text(_ random: inout SeededGenerator) -> String {
        let characters = ["a", "Z", "0", " ", "\"", "\\", "/", "é", "漢", "🎛️", "{", "'", "\u{7FF}", "e\u{301}"]
        return (0..<Int.random(in: 1...20, using: &random)).map { _ in characters.randomElement(using: &random)! }
            .joined()
    }
}

extension Double {
    fileprivate var finite: Double { isFinite ? self : 1e300 }
}
