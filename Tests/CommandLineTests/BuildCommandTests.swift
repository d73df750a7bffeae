// `cajon build`, as the author of an effect uses it.

import ComponentBinary
import Foundation
import TestSupport
import Testing

@Suite("Building from the command line")
struct BuildCommandTests {
    private let shell: Shell
    private let source: String

    init() throws {
        shell = try Shell()
        source = try String(contentsOfFile: Stage.root + "/Effects/examples/tremolo/tremolo.c", encoding: .utf8)
    }

    @Test("makes an effect that renders")
    func builds() throws {
        try shell.folder.write(source, "tremolo.c")
        try shell.sound("in.wav")
        let outcome = try shell.cajon("build", "tremolo.c", "-o", "tremolo.wasm")
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(outcome.text == "")
        #expect(outcome.error.wholeMatch(of: /tremolo\.wasm: .* kB, built from tremolo\.c\n/) != nil)
        let rendered = try shell.cajon("render", "in.wav", "-o", "out.wav", "--chain", "./tremolo.wasm rate=5Hz")
        #expect(rendered.status == 0, "\(rendered.error)")
        let json = try JSON(shell.cajon("build", "tremolo.c", "-o", "again.wasm", "--json").text)
        #expect(json.keys == ["bytes", "output", "source"])
        #expect(try shell.folder.read("again.wasm") == shell.folder.read("tremolo.wasm"))
    }

    @Test("makes components of a source and of a script")
    func components() throws {
        try shell.folder.write(source, "tremolo.c")
        try shell.folder.write(
            try String(contentsOfFile: Stage.root + "/Effects/tremolo/tremolo.js", encoding: .utf8), "script.js")
        for source in ["tremolo.c", "script.js"] {
            let outcome = try shell.cajon("build", source, "-o", "out.wasm", "--target", "component")
            #expect(outcome.status == 0, "\(outcome.error)")
            #expect(Component.isComponent(try shell.folder.read("out.wasm")))
        }
        #expect(try shell.cajon("build", "script.js", "-o", "out.wasm", "--target", "native").status == 64)
    }

