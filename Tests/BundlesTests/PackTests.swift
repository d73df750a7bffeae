// What of a preset goes into its bundle, and by which names.

import Bundles
import EffectHost
import Foundation
import Presets
import TestSupport
import Testing

@Suite("Packing a preset")
struct PackTests {
    private let bench: PackBench

    init() throws { bench = try PackBench() }

    @Test("takes files along that its aliases name, and leaves out what no node uses")
    func aliases() throws {
        try bench.folder.write(PackBench.module("one"), "deep/inside/One.wasm")
        try bench.folder.write(PackBench.module("two"), "two.wasm")
        try bench.preset(
            nodes: [("a", "echo"), ("b", "echo")],
            effects: [("echo", "./deep//inside/One.wasm"), ("unused", "./missing.wasm")])
        let packed = try bench.pack()
        #expect(packed.names == ["effects/echo.wasm", "preset.json"])
        #expect(packed.aliases == ["echo=effects/echo.wasm"])
        #expect(packed.preset.nodes.map(\.effect) == ["echo", "echo"])
        #expect(try packed.bytes("effects/echo.wasm") == PackBench.module("one"))
        #expect(packed.notes == [])
    }

    @Test("takes files along that nodes name themselves, each once, and names that collide are told apart")
    func files() throws {
        try bench.folder.write(PackBench.module("one"), "a/Fancy Echo.wasm")
        try bench.folder.write(PackBench.module("two"), "b/fancy echo.wasm")
        try bench.preset(
            nodes: [("a", "./a/Fancy Echo.wasm"), ("b", "b/fancy echo.wasm"), ("c", "a/Fancy Echo.wasm"), ("d", "x")],
            effects: [("x", "a/./Fancy Echo.wasm")])
        let packed = try bench.pack()
        #expect(packed.names == ["effects/fancy-echo.wasm", "effects/x.wasm", "preset.json"])
        #expect(
            packed.preset.nodes.map(\.effect) == ["effects/x.wasm", "effects/fancy-echo.wasm", "effects/x.wasm", "x"])
        try bench.folder.write(PackBench.module("three"), "c/fancy-echo.wasm")
        try bench.preset(
            nodes: [("a", "./a/Fancy Echo.wasm"), ("b", "b/fancy echo.wasm"), ("c", "c/fancy-echo.wasm")])
        #expect(
            try bench.pack().preset.nodes.map(\.effect)
                == ["effects/fancy-echo.wasm", "effects/fancy-echo-2.wasm", "effects/fancy-echo-3.wasm"])
    }

    @Test("copies installed effects, and nodes name them as before")
    func installed() throws {
        try bench.installed.write(PackBench.module("gain"), "gain.wasm")
        try bench.installed.write(PackBench.module("Odd"), "Odd one.wasm")
        try bench.installed.write("sound", "gain.assets/a.wav")
        try bench.preset(nodes: [("a", "gain"), ("b", "loud"), ("c", "Odd one")], effects: [("loud", "gain")])
        let packed = try bench.pack()
        #expect(
            packed.names == ["effects/loud.assets/a.wav", "effects/loud.wasm", "effects/odd-one.wasm", "preset.json"])
        #expect(packed.aliases == ["loud=effects/loud.wasm", "gain=effects/loud.wasm"])
        #expect(packed.preset.nodes.map(\.effect) == ["gain", "loud", "effects/odd-one.wasm"])
        // A device's name on other systems is no file's.
        try bench.installed.write(PackBench.module("con"), "con.wasm")
        try bench.preset(nodes: [("a", "con")])
        #expect(try bench.pack().aliases.count == 1)
    }

    @Test("takes assets beside an effect along, and says of one without that it will ask")
    func assets() throws {
        let hungry = try PackBench.hungryModule("reverb")
        try bench.folder.write(hungry, "reverb.wasm")
        try bench.preset(nodes: [("a", "./reverb.wasm")])
        var packed = try bench.pack()
        #expect(packed.notes.count == 1 && packed.notes[0].contains("will be asked for a folder"))
        #expect(BundleContents(packed).requests.count == 1)
        try bench.folder.write("1", "reverb.assets/hall.wav")
        try bench.folder.write("2", "reverb.assets/more/Großer Saal.wav")
        try bench.folder.write("3", "reverb.assets/.hidden")
        packed = try bench.pack()
        #expect(
            packed.names == [
                "effects/reverb.assets/hall.wav", "effects/reverb.assets/more/Großer Saal.wav", "effects/reverb.wasm",
                "preset.json",
            ])
        #expect(packed.notes.count == 1 && packed.notes[0].contains(".hidden’ is hidden, and stays behind"))
        #expect(BundleContents(packed).requests == [])
        #expect(BundleContents(packed).effects[0].assetCount == 2)
    }

    @Test("takes all of a script along, and its files lie to each other as before")
    func scripts() throws {
        try bench.folder.write("import './lib/a.js'; import 'kernel:fft'", "fx/main.js")
        try bench.folder.write("import '../b.js'", "fx/lib/a.js")
        try bench.folder.write("", "fx/b.js")
        try bench.folder.write("not imported", "fx/c.js")
        try bench.folder.write(#"{"script": "main.js", "kernels": {"fft": "./k//fft.wasm"}}"#, "fx/effect.json")
        try bench.folder.write("wasm", "fx/k/fft.wasm")
        try bench.folder.write("wit", "fx/k/fft.wit")
        // The manifest isn't about this one.
        try bench.folder.write("", "fx/other.js")
        try bench.preset(nodes: [("a", "./fx/main.js"), ("b", "other")], effects: [("other", "fx/other.js")])
        let packed = try bench.pack()
        #expect(
            packed.names == [
                "effects/main/b.js", "effects/main/effect.json", "effects/main/k/fft.wasm", "effects/main/k/fft.wit",
                "effects/main/lib/a.js", "effects/main/main.js", "effects/other/other.js", "preset.json",
            ])
        #expect(packed.preset.nodes.map(\.effect) == ["effects/main/main.js", "other"])
        #expect(packed.aliases == ["other=effects/other/other.js"])
        let contents = BundleContents(packed)
        #expect(contents.effects.map(\.outline.form) == [.script, .script])
        #expect(contents.effects.map(\.nodes) == [["b"], ["a"]])
        #expect(contents.effects[1].outline.capabilities == [.log, .kernels])
    }

    @Test("takes former names along, of effects that are installed and of scripts")
    func formerNames() throws {
        let renamed = EffectRenames(names: ["loudness"]).adding(to: try PackBench.module("gain"))
        try bench.installed.write(renamed, "gain.wasm")
        try bench.folder.write("", "fx/lib.js")
        try bench.folder.write("import './lib.js'", "fx/wah.js")
        try bench.folder.write(#"{"script": "wah.js"}"#, "fx/effect.json")
        try bench.folder.write(#"{"parameters": {"freq": "frequency"}}"#, "fx/renames.json")
        try bench.preset(nodes: [("a", "loudness"), ("b", "w")], effects: [("w", "./fx/wah.js")])
        let packed = try bench.pack()
        #expect(
            packed.names == [
                "effects/loudness.wasm", "effects/w/wah/effect.json", "effects/w/wah/lib.js",
                "effects/w/wah/renames.json", "effects/w/wah/wah.js", "preset.json",
            ])
        #expect(packed.aliases == ["w=effects/w/wah/wah.js", "loudness=effects/loudness.wasm"])
        #expect(packed.bytes("effects/loudness.wasm") == renamed)
    }

    @Test("refuses names that no file of a bundle may have, and says why")
    func names() throws {
        for (name, reason) in [
            ("con.wav", "has the name of a device"), ("a:b.wav", "has a colon in its path"),
            ("Gro\u{DF}er ho\u{308}rsaal.wav", "aren't composed as Unicode's NFC has them"),
        ] {
            let bench = try PackBench()
            try bench.folder.write(PackBench.hungryModule("reverb"), "reverb.wasm")
            try bench.folder.write("1", "reverb.assets/\(name)")
            try bench.preset(nodes: [("a", "./reverb.wasm")])
            #expect(try bench.refusal().contains("can't go into a bundle as ‘effects/reverb.assets/"))
            #expect(try bench.refusal().contains(reason))
        }
    }

    @Test("gives equal files for equal sources, wherever they lie")
    func determinism() throws {
        let other = try PackBench()
        for bench in [bench, other] {
            try bench.folder.write(PackBench.module("one"), "one.wasm")
            try bench.installed.write(PackBench.module("gain"), "gain.wasm")
            try bench.preset(
                nodes: [("a", "./one.wasm"), ("b", "gain")], more: #""$schema": "../preset.schema.json", "#)
        }
        let (one, two) = (try bench.pack(), try other.pack())
        #expect(one.names == two.names && one.names.allSatisfy { one.bytes($0) == two.bytes($0) })
        let text = String(decoding: try #require(one.bytes("preset.json")), as: UTF8.self)
        #expect(!text.contains(bench.folder.path) && !text.contains("$schema"))
        #expect(text == one.preset.json())
    }

    @Test("makes the id of the output's name, else of the preset's, and of letters with accents too")
    func identity() throws {
        try bench.installed.write(PackBench.module("gain"), "gain.wasm")
        try bench.preset(nodes: [("a", "gain")])
        func id(_ output: String?) throws -> String {
            try bench.pack("preset.json", .init(outputName: output)).identity.id
        }
        #expect(try id("Tape Echo") == "tape-echo")
        #expect(try id("Große Höhle") == "grosse-hohle")
        #expect(try id("2 Ünïcödé") == "unicode")
        #expect(try id("日本") == "test")
        #expect(try id(nil) == "test")
        let version = try #require(PresetVersion("2.3.4"))
        let packed = try bench.pack("preset.json", .init(id: "own", version: version))
        #expect(packed.identity.description == "own@2.3.4")
        #expect(try bench.pack().identity.version == .initial)
    }

    @Test("notes that author and licence are missing")
    func notes() throws {
        try bench.installed.write(PackBench.module("gain"), "gain.wasm")
        try bench.folder.write(
            #"{"format": 1, "name": "日本", "nodes": [{"id": "a", "effect": "gain"}]}"#, "preset.json")
        #expect(try bench.refusal().contains("give one with --id"))
        let notes = try bench.pack("preset.json", .init(id: "x")).notes
        #expect(notes.count == 2 && notes[0].contains("licence") && notes[1].contains("author"))
    }

    @Test("refuses what is no effect, and what isn't there")
    func refusals() throws {
        try bench.installed.write(PackBench.module("gain"), "gain.wasm")
        try bench.preset(nodes: [("a", "gian")])
        #expect(try bench.refusal().contains("no effect ‘gian’ was found"))
        #expect(try bench.refusal().contains("did you mean ‘gain’?"))
        try bench.preset(nodes: [("a", "./nope.wasm")])
        #expect(try bench.refusal().contains("nope.wasm: can't be read: No such file"))
        try bench.folder.write("no module", "text.wasm")
        try bench.preset(nodes: [("a", "./text.wasm")])
        #expect(try bench.refusal().contains("text.wasm: is no effect: it is not WebAssembly"))
        try bench.folder.write("import './gone.js'", "x.js")
        try bench.preset(nodes: [("a", "./x.js")])
        #expect(try bench.pack().names == ["effects/x/x.js", "preset.json"])
        #expect(try bench.refusal("nope.json").contains("nope.json"))
    }
}
