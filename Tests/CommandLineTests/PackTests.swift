// `cajon preset pack`: what it writes and says, and that what it writes sounds as what it was made of.

import Foundation
import TestSupport
import Testing
import WasmEngine

@Suite("Packing on the command line")
struct PackTests {
    private let shell: Shell

    init() throws { shell = try Shell() }

    /// A preset of guests, in a folder.
    private func guests(_ folder: String = "mine") throws {
        try shell.folder.write(WasmEngine.wasm(fromText: Guest().text), "\(folder)/fx/loud.wasm")
        try shell.folder.write(
            #"""
            {"format": 1, "name": "Größer", "author": "Zoë", "licence": "MIT", "effects": {"loud": "./fx/loud.wasm"},
             "nodes": [{"id": "a", "effect": "loud", "parameters": {"gain": 0.5}}, {"id": "b", "effect": "gain"}]}
            """#, "\(folder)/preset.json")
        try shell.folder.write("# Größer\n\u{1B}[31mred", "\(folder)/README.md")
    }

    static let presets: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: Stage.root + "/Presets")) ?? []
        return files.filter { $0.hasSuffix(".json") && $0 != "preset.schema.json" }.map { String($0.dropLast(5)) }
            .sorted()
    }()

    @Test("makes bundles of all shipped presets, which render to the same bytes in an empty home", arguments: presets)
    func shipped(preset: String) throws {
        try shell.sound("in.wav")
        let packed = try shell.cajon("preset", "pack", preset, "-o", "one.cajon")
        #expect(packed.status == 0, "\(packed.error)")
        #expect(packed.error.hasPrefix("one.cajon: one@1.0.0, "))
        #expect(packed.error.contains("It asks for nothing beyond samples in and samples out."))
        try shell.cajon("render", "in.wav", "-o", "plain.wav", "--preset", preset)
        // Nothing that the program came with is there either.
        try shell.folder.write(shell.folder.read("one.cajon"), "away/one.cajon")
        for name in ["away-home", "away-data", "away-cache", "away-config"] {
            try FileManager.default.createDirectory(atPath: shell.folder.file(name), withIntermediateDirectories: true)
        }
        let rendered = try shell.cajon(
            "render", "in.wav", "-o", "bundle.wav", "--preset", "away/one.cajon",
            environment: [
                "HOME": shell.folder.file("away-home"), "XDG_DATA_HOME": shell.folder.file("away-data"),
                "XDG_CACHE_HOME": shell.folder.file("away-cache"), "XDG_CONFIG_HOME": shell.folder.file("away-config"),
            ])
        #expect(rendered.status == 0, "\(rendered.error)")
        #expect(try shell.folder.read("bundle.wav") == shell.folder.read("plain.wav"))
    }

    @Test("takes a script along with its kernels, and it sounds the same")
    func script() throws {
        try shell.sound("in.wav")
        let source = Stage.root + "/Effects/cabinet"
        for name in ["cabinet.js", "effect.json", "convolution.wit"] {
            try shell.folder.write([UInt8](Data(contentsOf: URL(filePath: "\(source)/\(name)"))), "c/fx/\(name)")
        }
        var kernel = Program(
            Stage.root + "/Scripts/build-kernel",
            [source + "/convolution.c", shell.folder.file("c/fx/convolution.wasm")])
        kernel.environment = ProcessInfo.processInfo.environment
        #expect(try kernel.run().status == 0)
        try shell.folder.write(
            #"{"format": 1, "name": "C", "nodes": [{"id": "a", "effect": "fx/cabinet.js"}]}"#, "c/preset.json")
        let packed = try shell.cajon("preset", "pack", "c", "-o", "c.cajon", "--json")
        #expect(packed.status == 0, "\(packed.error)")
        let effect = try JSON(packed.text)["contents"]["effects"][0]
        #expect(effect["form"].text == "script" && effect["path"].text == "effects/cabinet/cabinet.js")
        try shell.cajon("render", "in.wav", "-o", "plain.wav", "--preset", "c/preset.json")
        let rendered = try shell.cajon("render", "in.wav", "-o", "bundle.wav", "--preset", "c.cajon")
        #expect(rendered.status == 0, "\(rendered.error)")
        #expect(try shell.folder.read("bundle.wav") == shell.folder.read("plain.wav"))
    }

    @Test("gives equal bytes for equal sources, wherever they lie, signed or not")
    func determinism() throws {
        try guests("mine")
        try guests("yours/deep")
        #expect(try shell.cajon("keys", "new").status == 0)
        for (options, name) in [([String](), "plain"), (["--sign"], "signed")] {
            let one = shell.program(["preset", "pack", "mine", "-o", "1/\(name).cajon"] + options)
            try FileManager.default.createDirectory(atPath: shell.folder.file("1"), withIntermediateDirectories: true)
            #expect(try one.run().status == 0)
            let two = try shell.program(["preset", "pack", "yours/deep", "-o", "\(name).cajon"] + options).run()
            #expect(two.status == 0)
            #expect(two.error.contains(name == "plain" ? "not signed" : "signed with SHA256:"))
            #expect(try shell.folder.read("1/\(name).cajon") == shell.folder.read("\(name).cajon"))
        }
    }

    @Test("keeps what is there, unless told otherwise")
    func overwriting() throws {
        try guests()
        try shell.folder.write("precious", "x.cajon")
        let kept = try shell.cajon("preset", "pack", "mine", "-o", "x.cajon")
        #expect(kept.status == 64)
        #expect(kept.error == "cajon: x.cajon: is there already, so nothing was written; --force replaces it\n")
        #expect(try shell.folder.read("x.cajon") == Array("precious".utf8))
        #expect(try shell.cajon("preset", "pack", "mine", "-o", "x.cajon", "--force").status == 0)
        #expect(try shell.cajon("preset", "show", "x.cajon").status == 0)
    }

    @Test("leaves nothing behind when it fails")
    func failures() throws {
        try guests()
        let folder = shell.folder.file("locked")
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o500])
        defer { chmod(folder, 0o700) }
        if geteuid() != 0 {
            let outcome = try shell.cajon("preset", "pack", "mine", "-o", "locked/x.cajon")
            #expect(outcome.status == 74, "\(outcome.error)")
            #expect(try shell.folder.names(below: "locked") == [])
        }
        #expect(try shell.cajon("preset", "pack", "mine", "-o", "no/such/x.cajon").status == 74)
        try shell.folder.write(
            #"{"format": 1, "name": "Bad", "nodes": [{"id": "a", "effect": "gain", "parameters": {"levl": 1}}]}"#,
            "bad/preset.json")
        let broken = try shell.cajon("preset", "pack", "bad", "-o", "bad.cajon")
        #expect(broken.status == 65)
        #expect(broken.error.contains("bad/preset.json:1:"))
        let missing = try shell.cajon("preset", "pack", "nope", "-o", "nope.cajon")
        #expect(missing.status == 66)
        let again = try shell.cajon("preset", "pack", "mine.cajon", "-o", "x.cajon")
        #expect(again.status == 64 && again.error.contains("is a bundle already"))
        #expect(try shell.names() == ["bad", "locked", "mine"])
    }

    @Test("wants ids, versions and names as they are")
    func usage() throws {
        for options in [["--id", "Tape Echo"], ["--bundle-version", "1.0"], ["--sign", "--key", "k"]] {
            #expect(try shell.program(["preset", "pack", "gain", "-o", "x.cajon"] + options).run().status == 64)
        }
        #expect(try shell.cajon("preset", "pack", "telephone", "-o", "x.zip").status == 64)
        let packed = try shell.cajon(
            "preset", "pack", "telephone", "-o", "x.cajon", "--id", "phone", "--bundle-version", "1.2.3")
        #expect(packed.error.hasPrefix("x.cajon: phone@1.2.3, "))
        let shown = try JSON(shell.cajon("preset", "show", "x.cajon", "--json").text)
        #expect(shown["contents"]["id"].text == "phone" && shown["contents"]["version"].text == "1.2.3")
        #expect(try #require(shown["contents"]["preset"].text).contains(#""version": "1.2.3""#))
    }

    @Test("is shown in words, without a stranger's control characters")
    func show() throws {
        try guests()
        #expect(try shell.cajon("preset", "pack", "mine", "-o", "Größer.cajon").status == 0)
        let shown = try shell.cajon("preset", "show", "Größer.cajon")
        #expect(shown.status == 0, "\(shown.error)")
        #expect(shown.text.hasPrefix("Größer\ngrosser@1.0.0, by Zoë, MIT\nnot signed\n"))
        for words in [
            "It asks for nothing beyond samples in and samples out.", "  loud: core module, ", "  gain: component, ",
            "    gain  0.5\n", "effects/loud.wasm", "README.md", "which --readme prints",
        ] {
            #expect(shown.text.contains(words), "\(shown.text)")
        }
        #expect(try shell.cajon("preset", "show", "Größer.cajon", "--readme").text == "# Größer\n [31mred\n")
        let plain = try shell.cajon("preset", "show", "telephone", "--readme")
        #expect(plain.status == 64)
    }
}
