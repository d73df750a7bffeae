// `cajon preset check`: bundles and presets, good and bad.

import Foundation
import TestSupport
import Testing
import WasmEngine

@Suite("Checking on the command line")
struct BundleCheckTests {
    private let shell: Shell

    init() throws { shell = try Shell() }

    /// Packs a preset of one guest, by files that pack's own check doesn't see.
    private func pack(_ guest: Guest, _ name: String = "x") throws {
        try shell.folder.write(WasmEngine.wasm(fromText: guest.text), "\(name)/fx.wasm")
        try shell.folder.write(
            #"{"format": 1, "name": "X", "author": "A", "licence": "MIT", "nodes": [{"id": "a", "effect": "./fx.wasm"}]}"#,
            "\(name)/preset.json")
        let outcome = try shell.cajon("preset", "pack", name, "-o", "\(name).cajon", "--grant", "assets=\(name)")
        #expect(outcome.status == 0, "\(outcome.error)")
    }

    @Test("says of a good bundle what it is and how loud, in a few lines")
    func good() throws {
        try pack(Guest())
        let outcome = try shell.cajon("preset", "check", "x.cajon")
        #expect(outcome.status == 0 && outcome.error == "", "\(outcome.error)")
        let lines = outcome.text.split(separator: "\n")
        #expect(lines.count == 5)
        #expect(lines[0] == "x.cajon: in order")
        #expect(lines[1].hasPrefix("  x@1.0.0, 2 files with "))
        #expect(lines[2] == "  not signed")
        #expect(lines[3] == "  asks for nothing beyond samples in and samples out")
        #expect(lines[4].hasPrefix("  noise at -18.0 dBFS comes out at -18.0 dBFS, peak -13.2 dBFS, as loud, "))
        let json = try JSON(shell.cajon("preset", "check", "x.cajon", "telephone", "--json").text)
        #expect(json[0].keys == ["bundle", "isValid", "preset", "problems", "render", "warnings"])
        #expect(json[0]["bundle"]["identity"].text == "x@1.0.0")
        #expect(json[0]["render"]["loudnessChange"].number == 0)
        #expect(json[1].keys == ["isValid", "preset", "problems", "render", "warnings"])
    }

    @Test("warns of what is loud and what is silent, which is in order all the same")
    func warnings() throws {
        try pack(Guest().describing { $0.parameters[0].initial = 4 })
        let loud = try shell.cajon("preset", "check", "x.cajon")
        #expect(loud.status == 0 && loud.error.contains("cajon: x.cajon: it makes noise 12 dB louder"))
        // The guest's own gain is as it starts; without a value it is what the descriptor says.
        try shell.folder.write(
            #"{"format": 1, "name": "X", "nodes": [{"id": "a", "effect": "./x/fx.wasm", "parameters": {"gain": 0}}]}"#,
            "silent.json")
        let silent = try shell.cajon("preset", "check", "silent.json")
        #expect(silent.status == 0 && silent.error.contains("cajon: silent.json: it is silent"))
        #expect(silent.text == "silent.json: in order\n")
    }

    @Test("reports an effect that fails or never ends")
    func faults() throws {
        try pack(Guest().with(.process, "(unreachable)"))
        let fault = try shell.cajon("preset", "check", "x.cajon")
        #expect(fault.status == 70 && fault.text == "")
        #expect(
            fault.error.contains("cajon: x.cajon: effect ‘a’ (x.cajon/effects/fx.wasm) trapped in process"),
            "\(fault.error)")
        try pack(Guest().with(.process, Guest.endlessLoop), "loop")
        let loop = try shell.cajon("preset", "check", "loop.cajon", "telephone")
        #expect(loop.status == 70 && loop.text == "telephone: in order\n")
        #expect(loop.error.contains("longer than its limit"))
    }

    @Test("asks nobody where nobody is there, and names the option that would grant")
    func grants() throws {
        try pack(
            Guest().importing(
                "(import \"cajon:effect/assets@0.1.0\" \"[static]sound.open\" (func $open (param i32 i32 i32)))"))
        let refused = try shell.cajon("preset", "check", "x.cajon")
        #expect(refused.status == 65)
        #expect(refused.error.contains("--grant assets=FOLDER"))
        #expect(!refused.error.contains("Folder ("))
        let granted = try shell.cajon("preset", "check", "x.cajon", "--grant", "assets=x")
        #expect(granted.status == 0, "\(granted.error)")
        #expect(granted.text.contains("will ask for a folder of sounds and data"))
        let shown = try shell.cajon("preset", "show", "x.cajon")
        #expect(shown.text.contains("\nNote: effect ‘effects/fx.wasm’ will ask for a folder"), "\(shown.text)")
    }

    @Test("gives neither a terminal nor its reader's eyes anything to obey, whatever files are called")
    func hostileNames() throws {
        try pack(Guest())
        let name = "a\u{1B}[2J\u{9B}b\u{202E}c.cajon"
        try shell.folder.write(shell.folder.read("x.cajon"), name)
        let checked = try shell.cajon("preset", "check", name)
        #expect(checked.status == 0 && checked.text.hasPrefix("a [2J b c.cajon: in order\n"), "\(checked.error)")
        let json = try shell.cajon("preset", "check", name, "--json").text
        #expect(json.contains(#"a\u001b[2J\u009bb\u202ec.cajon"#), "\(json)")
        #expect(try JSON(json)[0]["preset"].text == name)
        #expect(
            json.unicodeScalars.allSatisfy {
                $0 == "\n" || ![.control, .format].contains($0.properties.generalCategory)
            })
    }

    @Test("doesn't play more effects than there is memory for")
    func tooMany() throws {
        try pack(Guest())
        let nodes = (0..<65).map { #"{"id": "a\#($0)", "effect": "./x/fx.wasm"}"# }.joined(separator: ", ")
        try shell.folder.write(#"{"format": 1, "name": "X", "nodes": [\#(nodes)]}"#, "many.json")
        let outcome = try shell.cajon("preset", "check", "many.json")
        #expect(outcome.status == 65 && outcome.text == "")
        #expect(outcome.error.hasPrefix("cajon: many.json: its 65 effects could come to take 4160 MiB"))
        #expect(try shell.cajon("preset", "show", "many.json").status == 0)
    }

    @Test("refuses what is no bundle, or a damaged one, and says why")
    func damaged() throws {
        try shell.folder.write("no zip", "none.cajon")
        let none = try shell.cajon("preset", "check", "none.cajon")
        #expect(none.status == 65 && none.error.hasPrefix("cajon: none.cajon: "))
        #expect(try shell.cajon("preset", "check", "missing.cajon").status == 66)
        try pack(Guest())
        var bytes = try shell.folder.read("x.cajon")
        bytes[bytes.count / 2] ^= 1
        try shell.folder.write(bytes, "x.cajon")
        #expect(try shell.cajon("preset", "check", "x.cajon").status == 65)
        #expect(try shell.cajon("preset", "show", "x.cajon").status == 65)
    }

    @Test("runs nothing for a look")
    func showing() throws {
        try pack(Guest())
        let cache = shell.folder.file("fresh-cache")
        // What is run was compiled before, and is in the cache then.
        func compiled(after command: String) throws -> [String] {
            let outcome = try shell.cajon("preset", command, "x.cajon", environment: ["XDG_CACHE_HOME": cache])
            #expect(outcome.status == 0, "\(outcome.error)")
            return try FileManager.default.subpathsOfDirectory(atPath: cache).filter { $0.hasSuffix(".code") }
        }
        #expect(try compiled(after: "show") == [])
        #expect(try compiled(after: "check").count == 1)
    }
}
