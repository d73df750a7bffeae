// Modules as they are found: which of several processors the effect is, and what effect.json hands it in a page's place.

import EffectHost
import EffectTestSupport
import Foundation
import TestSupport
import Testing

@Suite("A module that was found")
struct FoundModuleTests {
    /// Modules that were written for the comparison with a browser.
    private static func found(_ name: String) -> String {
        StagedEffects.root.appending(path: "Tests/BrowserTests/Scripts/found/\(name)").path
    }

    /// A script that puts out a number.
    private static func constant(_ expression: String, top: String = "", constructor: String = "") -> String {
        """
        \(top)
        registerProcessor('constant', class extends AudioWorkletProcessor {
          constructor(options) { super(); this.options = options.processorOptions; \(constructor) }
          process(inputs, outputs) { outputs[0][0].fill(\(expression)); }
        });
        """
    }

    private static func write(_ files: [String: [UInt8]]) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for (name, bytes) in files {
            let url = URL(filePath: folder.file(name))
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: url)
        }
        return folder
    }

    private static func level(_ path: String) throws -> Float {
        let rig = try EffectRig(StagedEffects.loader().load(path: path), Script.format)
        return try #require(rig.process(PlanarSound(channelCount: 2, frameCount: 512)).samples.max())
    }

    private static func refusal(_ path: String) -> String {
        do {
            _ = try StagedEffects.loader().load(path: path)
            return ""
        } catch {
            return "\(error)"
        }
    }

    @Test("is the processor of the file's name, and tells of the others")
    func ownName() throws {
        let module = try StagedEffects.loader().load(path: Self.found("several") + "/several.js")
        #expect(module.descriptor.parameters.map(\.id) == ["amount"])
        let lines = try module.instantiate().drainLog().entries.map(\.message)
        #expect(lines.contains { $0.contains("‘") == false && $0.contains("'other'") && $0.contains("effect.json") })
    }

    @Test("is the processor that effect.json names, or nothing")
    func named() throws {
        let text = Array(
            try String(contentsOfFile: Self.found("named") + "/named.js", encoding: .utf8).utf8)
        func module(_ processor: String) throws -> TemporaryFolder {
            try Self.write([
                "named.js": text, "effect.json": Array(#"{"script":"named.js","processor":"\#(processor)"}"#.utf8),
            ])
        }
        let half = try module("half")
        let rig = try EffectRig(StagedEffects.loader().load(path: half.path), Script.format)
        let noise = PlanarSound.noise(channelCount: 2, frameCount: 512, amplitude: 1, seed: 3)
        let latency = rig.timing.latencyFrameCount
        let output = try rig.process(noise.followed(bySilence: latency)).frames(latency..<latency + 512)
        #expect(output.samples == noise.samples.map { $0 * 0.5 })
        let none = try module("third")
        #expect(
            Self.refusal(none.path).contains("registers no processor 'third'; it registers 'plus', 'minus', 'half'"))
    }

    @Test("gets what a page would hand it: options, messages, bytes")
    func handed() throws {
        let script = Self.constant(
            "this.options.size + this.got + new Uint8Array(this.options.list[0]).length",
            constructor: "this.port.onmessage = ({ data }) => { this.got = new Uint8Array(data.bytes)[1] };")
        let folder = try Self.write([
            "constant.js": Array(script.utf8), "data/four.bin": [1, 20, 3, 4],
            "effect.json": Array(
                """
                {"processorOptions": {"size": 100, "list": [{"$bytes": "./data/four.bin"}]},
                 "messages": [{"bytes": {"$bytes": "data/four.bin"}}]}
                """.utf8),
        ])
        #expect(try Self.level(folder.path) == 124)
        #expect(try Self.level(folder.file("constant.js")) == 124)
        let names = try ScriptPackage(at: folder.path)?.fileNames()
        #expect(names == ["constant.js", "effect.json", "data/four.bin"])
    }

    @Test(
        "with an effect.json that is wrong is refused, and nothing outside its folder is read",
        arguments: [
            (#"{"processor": 3}"#, "‘processor’"), (#"{"messages": {}}"#, "‘messages’"),
            (#"{"processorOptions": 3}"#, "‘processorOptions’"),
            (#"{"messages": [{"$bytes": "../secret"}]}"#, "leads out"),
            (#"{"messages": [{"$bytes": "/etc/passwd"}]}"#, "leads out"),
            (#"{"messages": [{"$module": "missing.wasm"}]}"#, "no such file"),
            (#"{"messages": \#(String(repeating: "[", count: 99) + String(repeating: "]", count: 99))}"#, "nested"),
            (#"{"processorOptions": {"a": {"$module": "constant.js"}}}"#, ""),
        ])
    func wrong(manifest: String, words: String) throws {
        let folder = try Self.write([
            "constant.js": Array(Self.constant("1").utf8), "effect.json": Array(manifest.utf8),
        ])
        let refusal = Self.refusal(folder.path)
        #expect(words.isEmpty ? refusal.isEmpty : refusal.contains(words), "\(refusal)")
        // What is no module is found out when the processor is made.
        if words.isEmpty { #expect(throws: EffectError.self) { try Self.level(folder.path) } }
    }

    @Test("imports a WebAssembly file as a module, which imports from scripts in turn")
    func imported() throws {
        // (import "./env.js" "twice" (func (param i32) (result i32))) (global (export "base") i32 (i32.const 7))
        // (func (export "f") (param i32) (result i32) (call 0 (local.get 0)))
        let wasm: [UInt8] =
            [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 6, 1, 0x60, 1, 0x7f, 1, 0x7f]
            + [2, 18, 1, 8] + Array("./env.js".utf8) + [5] + Array("twice".utf8) + [0, 0] + [3, 2, 1, 0]
            + [6, 6, 1, 0x7f, 0, 0x41, 7, 0x0b] + [7, 12, 2, 1, 0x66, 0, 1, 4] + Array("base".utf8) + [3, 0]
            + [10, 8, 1, 6, 0, 0x20, 0, 0x10, 0, 0x0b]
        let folder = try Self.write([
            "constant.js": Array(
                Self.constant("f(50) + base", top: "import { f, base } from './lib/kernel.wasm';").utf8),
            "lib/kernel.wasm": wasm, "lib/env.js": Array("export const twice = (x) => 2 * x;".utf8),
        ])
        // Nothing but the module says that it wants this file.
        #expect(Self.refusal(folder.path).contains("env.js"))
        try Data(
            Self.constant("f(50) + base", top: "import './lib/env.js'; import { f, base } from './lib/kernel.wasm';")
                .utf8
        )
        .write(to: URL(filePath: folder.file("constant.js")))
        #expect(try Self.level(folder.path) == 107)
    }

    @Test("finds text coders, and its place")
    func surroundings() throws {
        let text = """
            const bytes = new TextEncoder().encode('häß€😀');
            const back = new TextDecoder().decode(Uint8Array.of(...bytes, 0xff, 0xe2, 0x82));
            const fatal = (() => { try { new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.of(0xff)) } catch (e) { return e.name } })();
            const found = `${bytes.length} ${back} ${fatal} ${atob(btoa('ab'))} ${import.meta.url} ${globalThis instanceof AudioWorkletGlobalScope}`;
            const expected = '12 häß€😀\\ufffd\\ufffd TypeError ab file:///gain.js true';
            if (found !== expected) throw new Error(found);
            """
        #expect(try Script.refusal(text + Script.gain()) == nil)
        let own =
            "globalThis.TextDecoder = class { decode() { return 'own' } };\n"
            + "if (new TextDecoder().decode() !== 'own' || typeof TextEncoder !== 'function') throw new Error();\n"
        #expect(try Script.refusal(own + Script.gain()) == nil)
    }

    @Test("may call its parameters what it likes")
    func parameterNames() throws {
        let names = ["/echo/0x00/Damp", "Q", "wet dry", "delay_time", String(repeating: "long", count: 30)]
        let list = names.map { ", { name: '\($0)', minValue: 0, maxValue: 1 }" }.joined()
        let ids = try Script.load(Script.gain(parameters: list)).descriptor.parameters.map(\.id)
        #expect(
            ids == ["gain", "echo-0x00-damp", "q", "wet-dry", "delay-time", String(repeating: "long", count: 16)])
    }
}
