// Modules: what they say of themselves, and what becomes of bytes that are none.
import Testing
import WasmEngine

@Suite struct WasmModuleTests {
    @Test func `imports and exports carry their names and types`() throws {
        let module = try Guests.module(
            """
            (module
              (import "env" "ping" (func (param i32 i64 f32 f64) (result f64)))
              (import "env" "mémoire" (memory 2 3))
              (memory $m (import "env" "x") 1)
              (func (export "v") (param v128 funcref) (result v128) local.get 0)
              (func (export "two") (result i32 f32) i32.const 1 f32.const 2)
              (table (export "t") 3 10 funcref)
              (global (export "g") (mut f32) (f32.const 0))
              (global (export "") i64 (i64.const 0)))
            """.replacing("(memory $m (import \"env\" \"x\") 1)", with: ""))
        #expect(
            module.imports == [
                ModuleImport(
                    module: "env", name: "ping",
                    type: .function(FunctionSignature([.i32, .i64, .f32, .f64], [.f64]))),
                ModuleImport(
                    module: "env", name: "mémoire",
                    type: .memory(MemoryType(minimumPages: 2, maximumPages: 3, is64Bit: false))),
            ])
        #expect(
            module.exports == [
                ModuleExport(name: "v", type: .function(FunctionSignature([.v128, .funcref], [.v128]))),
                ModuleExport(name: "two", type: .function(FunctionSignature([], [.i32, .f32]))),
                ModuleExport(name: "t", type: .table(element: .funcref)),
                ModuleExport(name: "g", type: .global(.f32, isMutable: true)),
                ModuleExport(name: "", type: .global(.i64, isMutable: false)),
            ])
        #expect(module.compilation == .compiled)
        #expect(module.export("two")?.type.description == "function () -> (i32, f32)")
    }

    @Test(arguments: [[], [0], [0x00, 0x61, 0x73, 0x6D], Array("(module)".utf8), [0, 0x61, 0x73, 0x6D, 13, 0, 1, 0]])
    func `bytes that are no module are refused`(bytes: [UInt8]) throws {
        let error = try #require(throws: WasmError.self) { try WasmModule(bytes, engine: Guests.engine.get()) }
        #expect(error.kind == .invalidModule)
    }

    @Test func `text is not taken for a module`() throws {
        #expect(throws: WasmError.self) { try WasmModule(Array("(module)".utf8), engine: Guests.engine.get()) }
    }

    @Test func `an invalid body is refused with its function and offset`() throws {
        let error = try #require(throws: WasmError.self) {
            try Guests.module("(module (func $broken (result i32) f32.const 1))")
        }
        #expect(error.kind == .invalidModule)
        #expect(error.message.contains("broken"), "\(error)")
        #expect(error.message.contains("offset"), "\(error)")
        #expect(!error.message.contains("\n"), "\(error)")
    }

    @Test func `a memory or table larger than any slot is refused before anything runs`() throws {
        for text in ["(module (memory 65536))", "(module (table 9000000 funcref))"] {
            let error = try #require(throws: WasmError.self) { try Guests.module(text) }
            #expect(error.kind == .invalidModule)
        }
    }

    @Test func `several threads may instantiate one module at once`() async throws {
        let template = try Guests.template(
            #"(module (func (export "run") (param i32) (result i32) (i32.mul (local.get 0) (local.get 0))))"#)
        try await withThrowingTaskGroup(of: Int32.self) { group in
            for number in Int32(0)..<64 {
                group.addTask {
                    var store = try Guests.store()
                    let instance = try store.instantiate(template)
                    let run = try store.function("run", of: instance, signature: FunctionSignature([.i32], [.i32]))
                    var value = RawValue(i32: number)
                    try #require(store.call(run, &value, count: 1) == nil)
                    return value.i32 - number * number
                }
            }
            for try await difference in group { #expect(difference == 0) }
        }
    }
}
