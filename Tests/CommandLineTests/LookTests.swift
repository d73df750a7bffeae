// The commands that only look: effects, presets, modules.

import Foundation
import TestSupport
import Testing
import WasmEngine

@Suite("Looking at effects")
struct EffectCommandTests {
    private let shell: Shell

    init() throws { shell = try Shell() }

    @Test("lists what ships, for people and for machines")
    func list() throws {
        let text = try shell.cajon("effect", "list")
        #expect(text.status == 0)
        let json = try JSON(shell.cajon("effect", "list", "--json").text)
        let names = (0..<json.count).compactMap { json[$0]["name"].text }
        #expect(Set(names).isSuperset(of: ["chorus", "compressor", "filter", "gain"]))
        #expect(
            text.text.split(separator: "\n").compactMap { $0.split(separator: " ").first.map(String.init) } == names)
        for index in 0..<json.count { #expect(json[index].keys == ["name", "summary", "version"]) }
    }

    @Test("lists one that can't be used as that, among the others")
    func unusable() throws {
        try shell.folder.write("no module", "data/cajon/effects/zzz.wasm")
        let data: [String: String?] = ["XDG_DATA_HOME": shell.folder.file("data")]
        let outcome = try shell.cajon("effect", "list", environment: data)
        #expect(outcome.status == 0)
        #expect(outcome.text.contains("unusable: effect ‘zzz’ is not a usable WebAssembly module"))
        #expect(outcome.text.contains("gain"))
    }

    @Test("shows parameters with their ranges, aligned")
    func show() throws {
        let outcome = try shell.cajon("effect", "show", "filter")
        #expect(outcome.status == 0)
        #expect(outcome.text.hasPrefix("Filter "))
        #expect(outcome.text.contains("cutoff     10 Hz to 20 kHz"))
        #expect(outcome.text.contains("type is one of:\n  low-pass, high-pass"))
        for line in outcome.text.split(separator: "\n") { #expect(!line.hasSuffix(" ")) }
        let json = try JSON(shell.cajon("effect", "show", "filter", "--json").text)
        #expect(json.keys == ["hasSidechain", "name", "parameters", "quantum", "summary", "takesOptions", "version"])
        #expect(
            json["parameters"][0].keys == [
                "choices", "id", "initial", "maximum", "minimum", "name", "scale", "unit",
            ])
    }

    @Test("shows meters with their ranges, and says in an inspection that there are some")
    func meters() throws {
        let outcome = try shell.cajon("effect", "show", "compressor")
        #expect(outcome.text.contains("meter      range\nreduction  0 dB to 60 dB  Reduction\n"))
        let json = try JSON(shell.cajon("effect", "show", "compressor", "--json").text)
        #expect(json["meters"][0].keys == ["id", "maximum", "minimum", "name", "unit"])
        for (name, hasMeters) in [("compressor", true), ("gain", false)] {
            let effect = Stage.effect(name)
            #expect(try shell.cajon("inspect", effect).text.contains("It has meters") == hasMeters)
            #expect(
                try JSON(shell.cajon("inspect", effect, "--json").text)["hasMeters"].number == (hasMeters ? 1 : 0))
        }
        try shell.effect(Guest().metering(), "module.wasm")
        #expect(try shell.cajon("inspect", "module.wasm").text.contains("It has meters"))
    }

    @Test("says which effect can't be shown, and why")
    func errors() throws {
        let unknown = try shell.cajon("effect", "show", "gian")
        #expect(unknown.status == 66)
        #expect(unknown.error.hasPrefix("cajon: no effect ‘gian’ was found in "))
        #expect(unknown.error.hasSuffix("did you mean ‘gain’?\n"))
        #expect(try shell.cajon("effect", "show", "./nope.wasm").status == 66)
        try shell.effect(Guest().with(.describe, "(unreachable)"), "trap.wasm")
        let trap = try shell.cajon("effect", "show", "trap.wasm")
        #expect(trap.status == 70)
        #expect(
            trap.error.hasPrefix("cajon: effect ‘trap.wasm’ trapped in describe: it reached code marked unreachable"))
        try shell.effect(Guest().importing("(import \"env\" \"system\" (func))"), "greedy.wasm")
        let greedy = try shell.cajon("effect", "show", "greedy.wasm")
        #expect(greedy.status == 65)
        #expect(greedy.error.contains("it imports ‘system’ from ‘env’"))
    }

    @Test("shows a stranger's words without what would drive the terminal")
    func hostileTexts() throws {
        let guest = Guest().describing {
            $0.name = "\u{1b}]0;owned\u{7}"
            $0.summary = "\u{202e}\u{1b}[2J\nroot#"
            $0.parameters[0].name = "\u{9b}31m"
        }
        try shell.effect(guest, "hostile.wasm")
        for arguments in [["effect", "show", "hostile.wasm"], ["effect", "show", "hostile.wasm", "--json"]] {
            let text = try shell.program(arguments).run().text
            #expect(!text.isEmpty)
            for scalar in text.unicodeScalars where scalar != "\n" {
                #expect(![.control, .format].contains(scalar.properties.generalCategory))
            }
        }
    }
}

