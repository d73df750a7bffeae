// What a snapshot can't carry is refused, with the reason and the place.
import EffectHost
import Snapshot
import Testing
import WasmBinary
import WasmEngine

@Suite struct RefusalTests {
    private static let start = "(func (export \"wizer-initialize\"))"

    /// The offset of the refusal is where the bytes `marker` first stand.
    private func check(_ text: String, _ expected: Refusal, at marker: [UInt8]) throws {
        let wasm = try WasmEngine.wasm(fromText: text)
        let error = try #require(try Subject.refusal(text), "\(text)")
        guard case .refused(let refusal, let offset) = error.kind else {
            Issue.record("\(error)")
            return
        }
        #expect(refusal == expected)
        #expect(Array(wasm[offset...].prefix(marker.count)) == marker)
        #expect(error.description.hasSuffix("(at byte \(offset))"))
    }

    @Test func `imports of anything but functions`() throws {
        try check(
            "(module (import \"m\" \"g\" (global i32)) \(Self.start))", .importedGlobal("m g"), at: [1, 0x6d, 1, 0x67])
        try check(
            "(module (import \"m\" \"t\" (table 1 funcref)) \(Self.start))", .importedTable("m t"),
            at: [1, 0x6d, 1, 0x74])
        try check(
            "(module (import \"m\" \"n\" (memory 1)) \(Self.start))", .importedMemory("m n"), at: [1, 0x6d, 1, 0x6e])
        try check(
            "(module (import \"m\" \"e\" (tag)) \(Self.start))", .importedTag("m e"), at: [1, 0x6d, 1, 0x65])
    }

    @Test func `a shared memory`() throws {
        try check("(module (memory 1) (memory 1 2 shared) \(Self.start))", .sharedMemory, at: [3, 1, 2])
    }

    @Test func `mutable globals that hold references`() throws {
        try check(
            "(module (global (mut funcref) (ref.null func)) \(Self.start))", .mutableReferenceGlobal(.funcref),
            at: [0x70, 1, 0xd0])
        try check(
            "(module (global (mut externref) (ref.null extern)) \(Self.start))", .mutableReferenceGlobal(.externref),
            at: [0x6f, 1, 0xd0])
    }

    @Test func `segments that are dropped`() throws {
        try check("(module (memory 1) (data \"x\") (func data.drop 0) \(Self.start))", .dataDrop, at: [0xfc, 9, 0])
        try check("(module (elem func) (func elem.drop 0) \(Self.start))", .elemDrop, at: [0xfc, 13, 0])
    }

    @Test(
        arguments: [
            ("table.set", "(table.set 0 (i32.const 0) (ref.null extern))", [0x26, 0]),
            ("table.grow", "(drop (table.grow 0 (ref.null extern) (i32.const 0)))", [0xfc, 15, 0]),
            ("table.fill", "(table.fill 0 (i32.const 0) (ref.null extern) (i32.const 0))", [0xfc, 17, 0]),
            ("table.copy", "(table.copy 0 0 (i32.const 0) (i32.const 0) (i32.const 0))", [0xfc, 14, 0, 0]),
            ("table.init", "(table.init 0 0 (i32.const 0) (i32.const 0) (i32.const 0))", [0xfc, 12, 0, 0]),
        ] as [(String, String, [UInt8])])
    func `instructions that change a table of other references`(
        name: String, instruction: String, marker: [UInt8]
    ) throws {
        try check(
            "(module (table 1 externref) (elem externref (ref.null extern)) (func \(instruction)) \(Self.start))",
            .tableMutation(name), at: marker)
    }

    @Test func `garbage-collected objects`() throws {
        let text = "(module (func (drop (ref.i31 (i32.const 1)))) \(Self.start))"
        try check(text, .garbageCollection, at: [0xfb, 0x1c])
    }

    @Test func `exports under the names that snapshotting uses`() throws {
        let name = "\(Instrumented.reservedPrefix)global-0"
        let text = "(module (memory (export \"\(name)\") 1) \(Self.start))"
        try check(text, .reservedExport(name), at: [UInt8(name.utf8.count)] + Array(name.utf8))
    }

