// What is refused, with its reason, section and place; and that wasmtime refuses it, too.

import ComponentBinary
import TestSupport
import Testing
import WasmBinary
import WasmEngine

@Suite struct RefusalTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let section: ComponentSectionKind
        let reason: String
        /// Whether wasmtime takes it: then it is out of our scope, by name.
        var isOursAlone = false

        var testDescription: String { text }
    }

    @Test(arguments: Case.all)
    func `what makes no sense is refused by us as by wasmtime`(refused: Case) throws {
        let bytes = try WasmEngine.wasm(fromText: "(component \(refused.text))")
        let error = #expect(throws: ComponentBinaryError.self) { try ValidatedComponent(parsing: bytes) }
        #expect(error?.description.contains(refused.reason) == true, "\(error?.description ?? "")")
        #expect(error?.section == refused.section)
        #expect((1..<bytes.count).contains(error?.offset ?? 0))
        #expect((Oracle.shared.refusal(of: bytes) == nil) == refused.isOursAlone)
    }

    @Test func `an error says what, in which section and where`() throws {
        let bytes = try WasmEngine.wasm(fromText: "(component (import \"a\" (func)) (import \"A\" (func)))")
        let error = #expect(throws: ComponentBinaryError.self) { try ValidatedComponent(parsing: bytes) }
        #expect(
            error?.description == "among imports, ‘A’ and ‘a’ are too much alike (in the import section, at byte 33)")
    }

    @Test func `a mismatch tells the way to the place`() throws {
        let text = """
            (component
              (component $c (import "i" (instance (export "j" (instance (export "f" (func (param "x" u8))))))))
              (import "f" (func $f (param "x" u16)))
              (instance $j (export "f" (func $f)))
              (instance $i (export "j" (instance $j)))
              (instance (instantiate $c (with "i" (instance $i)))))
            """
        let error = #expect(throws: ComponentBinaryError.self) {
            try ValidatedComponent(parsing: try WasmEngine.wasm(fromText: text))
        }
        #expect(error?.description.hasPrefix("an instantiation: expected u8 at ‘i’, ‘j’, ‘f’, ‘x’, found u16") == true)
    }
}