@Suite("Looking at presets")
struct PresetCommandTests {
    private let shell: Shell

    init() throws { shell = try Shell() }

    @Test("lists what ships")
    func list() throws {
        let json = try JSON(shell.cajon("preset", "list", "--json").text)
        #expect(json.count >= 6)
        let text = try shell.cajon("preset", "list").text
        for index in 0..<json.count {
            #expect(json[index].keys == ["author", "description", "name", "tags", "title"])
            #expect(text.contains(try #require(json[index]["title"].text)))
        }
    }

    @Test("shows one, and gives it back as a file that is as good")
    func show() throws {
        let text = try shell.cajon("preset", "show", "telephone")
        #expect(text.status == 0)
        #expect(text.text.hasPrefix("Telephone 1.0.0\n"))
        let json = try shell.cajon("preset", "show", "telephone", "--json").text
        try shell.folder.write(json, "copy.json")
        #expect(try shell.cajon("preset", "show", "copy.json", "--json").text == json)
        #expect(try shell.cajon("preset", "show", "copy.json").text == text.text)
    }

    @Test("checks several, and says what is wrong with which")
    func check() throws {
        try shell.folder.write(
            #"{ "format": 1, "name": "Bad", "nodes": [ { "id": "a", "effect": "gain", "mix": 2 } ] }"#, "bad.json")
        let outcome = try shell.cajon("preset", "check", "telephone", "bad.json", "nope.json")
        #expect(outcome.status == 65)
        #expect(outcome.text == "telephone: in order\n")
        #expect(outcome.error.contains("cajon: bad.json:1:"))
        #expect(outcome.error.contains("cajon: nope.json: can't be read"))
        let json = try JSON(shell.cajon("preset", "check", "telephone", "bad.json", "--json").text)
        #expect(json[0].keys == ["isValid", "preset", "problems", "render", "warnings"])
        #expect((0..<2).map { json[$0]["isValid"].number } == [1, 0])
        #expect(json[1]["problems"].count == 1)
    }

    @Test("checks that its effects can be set up")
    func effects() throws {
        try shell.effect(Guest().with(.configure, "(unreachable)"), "bad.wasm")
        try shell.folder.write(
            #"{ "format": 1, "name": "Bad", "nodes": [ { "id": "a", "effect": "./bad.wasm" } ] }"#, "bad.json")
        let outcome = try shell.cajon("preset", "check", "bad.json")
        #expect(outcome.status == 70)
        #expect(outcome.error.hasPrefix("cajon: bad.json: node ‘a’: effect ‘"))
        #expect(outcome.error.contains("trapped in configure"))
    }

    @Test("finds the user's own before those that came with the program")
    func own() throws {
        try shell.folder.write(
            #"{ "format": 1, "name": "My telephone", "nodes": [ { "id": "a", "effect": "gain" } ] }"#,
            "data/cajon/presets/telephone.json")
        let data: [String: String?] = ["XDG_DATA_HOME": shell.folder.file("data")]
        #expect(try shell.cajon("preset", "show", "telephone", environment: data).text.hasPrefix("My telephone\n"))
    }

    @Test("says that there is none, and which was meant")
    func missing() throws {
        let outcome = try shell.cajon("preset", "show", "telephon")
        #expect(outcome.status == 66)
        #expect(outcome.error.contains("did you mean \"telephone\"?"))
    }
}

@Suite("Looking into modules")
struct InspectCommandTests {
    private let shell: Shell

    init() throws { shell = try Shell() }

    @Test("shows an effect's world, and that it is run the fast way")
    func component() throws {
        let outcome = try shell.cajon("inspect", Stage.effect("tremolo"))
        #expect(outcome.status == 0)
        #expect(outcome.text.contains("An effect: it keeps to Cajon's contract."))
        #expect(outcome.text.contains("Takes the fast path"))
        #expect(outcome.text.contains("It may write lines to the log"))
        #expect(outcome.text.contains("    export cajon:effect/processor@0.1.0;"))
        let json = try JSON(shell.cajon("inspect", Stage.effect("tremolo"), "--json").text)
        #expect(json["contractProblems"].count == 0)
        #expect(
            json.keys == [
                "bytes", "capabilities", "contractProblems", "coreModules", "file", "hasMeters", "reasons",
                "takesFastPath", "wit",
            ])
    }

    @Test("says why a component that asks for a system is run as a whole, and that it finds none")
    func system() throws {
        try shell.folder.write(
            WasmEngine.wasm(
                fromText: """
                    (component (import "wasi:cli/environment@0.2.0" (instance
                        (export "get-arguments" (func (result (list string))))))
                      (core module))
                    """), "asks.wasm")
        let outcome = try shell.cajon("inspect", "asks.wasm")
        #expect(outcome.status == 0)
        #expect(outcome.text.contains("Not an effect:\n  it doesn't export the interface"))
        #expect(outcome.text.contains("Could not take the fast path:\n  it imports ‘wasi:cli/environment@0.2.0’"))
        #expect(outcome.text.contains("import wasi:cli/environment@0.2.0;"))
    }

    @Test("shows a module's parts, and that it is an effect")
    func effect() throws {
        try shell.effect(Guest(), "guest.wasm")
        let outcome = try shell.cajon("inspect", "guest.wasm")
        #expect(outcome.status == 0)
        #expect(outcome.text.contains("An effect: it keeps to Cajon's contract."))
        #expect(outcome.text.contains("cajon:effect/processor@0.1.0#process"))
        let json = try JSON(shell.cajon("inspect", "guest.wasm", "--json").text)
        #expect(json["contractProblems"].count == 0)
        #expect(
            json.keys == [
                "bytes", "codeBytes", "contractProblems", "dataBytes", "exports", "file", "functions",
                "hasMeters", "hasStartFunction", "imports", "isFaust", "memoryPages", "sections", "tableElements",
            ])
    }

