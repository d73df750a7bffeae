// The published JSON Schema agrees with the reader. Needs Python's jsonschema; without it the suite is skipped.

import Foundation
import Presets
import Testing

@Suite("preset.schema.json", .enabled(if: SchemaValidator.isAvailable, "python3 has no module jsonschema"))
struct SchemaTests {
    @Test("The schema is a valid schema and accepts every shipped preset")
    func shipped() throws {
        let files = ShippedPresetTests.names.map { Fixture.presets.appending(path: $0) }
        for verdict in try SchemaValidator.verdicts(on: files) {
            #expect(verdict.isValid, "\(verdict.file): \(verdict.reason)")
        }
    }

    @Test("It refuses what is wrong in shape, and leaves alone what only the reader can know")
    func bad() throws {
        let names = Fixture.presetNames(in: Fixture.badPresets).filter { !$0.hasPrefix("syntax-") }
        let files = names.map { Fixture.badPresets.appending(path: $0) }
        for verdict in try SchemaValidator.verdicts(on: files) {
            #expect(verdict.isValid == !verdict.file.hasPrefix("shape-"), "\(verdict.file): \(verdict.reason)")
        }
    }

    @Test("Schema and reader judge alike, value by value")
    func values() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "cajon-schema-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var files: [URL] = []
        var isValid: [Bool] = []
        for (index, text) in Self.variants.enumerated() {
            let file = folder.appending(path: "\(index).json")
            try Data(text.utf8).write(to: file)
            files.append(file)
            isValid.append((try? PresetDocument.parse(Array(text.utf8), path: "p.json")) != nil)
        }
        #expect(isValid.contains(true) && isValid.contains(false))
        for (index, verdict) in try SchemaValidator.verdicts(on: files).enumerated() {
            #expect(verdict.isValid == isValid[index], "\(Self.variants[index]): \(verdict.reason)")
        }
    }

    /// One preset for each of many values of each key.
    private static var variants: [String] {
        let members: [(String, [String])] = [
            (
                #""mix":"#,
                [
                    "0", "1", "0.5", "-0.1", "1.1", #""40%""#, #"" 40 % ""#, #""0.4""#, #"".5""#, #""4e1%""#, #""%""#,
                    #""40%%""#, #""−0%""#, #""40 dB""#, #""""#, "null", "[]",
                ]
            ),
            (#""bypass":"#, ["true", "false", "0", #""on""#, "null"]),
            (
                #""parameters":"#,
                [
                    "{}", "[]", #"{"a":1}"#, #"{"a":"x"}"#, #"{"a":true}"#, #"{"a":null}"#, #"{"a":[]}"#, #"{"a":""}"#,
                    #"{"a":"\n"}"#, #"{"":1}"#,
                ]
            ),
        ]
        var variants = members.flatMap { key, values in
            values.map { #"{"format":1,"name":"x","nodes":[{"id":"a","effect":"e",\#(key)\#($0)}]}"# }
        }
        let ids = [
            "a", "a-1", "a1-b2", "1a", "-a", "a-", "a--b", "A", "a_b", "é", "", "input", "output", "inputs",
            String(repeating: "a", count: 64), String(repeating: "a", count: 65),
        ]
        variants += ids.map { #"{"format":1,"name":"x","nodes":[{"id":"\#($0)","effect":"e"}]}"# }
        let effects = [
            "e", "E f", "a.wasm", "./a.js", "a/b.wasm", "a/b", "/a.wasm", "../a.js", "a/../b.js", "a/..b.js", "..",
            "a..b", "a/.wasm", ".js", "", "a\u{202E}",
        ]
        variants += effects.map { #"{"format":1,"name":"x","nodes":[{"id":"a","effect":"\#($0)"}]}"# }
        variants += effects.map {
            #"{"format":1,"name":"x","effects":{"z":"\#($0)"},"nodes":[{"id":"a","effect":"e"}]}"#
        }
        let formats = ["1", "1.0", "1e0", "2", "2.0", "3", "0", "-1", "1.5", "1e999", #""1""#, "null", "true"]
        variants += formats.map { #"{"format":\#($0),"name":"x","nodes":[{"id":"a","effect":"e"}]}"# }
        let versions = [
            "1.4.0", "0.0.0", "999999.0.1", "1000000.0.0", "1.4", "1.4.0.0", "01.4.0", "1.4.0-beta", "v1.4.0", "",
            "1..0",
            "1.4.", " 1.4.0", "٣.0.0",
        ]
        variants += [1, 2].flatMap { format in
            (versions.map { "\"\($0)\"" } + ["1", "null", "[1, 4, 0]"]).map {
                #"{"format":\#(format),"name":"x","version":\#($0),"nodes":[{"id":"a","effect":"e"}]}"#
            }
        }
        let texts = [
            "x", "", "a b", "MIT", "CC-BY-4.0", "(MIT OR Apache-2.0)", "MIT/X", "a-b", "A", "é", "\\n", "x\\ny", "\\t",
            "\\u2028", "x\u{200F}", "\u{61C}x", "x\u{FEFF}", "x\u{AD}y", "x\u{1D173}", "x\u{E0041}", "x\u{E0100}",
            "x\u{200D}y",
            "x\u{200B}", "x\u{2064}", "x\u{FFFA}", "x\u{E01F0}", "🎛️", String(repeating: "🎛", count: 64),
            String(repeating: "é", count: 200),
            String(repeating: "x", count: 201), String(repeating: "x", count: 4001),
        ]
        for key in [#""name":"#, #""author":"#, #""licence":"#, #""description":"#, #""$schema":"#, #""tags":["#] {
            let name = key.contains("name") ? "" : #""name":"x","#
            let end = key.hasSuffix("[") ? "]" : ""
            variants += texts.map { #"{"format":1,\#(name)\#(key)"\#($0)"\#(end),"nodes":[{"id":"a","effect":"e"}]}"# }
        }
        let ends = [
            "input", "output", "a", "a.sidechain", "a.b", "a.sidechain.sidechain", "input.sidechain",
            "output.sidechain", "", "A", ".sidechain", "a.",
        ]
        let preset = { (connection: String) in
            #"{"format":1,"name":"x","nodes":[{"id":"a","effect":"e"}],"connections":[{"from":"a","to":"output"},{\#(connection)}]}"#
        }
        variants += ends.map { preset(#""from":"\#($0)","to":"a""#) }
        variants += ends.filter { $0 != "output" }.map { preset(#""from":"a","to":"\#($0)""#) }
        let mapping = { (members: String) in
            #"{"format":1,"name":"x","nodes":[{"id":"a","effect":"e"}],"midi":[{\#(members)}]}"#
        }
        let controllers = ["0", "127", "1.0", "128", "-1", "1.5", #""1""#, "null"]
        variants += controllers.map { mapping(#""controller":\#($0),"target":"a.b""#) }
        let channels = ["1", "16", "0", "17", "2.5", "null"]
        variants += channels.map { mapping(#""controller":1,"channel":\#($0),"target":"a.b""#) }
        let targets = [
            "a.b", "a.@mix", "a.@bypass", "a.@x", "a.@", "a", "a.", ".b", "a.b.c", "a.B", "a b.c", "a.2-x", "",
        ]
        variants += targets.map { mapping(#""controller":1,"target":"\#($0)""#) }
        variants += ["7", "14", "7.0", "8", #""7""#].map { mapping(#""controller":1,"target":"a.b","bits":\#($0)"#) }
        variants += ["true", "false", "1", #""true""#].map {
            mapping(#""controller":1,"target":"a.b","pickup":\#($0)"#)
        }
        variants += ["31", "32"].map { mapping(#""controller":\#($0),"target":"a.b","bits":14"#) }
        let wayEnds = ["1", #""1 kHz""#, "true", "null", "[]", #""""#]
        variants += wayEnds.map { mapping(#""controller":1,"target":"a.b","minimum":\#($0),"maximum":\#($0)"#) }
        variants += [#""controller":1"#, #""target":"a.b""#, #""controller":1,"target":"a.b","x":1"#].map(mapping)
        variants += ["[]", "{}", "null"].map {
            #"{"format":1,"name":"x","nodes":[{"id":"a","effect":"e"}],"midi":\#($0)}"#
        }
        let gains = [
            "0", "-120", "24", "24.1", "-121", #""-6 dB""#, #""-6dB""#, #""-6""#, #""−6 DB""#, #""-6%""#, #""""#,
            "true",
        ]
        variants += gains.map { preset(#""from":"input","to":"a","gain":\#($0)"#) }
        return variants
    }
}