    @Test(
        "states an effect's former names, which presets, chains and lists then take",
        arguments: ["tremolo.c", "tremolo.js"])
    func renames(name: String) throws {
        let script = try String(contentsOfFile: Stage.root + "/Effects/tremolo/tremolo.js", encoding: .utf8)
        try shell.folder.write(name.hasSuffix(".c") ? source : script, "tremolo/\(name)")
        try shell.folder.write(
            #"{ "names": ["wobble"], "parameters": { "speed": "rate" } }"#, "tremolo/renames.json")
        try shell.sound("in.wav")
        let installed = "home/.local/share/cajon/effects"
        try FileManager.default.createDirectory(
            atPath: shell.folder.file(installed), withIntermediateDirectories: true)
        for (target, place) in [("component", "\(installed)/wobbler.wasm"), ("module", "module.wasm")] {
            let outcome = try shell.cajon("build", "tremolo/\(name)", "-o", place, "--target", target)
            #expect(outcome.status == 0, "\(outcome.error)")
            let shown = try shell.cajon("effect", "show", place).text
            #expect(shown.contains("\nFormerly wobble.\nParameter rate, formerly speed.\n"), "\(shown)")
            let inspected = try shell.cajon("inspect", place).text
            #expect(inspected.contains("\nFormerly wobble.\nParameter rate, formerly speed.\n"), "\(inspected)")
            let json = try shell.cajon("inspect", place, "--json").text
            #expect(json.contains("\"speed\""), "\(json)")
        }
        for (chain, output) in [("wobble speed=5Hz", "old.wav"), ("wobbler rate=5Hz", "new.wav")] {
            let outcome = try shell.cajon("render", "in.wav", "-o", output, "--chain", chain)
            #expect(outcome.status == 0, "\(outcome.error)")
        }
        #expect(try shell.folder.read("old.wav") == shell.folder.read("new.wav"))
        let listed = try shell.cajon("effect", "list").text
        #expect(listed.contains("wobbler") && !listed.contains("wobble "))
    }

    @Test("refuses former names that don't fit, and leaves what was there", arguments: ["tremolo.c", "tremolo.js"])
    func wrongRenames(name: String) throws {
        let script = try String(contentsOfFile: Stage.root + "/Effects/tremolo/tremolo.js", encoding: .utf8)
        try shell.folder.write(name.hasSuffix(".c") ? source : script, "tremolo/\(name)")
        try shell.folder.write("before", "out.wasm")
        for (text, words) in [
            (#"{ "parameters": { "speed": "rtae" } }"#, "‘speed’ is to be called ‘rtae’ now, and no parameter is"),
            (#"{ "parameter": {} }"#, "renames.json: unknown key ‘parameter’"),
        ] {
            try shell.folder.write(text, "tremolo/renames.json")
            let outcome = try shell.cajon("build", "tremolo/\(name)", "-o", "out.wasm")
            #expect(outcome.status == 65)
            #expect(outcome.error.contains(words), "\(outcome.error)")
            #expect(try shell.folder.read("out.wasm") == Array("before".utf8))
        }
    }

    @Test("leaves nothing in the temporary folder", arguments: ["c", "swift"])
    func temporaryFiles(language: String) throws {
        try FileManager.default.createDirectory(atPath: shell.folder.file("tmp"), withIntermediateDirectories: true)
        let outcome = try shell.cajon(
            "build", Stage.root + (language == "c" ? "/Effects/examples/tremolo" : "/Effects/gain"), "-o", "out.wasm",
            environment: ["TMPDIR": shell.folder.file("tmp")])
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(try shell.folder.names(below: "tmp") == [])
    }

    @Test("takes a name for a name, however it begins", arguments: ["-x.c", "@x.c", "a b.c", "x;y.c"])
    func oddNames(name: String) throws {
        try shell.folder.write(source, name)
        let outcome = try shell.cajon("build", "-o", "out.wasm", "--", name)
        #expect(outcome.status == 0, "\(outcome.error)")
    }

    @Test("shows the compiler's words, names the place as it was given, and leaves nothing behind")
    func fails() throws {
        try shell.folder.write("int x = y;\n", "sub/bad.c")
        try FileManager.default.createDirectory(atPath: shell.folder.file("tmp"), withIntermediateDirectories: true)
        let outcome = try shell.cajon(
            "build", "sub/bad.c", "-o", "bad.wasm", environment: ["TMPDIR": shell.folder.file("tmp")])
        #expect(outcome.status == 65)
        #expect(outcome.error.hasPrefix("cajon: sub/bad.c:1:9: error: use of undeclared identifier 'y'"))
        #expect(try shell.names() == ["sub", "tmp"])
        #expect(try shell.folder.names(below: "tmp") == [])
    }

    @Test("does not write a script's module over the script")
    func scriptOverItself() throws {
        try shell.folder.write("registerProcessor('x', class extends AudioWorkletProcessor {});\n", "x.js")
        let script = try shell.folder.read("x.js")
        let outcome = try shell.cajon("build", "x.js", "-o", "./x.js")
        #expect(outcome.status == 64)
        #expect(outcome.error.contains("the output ‘./x.js’ is the input ‘x.js’: both read and written"))
        #expect(try shell.folder.read("x.js") == script)
    }

    @Test("ends with the status for its cause")
    func statuses() throws {
        try shell.folder.write(source, "tremolo.c")
        #expect(try shell.cajon("build", "nope.c", "-o", "x.wasm").status == 66)
        #expect(try shell.cajon("build", "tremolo.c", "-o", "nowhere/x.wasm").status == 74)
        #expect(try shell.cajon("build", "tremolo.c", "-o", "tremolo.c").status == 74)
        #expect(try shell.cajon("build", "tremolo.c").status == 64)
        #expect(try shell.cajon("build", "tremolo.c", "-o", "x.wasm", "--sdk", ".").status == 69)
        let noTools = try shell.cajon("build", "tremolo.c", "-o", "x.wasm", environment: ["PATH": "/nowhere"])
        #expect(noTools.status == 69)
        #expect(noTools.error.hasPrefix("cajon: swiftc is not on PATH"))
        #expect(try shell.folder.read("tremolo.c") == Array(source.utf8))
        #expect(try shell.names() == ["tremolo.c"])
    }
}
