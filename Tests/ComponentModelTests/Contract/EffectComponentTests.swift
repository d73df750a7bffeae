// Modules of effects as components. Any thread.

import ComponentBinary
import ComponentModel
import Testing
import WIT
import WasmEngine

@Suite("An effect's module as a component")
struct EffectComponentTests {
    private static let processor = """
        (memory (export "memory") 1)
        (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) unreachable)
        (func (export "cajon:effect/processor@0.1.0#describe") (result i32) unreachable)
        (func (export "cajon:effect/processor@0.1.0#configure") (param f32 i32 i32 i32) (result i32) unreachable)
        (func (export "cajon:effect/processor@0.1.0#set-parameter") (param i32 f32))
        (func (export "cajon:effect/processor@0.1.0#process") (param i64 i32 i32 i32 i32) (result i32) unreachable)
        (func (export "cajon:effect/processor@0.1.0#reset"))
        """
    private static let options = """
        (func (export "cajon:effect/settings@0.1.0#set-options") (param i32 i32) (result i32) unreachable)
        """
    private static let messages = """
        (func (export "cajon:effect/settings@0.1.0#receive") (param i32 i32) (result i32) unreachable)
        """
    private static let collect = "(func (export \"cajon:effect/maintenance@0.1.0#collect\"))"

    private static func component(_ fields: String...) throws -> ValidatedComponent {
        let module = try WasmEngine.wasm(fromText: "(module \(fields.joined(separator: "\n")))")
        let bytes = try EffectComponent.encode(module)
        _ = try WasmComponent(bytes, engine: EncodingGuests.engine.get())
        return try ValidatedComponent(parsing: bytes)
    }

    @Test("exports what it has of the optional interfaces")
    func exports() throws {
        let names = ["cajon:effect/processor@0.1.0", "cajon:effect/settings@0.1.0", "cajon:effect/maintenance@0.1.0"]
        #expect(try Self.component(Self.processor).exports.names == [names[0]])
        #expect(try Self.component(Self.processor, Self.options, Self.messages).exports.names == [names[0], names[1]])
        #expect(try Self.component(Self.processor, Self.collect).exports.names == [names[0], names[2]])
        let all = try Self.component(Self.processor, Self.options, Self.messages, Self.collect)
        #expect(all.exports.names == names)
        #expect(all.imports.names.isEmpty)
    }

    @Test("imports the log and kernels as it does itself")
    func imports() throws {
        let log = "(import \"cajon:effect/log@0.1.0\" \"write\" (func (param i32 i32 i32)))"
        let fetch = "(import \"cajon:script/kernels@0.1.0\" \"fetch\" (func (param i32 i32 i32) (result i32)))"
        #expect(try Self.component(log, Self.processor).imports.names == ["cajon:effect/log@0.1.0"])
        let names = ["cajon:effect/log@0.1.0", "cajon:script/kernels@0.1.0"]
        let component = try Self.component(fetch, log, Self.processor)
        #expect(component.imports.names == names)
        guard case .instance(let kernels) = component.imports[names[1]] else {
            Issue.record("kernels are no instance")
            return
        }
        #expect(component.types[kernels].exports.names == ["fetch"])
    }

    @Test("has an optional interface whole")
    func halves() throws {
        let error = #expect(throws: ComponentModelError.self) { try Self.component(Self.processor, Self.options) }
        #expect(error?.description == "the module has no export ‘cajon:effect/settings@0.1.0#receive’")
    }

    @Test("keeps to the contract's types, and imports nothing else")
    func broken() throws {
        let fields = Self.processor.replacing("(param i32 f32)", with: "(param i32 f64)")
        let error = #expect(throws: ComponentModelError.self) {
            try Self.component("(import \"env\" \"steal\" (func))", fields)
        }
        #expect(
            error?.description == """
                the module imports ‘steal’ of ‘env’, which the world doesn't have
                the module's export ‘cajon:effect/processor@0.1.0#set-parameter’ is a function (i32, f64) -> (); \
                expected a function (i32, f32) -> ()
                """)
    }
}
