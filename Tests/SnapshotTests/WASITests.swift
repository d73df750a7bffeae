// What an initialisation finds of a system, when it is allowed to look.
import EffectHost
import Snapshot
import Synchronization
import Testing
import WasmEngine

@Suite struct WASITests {
    private final class Output: Sendable {
        let text = Mutex<[String]>([])

        func append(_ descriptor: Int, _ bytes: [UInt8]) {
            text.withLock { $0.append("\(descriptor): \(String(decoding: bytes, as: UTF8.self))") }
        }
    }

    /// A module that calls one WASI function and stores its result at 0.
    private func text(
        _ name: String, _ type: String, _ arguments: String, memory: String = "(memory (export \"memory\") 1)"
    )
        -> String
    {
        """
        (module (import "wasi_snapshot_preview1" "\(name)" (func $call \(type))) \(memory)
          (data (i32.const 16) "\\20\\00\\00\\00\\05\\00\\00\\00\\25\\00\\00\\00\\01\\00\\00\\00hello\\n")
          (func (export "wizer-initialize") (i32.store (i32.const 0) (call $call \(arguments)))))
        """
    }

    private func snapshot(_ text: String, output: Output = Output()) throws -> SnapshotModule {
        let engine = try WasmSnapshotEngine(wasi: WASIStub { output.append($0, $1) })
        return try Snapshotter(engine).snapshot(WasmEngine.wasm(fromText: text))
    }

    /// The 32-bit word at an address of the snapshot's memory.
    private func word(_ snapshot: SnapshotModule, _ address: Int) -> UInt32 {
        var memory = [UInt8](repeating: 0, count: snapshot.state.memories[0].pageCount << 16)
        memory.withUnsafeMutableBytes { snapshot.state.memories[0].write(to: $0) }
        return memory[address..<address + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    private static let four = "(param i32 i32 i32 i32) (result i32)"
    private static let two = "(param i32 i32) (result i32)"

    @Test func `without being allowed, a call ends the initialisation, and an import alone does not`() throws {
        let called = text("sched_yield", "(result i32)", "")
        let error = try #require(try Subject.refusal(called))
        #expect(
            error.description
                == "‘wizer-initialize’ failed: it called the import ‘sched_yield’ of ‘wasi_snapshot_preview1’, "
                + "which is not supplied while a module is initialised")
        let imported = """
            (module (import "wasi_snapshot_preview1" "sched_yield" (func (result i32)))
              (func (export "wizer-initialize")))
            """
        #expect(try Subject.refusal(imported) == nil)
    }

    @Test func `what is written to standard output and error is handed over`() throws {
        let output = Output()
        let written = try snapshot(
            text("fd_write", Self.four, "(i32.const 2) (i32.const 16) (i32.const 2) (i32.const 8)"), output: output)
        #expect(output.text.withLock { $0 } == ["2: hello\n"])
        #expect(word(written, 0) == 0)
        #expect(word(written, 8) == 6)
        let file = try snapshot(
            text("fd_write", Self.four, "(i32.const 3) (i32.const 16) (i32.const 2) (i32.const 8)"), output: output)
        #expect(word(file, 0) == 8)
        #expect(output.text.withLock { $0.count } == 1)
    }

    @Test func `clocks stand still and random numbers repeat`() throws {
        let clock = text(
            "clock_time_get", "(param i32 i64 i32) (result i32)", "(i32.const 0) (i64.const 1) (i32.const 8)")
        let time = try snapshot(clock)
        #expect(UInt64(word(time, 12)) << 32 | UInt64(word(time, 8)) == 946_684_800_000_000_000)
        let random = text("random_get", Self.two, "(i32.const 1000) (i32.const 64)")
        let first = try snapshot(random)
        #expect(try snapshot(random).bytes == first.bytes)
        #expect(word(first, 1000) != 0)
        #expect(word(first, 1060) != word(first, 1000))
    }

    @Test func `there are no arguments, variables, files or sockets`() throws {
        for name in ["args_sizes_get", "environ_sizes_get"] {
            let sizes = try snapshot(text(name, Self.two, "(i32.const 16) (i32.const 20)"))
            #expect([word(sizes, 0), word(sizes, 16), word(sizes, 20)] == [0, 0, 0])
        }
        let expected: [(String, String, String, UInt32)] = [
            ("fd_prestat_get", Self.two, "(i32.const 3) (i32.const 0)", 8),
            ("path_unlink_file", "(param i32 i32 i32) (result i32)", "(i32.const 3) (i32.const 0) (i32.const 0)", 8),
            ("sock_shutdown", Self.two, "(i32.const 3) (i32.const 0)", 52),
            ("fd_read", Self.four, "(i32.const 0) (i32.const 16) (i32.const 2) (i32.const 8)", 0),
            (
                "fd_seek", "(param i32 i64 i32 i32) (result i32)",
                "(i32.const 1) (i64.const 0) (i32.const 0) (i32.const 0)", 70
            ),
            ("fd_close", "(param i32) (result i32)", "(i32.const 9)", 8),
        ]
        for (name, type, arguments, result) in expected {
            #expect(word(try snapshot(text(name, type, arguments)), 0) == result, "\(name)")
        }
    }

    @Test func `addresses beyond the memory are errors, not accesses`() throws {
        let expected: [(String, String, String, UInt32)] = [
            ("random_get", Self.two, "(i32.const -8) (i32.const 64)", 21),
            ("random_get", Self.two, "(i32.const 0) (i32.const -1)", 28),
            ("args_sizes_get", Self.two, "(i32.const 8) (i32.const 65533)", 21),
            ("fd_write", Self.four, "(i32.const 1) (i32.const -4) (i32.const 2) (i32.const 8)", 21),
            ("fd_write", Self.four, "(i32.const 1) (i32.const 16) (i32.const 2) (i32.const -1)", 21),
            ("fd_write", Self.four, "(i32.const 1) (i32.const 20) (i32.const 1) (i32.const 8)", 0),
        ]
        for (name, type, arguments, result) in expected {
            #expect(word(try snapshot(text(name, type, arguments)), 0) == result, "\(name) \(arguments)")
        }
    }

    @Test func `a module without a memory, or with another type of function, is told`() throws {
        #expect(throws: SnapshotError.self) {
            try snapshot(text("random_get", Self.two, "(i32.const 0) (i32.const 1)", memory: "(memory 1)"))
        }
        let error = try #require(throws: SnapshotError.self) {
            try snapshot(text("random_get", "(param i64) (result i32)", "(i64.const 0)"))
        }
        guard case .instantiation(let reason) = error.kind else {
            Issue.record("\(error)")
            return
        }
        #expect(reason.contains("random_get"))
    }

    @Test func `proc_exit ends the initialisation`() throws {
        let text = """
            (module (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
              (memory (export "memory") 1)
              (func (export "wizer-initialize") (call $exit (i32.const 0))))
            """
        let error = try #require(throws: SnapshotError.self) { try snapshot(text) }
        #expect(error.description.contains("the host refused a call it made"))
    }
}
