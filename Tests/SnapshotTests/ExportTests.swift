// What a snapshot exports.
import Snapshot
import Testing
import WasmBinary
import WasmEngine

@Suite struct ExportTests {
    private static let text = """
        (module (memory (export "memory") 1)
          (func (export "_initialize")) (func $init (export "wizer-initialize"))
          (func (export "a")) (func (export "b")))
        """

    private func exports(keeping: Bool = false, _ renames: [(String, String)] = []) throws -> [String] {
        var options = SnapshotOptions()
        options.keepsInitFunction = keeping
        options.renames = renames.map { .init(newName: $0.0, oldName: $0.1) }
        let module = try ModuleBinary(parsing: Subject.snapshot(Self.text, options).bytes)
        return zip(module.summary.exports, module.layout.exports).map { "\($0.name) \($1.index)" }
    }

    @Test func `neither the initialisation nor _initialize is exported any more`() throws {
        #expect(try exports() == ["memory 0", "a 2", "b 3"])
    }

    @Test func `the initialisation can be kept, _initialize never`() throws {
        #expect(try exports(keeping: true) == ["memory 0", "wizer-initialize 1", "a 2", "b 3"])
    }

    @Test func `a renamed function takes the place of what had its new name`() throws {
        #expect(try exports([("c", "a")]) == ["memory 0", "c 2", "b 3"])
        #expect(try exports([("b", "a")]) == ["memory 0", "b 2"])
        #expect(try exports([("a", "b"), ("b", "a")]) == ["memory 0", "b 2", "a 3"])
        #expect(try exports([("_initialize", "a")]) == ["memory 0", "_initialize 2", "b 3"])
        #expect(try exports([("memory", "a")]) == ["memory 2", "b 3"])
    }

    @Test func `names that look alike but differ in bytes are different exports`() throws {
        var options = SnapshotOptions()
        options.renames = [.init(newName: "x", oldName: "K")]
        let text = """
            (module (func (export "wizer-initialize")) (func (export "K")) (func (export "\u{212a}")))
            """
        let module = try ModuleBinary(parsing: Subject.snapshot(text, options).bytes)
        #expect(module.summary.exports.map { Array($0.name.utf8) } == [Array("x".utf8), Array("\u{212a}".utf8)])
    }

    @Test func `a function that only its export declared can still be referred to`() throws {
        let text = """
            (module (table $t 1 funcref)
              (func $init (export "wizer-initialize"))
              (func (export "main") (table.set $t (i32.const 0) (ref.func $init))))
            """
        let snapshot = try Subject.snapshot(text)
        #expect(try Subject.state(snapshot.bytes, calling: ["main"]).tables.map(\.elements) == [[0]])
    }
}