    @Test("shows what keeps another module from being an effect, and runs nothing of it")
    func noEffect() throws {
        let guest = Guest().with(.start, Guest.endlessLoop).importing("(import \"env\" \"\\1b[2Jevil\" (func))")
            .replacing(.reset, with: "")
        try shell.effect(guest, "other.wasm")
        let outcome = try shell.cajon("inspect", "other.wasm")
        #expect(outcome.status == 0)
        #expect(outcome.text.contains("Not an effect:\n  it imports ‘ [2Jevil’ from ‘env’"))
        #expect(outcome.text.contains("it has no export ‘cajon:effect/processor@0.1.0#reset’"))
        #expect(outcome.text.contains("runs a start function"))
        #expect(!outcome.text.contains("\u{1b}"))
    }

    @Test(
        "says what a file is that is no module",
        arguments: [
            ([], "cajon: file: it does not begin with ‘\\0asm’"),
            ([0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0, 7], "cajon: file: the file ends where "),
            ([0, 0x61, 0x73, 0x6d, 9, 0, 0, 0], "cajon: file: its binary format has version 9; expected 1"),
            ([0, 0x61, 0x73, 0x6d, 1, 0], "cajon: file: the file ends where "),
            ([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 0x7f], "cajon: file: the file ends where "),
        ] as [([UInt8], String)])
    func noModule(bytes: [UInt8], words: String) throws {
        try shell.folder.write(bytes, "file")
        let outcome = try shell.cajon("inspect", "file")
        #expect(outcome.status == 65)
        #expect(outcome.text == "")
        #expect(outcome.error.hasPrefix(words), "\(outcome.error)")
    }

    @Test("says that a module was cut off, and where")
    func truncated() throws {
        let whole = try WasmEngine.wasm(fromText: Guest().text)
        try shell.folder.write(Array(whole.prefix(whole.count / 2)), "half.wasm")
        let outcome = try shell.cajon("inspect", "half.wasm")
        #expect(outcome.status == 65)
        #expect(
            outcome.error.wholeMatch(of: /cajon: half\.wasm: the file ends where .* should be \(at byte [0-9]+\)\n/)
                != nil)
    }

    @Test("says that there is no file")
    func missing() throws {
        let missing = try shell.cajon("inspect", "nope.wasm")
        #expect(missing.status == 66)
        #expect(missing.error == "cajon: nope.wasm: can't be read: No such file or directory\n")
        #expect(try shell.cajon("inspect", ".").error == "cajon: .: can't be read: Is a directory\n")
    }
}