    @Test func `an initialisation function that is missing, is none, or takes or returns something`() throws {
        let missing = SnapshotError(.missingFunction("wizer-initialize"))
        #expect(try Subject.refusal("(module)") == missing)
        #expect(try Subject.refusal("(module (memory (export \"wizer-initialize\") 1))") == missing)
        let takes = try Subject.refusal("(module (func (export \"wizer-initialize\") (param i32)))")
        #expect(takes == SnapshotError(.wrongSignature("wizer-initialize", found: "(i32) -> ()")))
        let returns = try Subject.refusal(
            "(module (func (export \"_initialize\") (result i32) i32.const 0) \(Self.start))")
        #expect(returns == SnapshotError(.wrongSignature("_initialize", found: "() -> (i32)")))
    }

    @Test func `what is invalid is told apart from what is refused`() throws {
        let invalid = try Subject.refusal("(module (func (result i64) i32.const 1) \(Self.start))")
        guard case .invalid(let reason) = invalid?.kind else {
            Issue.record("\(String(describing: invalid))")
            return
        }
        #expect(reason.contains("offset 0x"))
        #expect(throws: SnapshotError(.malformed(WasmBinaryError(.notWebAssembly, at: 0)))) {
            try Subject.snapshot([1, 2, 3])
        }
    }

    @Test(arguments: [
        ("unreachable", "unreachable"), ("(loop br 0)", "it took longer than 2000 ms"),
        ("(call $f)", "it called the import ‘f’ of ‘m’, which is not supplied while a module is initialised"),
        ("(call $deep)", "its stack overflowed"),
        ("(drop (i32.load (i32.const 65536)))", "it accessed memory out of bounds"),
    ])
    func `an initialisation that fails says why`(body: String, reason: String) throws {
        let module = """
            (import "m" "f" (func $f)) (memory 1)
            (func $deep (call $deep) (call $deep))
            """
        for (name, text) in [
            ("wizer-initialize", "(module \(module) (func (export \"wizer-initialize\") \(body)))"),
            ("_initialize", "(module \(module) \(Self.start) (func (export \"_initialize\") \(body)))"),
            ("start", "(module \(module) \(Self.start) (func $s \(body)) (start $s))"),
        ] {
            let error = try #require(try Subject.refusal(text))
            guard case .failed(name, let found) = error.kind else {
                Issue.record("\(error)")
                continue
            }
            #expect(found.contains(reason), "\(found)")
        }
    }

    @Test func `memory beyond the limit`() throws {
        let error = try #require(try Subject.refusal("(module (memory 1025) \(Self.start))"))
        guard case .instantiation = error.kind else {
            Issue.record("\(error)")
            return
        }
        // Several memories share it.
        #expect(try Subject.refusal("(module (memory 600) (memory 600) \(Self.start))") != nil)
        #expect(try Subject.refusal("(module (memory 500) (memory 500) \(Self.start))") == nil)
        // Growing beyond it is the module's to handle.
        let grown = try Subject.snapshot(
            """
            (module (memory 1) (global $g (mut i32) (i32.const 0))
              (func (export "wizer-initialize") (global.set $g (memory.grow (i32.const 1024)))))
            """)
        #expect(grown.state.globals.map(\.low) == [0xffff_ffff])
    }

    @Test func `renames of what isn't there, or to one name twice`() throws {
        func error(_ renames: [(String, String)]) throws -> SnapshotError? {
            var options = SnapshotOptions()
            options.renames = renames.map { .init(newName: $0.0, oldName: $0.1) }
            return try Subject.refusal("(module \(Self.start) (func (export \"a\")) (func (export \"b\")))", options)
        }
        #expect(try error([("x", "c")]) == SnapshotError(.missingFunction("c")))
        #expect(try error([("x", "a"), ("x", "b")]) == SnapshotError(.duplicateRename("x")))
        #expect(try error([("x", "a"), ("y", "a")]) == SnapshotError(.duplicateRename("a")))
        #expect(try error([("b", "a"), ("a", "b")]) == nil)
    }
}
