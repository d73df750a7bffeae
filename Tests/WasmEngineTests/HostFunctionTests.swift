// What is granted to a module: linking, and calls from the guest into the host.
import Testing
import WasmEngine

@Suite struct HostFunctionTests {
    private static let guest = """
        (module
          (import "host" "write" (func $write (param i32 i32) (result i32)))
          (memory (export "memory") 1)
          (data (i32.const 16) "hello")
          (func (export "run") (result i32) (call $write (i32.const 16) (i32.const 5))))
        """

    private static func write(_ body: @escaping HostFunction.Body) -> HostFunction {
        HostFunction(
            module: "host", name: "write", signature: FunctionSignature([.i32, .i32], [.i32]), body: body)
    }

    @Test func `a call carries the store's user data, the guest's memory, arguments and results`() throws {
        struct Seen {
            var text = ""
            var valueCount = 0
            var callUserData: UnsafeMutableRawPointer?
        }
        let host = Self.write { userData, call, values, count in
            let seen = userData!.assumingMemoryBound(to: Seen.self)
            let memory = call.memory()!
            let bytes = memory[Int(values[0].u32)..<Int(values[0].u32 + values[1].u32)]
            seen.pointee = Seen(
                text: String(decoding: bytes, as: UTF8.self), valueCount: count, callUserData: call.userData)
            values[0] = RawValue(i32: -3)
            return true
        }
        var seen = Seen()
        try withUnsafeMutablePointer(to: &seen) { seen in
            let outcome = try Guests.run(
                Self.guest, signature: FunctionSignature([], [.i32]), hostFunctions: [host], userData: seen)
            #expect(outcome.value?.i32 == -3)
            #expect(seen.pointee.text == "hello")
            #expect(seen.pointee.valueCount == 2)
            #expect(seen.pointee.callUserData == UnsafeMutableRawPointer(seen))
        }
    }

    @Test func `a refused call traps, and says that the host refused`() throws {
        let outcome = try Guests.run(
            Self.guest, signature: FunctionSignature([], [.i32]), hostFunctions: [Self.write { _, _, _, _ in false }])
        let report = try #require(outcome.report)
        #expect(report.code == .host)
        #expect(report.message == "a host function refused the call")
        #expect(report.backtrace.count == 1)
        #expect(report.description == "the host refused a call it made in function 1")
    }

    @Test func `a call refused to a start function is a trap of that function`() throws {
        let guest = """
            (module (import "host" "write" (func $write (param i32 i32) (result i32)))
              (func $begin (drop (call $write (i32.const 1) (i32.const 2)))) (start $begin))
            """
        let template = try Guests.template(guest, [Self.write { _, _, _, _ in false }])
        var store = try Guests.store()
        let error = try #require(throws: WasmError.self) { try store.instantiate(template) }
        guard case .trap(let report) = error.kind else {
            Issue.record("\(error)")
            return
        }
        #expect(report.code == .host)
        #expect(report.backtrace.map(\.functionName) == ["begin"])
    }

    @Test func `a memory that the guest does not export can't be reached`() throws {
        let guest = Self.guest.replacing(#"(export "memory")"#, with: #"(export "other")"#)
        let host = Self.write { _, call, values, _ in
            values[0] = RawValue(i32: (call.memory() == nil ? 1 : 0) + (call.memory("other") == nil ? 0 : 2))
            return true
        }
        let outcome = try Guests.run(guest, signature: FunctionSignature([], [.i32]), hostFunctions: [host])
        #expect(outcome.value?.i32 == 3)
    }

    @Test func `an export of another kind is not taken for memory`() throws {
        let guest = Self.guest.replacing(
            #"(memory (export "memory") 1)"#, with: #"(memory 1) (func (export "memory"))"#)
        let host = Self.write { _, call, values, _ in
            values[0] = RawValue(i32: call.memory() == nil ? 1 : 0)
            return true
        }
        let outcome = try Guests.run(guest, signature: FunctionSignature([], [.i32]), hostFunctions: [host])
        #expect(outcome.value?.i32 == 1)
    }

    @Test func `an import that was not granted is refused by name before anything runs`() throws {
        let error = try #require(throws: WasmError.self) { try Guests.template(Self.guest) }
        #expect(error.kind == .missingImport)
        #expect(error.message.contains("'write' from 'host'"), "\(error)")
        #expect(error.message.contains("(i32, i32) -> i32"), "\(error)")
    }

    @Test func `an imported memory is refused like any other`() throws {
        let error = try #require(throws: WasmError.self) {
            try Guests.template(#"(module (import "a" "b" (memory 1)))"#)
        }
        #expect(error.kind == .missingImport)
    }

    @Test func `an import of another signature than the granted function is refused`() throws {
        let host = HostFunction(module: "host", name: "write", signature: FunctionSignature([.i32])) { _, _, _, _ in
            true
        }
        let error = try #require(throws: WasmError.self) { try Guests.template(Self.guest, [host]) }
        #expect(error.kind == .signatureMismatch)
        #expect(error.message.contains("(i32) -> ()"), "\(error)")
    }

    @Test func `a function may be imported twice, and granted ones left unused`() throws {
        let guest = """
            (module (import "host" "write" (func $a (param i32 i32) (result i32)))
              (import "host" "write" (func $b (param i32 i32) (result i32)))
              (func (export "run") (result i32)
                (i32.add (call $a (i32.const 1) (i32.const 2)) (call $b (i32.const 3) (i32.const 4)))))
            """
        let product = Self.write { _, _, values, _ in
            values[0] = RawValue(i32: values[0].i32 * values[1].i32)
            return true
        }
        let unused = HostFunction(module: "host", name: "unused", signature: FunctionSignature()) { _, _, _, _ in false
        }
        let outcome = try Guests.run(
            guest, signature: FunctionSignature([], [.i32]), hostFunctions: [unused, product])
        #expect(outcome.value?.i32 == 14)
    }

    @Test func `what a host function captures lives as long as its template and no longer`() throws {
        final class Witness: Sendable {}
        weak var witness: Witness?
        do {
            let captured = Witness()
            witness = captured
            let host = Self.write { _, _, values, _ in
                values[0] = RawValue(i32: captured === captured ? 1 : 0)
                return true
            }
            let template = try Guests.template(Self.guest, [host])
            #expect(template.module.imports.count == 1)
        }
        #expect(witness == nil)
    }
}
