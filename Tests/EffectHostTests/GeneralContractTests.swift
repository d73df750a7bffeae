// Components that don't keep to the contract, or ask for what nobody grants: refused before anything of them is compiled.

import EffectHost
import TestSupport
import Testing
import WasmEngine

@Suite("A component is held against the contract")
struct GeneralContractTests {
    private static let text = GuestComponent(Guest()).text

    private static let broken = "effect ‘guest’ doesn't keep to the contract cajon:effect@0.1.0: "

    @Test("and refused by name for what it imports and nobody granted")
    func unknownImports() throws {
        var component = GuestComponent(Guest())
        component.imports = [
            #"(import "wasi:http/types@0.2.0" (instance (export "fields" (type (sub resource)))))"#,
            #"(import "spy" (func))"#,
        ]
        let grants =
            "an effect may import ‘cajon:effect/log@0.1.0’, ‘cajon:effect/assets@0.1.0’, ‘cajon:script/kernels@0.1.0’, and WASI 0.2 without a system behind it"
        #expect(
            try Host.generalRefusal(of: component.text)?.description
                == Self.broken + "it imports ‘wasi:http/types@0.2.0’, which nobody granted; \(grants); "
                + "it imports a function, ‘spy’, which nobody granted; \(grants)")
        component.imports = [#"(import "cajon:effect/log@0.2.0" (instance))"#]
        #expect(
            try Host.generalRefusal(of: component.text)?.description.contains("‘cajon:effect/log@0.2.0’, which") == true
        )
    }

    @Test(
        "and refused in words that name the function and what was expected",
        arguments: [
            (
                #"(param "position" u64) (param "input" (list f32))"#,
                #"(param "position" u64) (param "input" (list f64))"#,
                "its ‘process’ of ‘cajon:effect/processor@0.1.0’ takes as ‘input’ a list whose elements are f64, expected f32"
            ),
            (
                #"(param "index" u32)"#, #"(param "number" u32)"#,
                "its ‘set-parameter’ of ‘cajon:effect/processor@0.1.0’ takes ‘number’, ‘value’, expected ‘index’, ‘value’"
            ),
            (
                #"(field "channels" u32)"#, #"(field "channels" s32)"#,
                "its ‘configure’ of ‘cajon:effect/processor@0.1.0’ takes as ‘format’ a record whose ‘channels’ is s32, expected u32"
            ),
            (
                #""percent" "ratio" "semitones""#, #""percent" "semitones""#,
                "its ‘describe’ of ‘cajon:effect/processor@0.1.0’ returns a record whose ‘parameters’ is a list whose elements "
                    + "are a record whose ‘unit’ is an enum of ‘none’, ‘hertz’, ‘decibels’, ‘milliseconds’, ‘seconds’, ‘percent’, "
                    + "‘semitones’, ‘degrees’, expected ‘none’, ‘hertz’, ‘decibels’, ‘milliseconds’, ‘seconds’, ‘percent’, "
                    + "‘ratio’, ‘semitones’, ‘degrees’"
            ),
            (
                #"(result (result $timing (error string)))"#, #"(result (result $timing (error u32)))"#,
                "its ‘configure’ of ‘cajon:effect/processor@0.1.0’ returns a result whose error is u32, expected string"
            ),
            (
                #"(export "reset" (func $reset))"#, "",
                "it doesn't export ‘reset’ of ‘cajon:effect/processor@0.1.0’"
            ),
            (
                #"(export "cajon:effect/processor@0.1.0" (instance"#,
                #"(export "cajon:effect/processor@0.2.0" (instance"#,
                "it doesn't export the interface ‘cajon:effect/processor@0.1.0’"
            ),
            (
                #"(param "message" string)"#, #"(param "message" (list u8))"#,
                "it imports ‘write’ of ‘cajon:effect/log@0.1.0’, which takes as ‘message’ a list, expected string"
            ),
        ])
    func wrongTypes(original: String, replacement: String, words: String) throws {
        let text = Self.text.replacing(original, with: replacement)
        #expect(text != Self.text)
        let error = try #require(try Host.generalRefusal(of: text)?.description)
        // Long ones are cut.
        #expect(error == Self.broken + words || error.hasPrefix(Self.broken + words.prefix(300)), "\(error)")
    }

    @Test("with its optional interfaces, of which it has all or nothing")
    func optionalInterfaces() throws {
        let collect = #"(func (export "\#(GuestComponent.maintenance)#collect"))"#
        var component = GuestComponent(Guest().adding(collect))
        component.hasMaintenance = true
        #expect(try Host.generalRefusal(of: component.text) == nil)
        let wrong = component.text.replacing(#"(export "collect" (func $collect))"#, with: "")
        #expect(
            try Host.generalRefusal(of: wrong)?.description
                == Self.broken + "it doesn't export ‘collect’ of ‘cajon:effect/maintenance@0.1.0’")
    }

    @Test("and is no component when it is a module, damaged, or too deep")
    func noComponent() throws {
        let loader = try Host.patient.get()
        func refusal(_ wasm: [UInt8]) -> String {
            let error = #expect(throws: EffectError.self) {
                try loader.loadGeneral(wasm, name: "guest", reasons: [])
            }
            return error?.description ?? ""
        }
        let unusable = "effect ‘guest’ is not a usable WebAssembly module: "
        #expect(try refusal(WasmEngine.wasm(fromText: Guest().text)).hasPrefix(unusable))
        #expect(refusal([]).hasPrefix(unusable))
        let whole = try WasmEngine.wasm(fromText: Self.text)
        #expect(refusal(Array(whole.dropLast(9))).hasPrefix(unusable))
        #expect(
            refusal(whole + Array(repeating: 0, count: 65 << 20))
                == "effect ‘guest’ has \(whole.count + 65 << 20) bytes, more than the 67108864 that a module may have")
        var nested = "(component $c0 (core module $m) (core instance (instantiate $m)))"
        for level in 1...30 {
            nested = """
                (component $c\(level) \(nested) (instance (instantiate $c\(level - 1)))
                  (instance (instantiate $c\(level - 1))))
                """
        }
        #expect(try refusal(WasmEngine.wasm(fromText: nested)).contains("more than 50000 parts"))
    }

    @Test("and damaged in any way is refused or plays, and never crashes")
    func damaged() throws {
        let original = try WasmEngine.wasm(fromText: Self.text)
        let loader = try EffectLoader(cache: nil)
        var mutator = ModuleMutator(seed: 0x6e6e)
        var (refusedCount, playedCount) = (0, 0)
        for _ in 0..<300 {
            let wasm = mutator.mutate(original, splicing: original)
            do throws(EffectError) {
                let player = try Player(loader.loadGeneral(wasm, name: "guest", reasons: []))
                _ = player.play([[1], [2]])
                _ = player.instance.takeFault()
                playedCount += 1
            } catch {
                #expect(!error.description.isEmpty)
                refusedCount += 1
            }
        }
        #expect(refusedCount > 50)
        #expect(playedCount > 3)
    }
}
