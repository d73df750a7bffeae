// `cajon component`, as the author of a module uses it.

import ComponentBinary
import Foundation
import TestSupport
import Testing
import WasmEngine

@Suite("Making components on the command line")
struct ComponentCommandTests {
    private let shell: Shell

    init() throws {
        shell = try Shell()
        try shell.folder.write(
            WasmEngine.wasm(
                fromText: "(module (func (export \"run\") (result i32) i32.const 42) (func (export \"cm32p2||stop\")))"),
            "core.wasm")
        try shell.folder.write("package t:t@1.0.0;\nworld w { export run: func() -> u32; }\n", "wit/w.wit")
    }

    @Test("wraps a module, the same at each time")
    func wraps() throws {
        try shell.folder.write("package t:t;\nworld w { export run: func() -> u32; export stop: func(); }\n", "w.wit")
        let outcome = try shell.cajon("component", "new", "core.wasm", "--wit", "w.wit", "-o", "out.wasm")
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(outcome.text == "")
        #expect(outcome.error.wholeMatch(of: /out\.wasm: .* bytes, core\.wasm as a component of t:t\/w\n/) != nil)
        let component = try shell.folder.read("out.wasm")
        #expect(Component.isComponent(component))

        let again = try shell.cajon(
            "component", "new", "core.wasm", "--wit", "w.wit", "--world", "t:t/w", "-o", "again.wasm", "--json")
        #expect(again.status == 0)
        let json = try JSON(again.text)
        #expect(json.keys == ["bytes", "file", "output", "world"])
        #expect(json["world"].text == "t:t/w")
        #expect(try shell.folder.read("again.wasm") == component)
    }

    @Test("takes a package from a folder, with what it depends on and a feature")
    func folder() throws {
        try shell.folder.write("package d:d; interface i { f: func(); }", "wit/deps/d.wit")
        try shell.folder.write(
            """
            package t:t@1.0.0;
            world w { import d:d/i; export run: func() -> u32; @unstable(feature = halt) export stop: func(); }
            world v { }
            """, "wit/w.wit")
        let arguments = ["component", "new", "core.wasm", "--wit", "wit", "-o", "out.wasm"]
        let unnamed = try shell.program(arguments).run()
        #expect(unnamed.status == 64)
        #expect(unnamed.error == "cajon: wit: the package ‘t:t@1.0.0’ has ‘w’, ‘v’; --world says which\n")
        let without = try shell.program(arguments + ["--world", "w"]).run()
        #expect(without.status == 65)
        #expect(
            without.error == "cajon: core.wasm: the module exports ‘cm32p2||stop’, which the world doesn't have\n")
        let outcome = try shell.program(arguments + ["--world", "w", "--feature", "halt"]).run()
        #expect(outcome.status == 0, "\(outcome.error)")
    }

    @Test("shows where a text is wrong, by line, column and caret")
    func caret() throws {
        try shell.folder.write("package t:t;\nworld w { export run: func() -> u23; }\n", "bad.wit")
        let outcome = try shell.cajon("component", "new", "core.wasm", "--wit", "bad.wit", "-o", "out.wasm")
        #expect(outcome.status == 65)
        #expect(
            outcome.error.hasPrefix(
                """
                cajon: bad.wit, line 2, column 33: there is no type ‘u23’
                """))
        #expect(
            outcome.error.hasSuffix(
                """

                    world w { export run: func() -> u23; }
                                                    ^

                """))
        #expect(try shell.names() == ["bad.wit", "core.wasm", "wit"])
    }

    @Test("names all that a module lacks, and leaves what was there")
    func lacking() throws {
        try shell.folder.write(
            "package t:t;\nworld w { export a: func(); export b: func(); export stop: func(); }", "w.wit")
        try shell.folder.write("before", "out.wasm")
        let outcome = try shell.cajon("component", "new", "core.wasm", "--wit", "w.wit", "-o", "out.wasm")
        #expect(outcome.status == 65)
        #expect(
            outcome.error == """
                cajon: core.wasm:
                    the module has no export ‘cm32p2||a’
                    the module has no export ‘cm32p2||b’

                """)
        #expect(try shell.folder.read("out.wasm") == Array("before".utf8))
    }

    @Test("shows no more of a module's names than a terminal can bear")
    func hostileNames() throws {
        try shell.folder.write(
            WasmEngine.wasm(fromText: #"(module (import "\1b[2J\0aok" "x" (func)))"#), "hostile.wasm")
        let outcome = try shell.cajon("component", "new", "hostile.wasm", "--wit", "wit", "-o", "out.wasm")
        #expect(outcome.status == 65)
        #expect(outcome.error.contains("\n    the module imports ‘x’ of ‘ [2J ok’, which the world doesn't have\n"))
    }

    @Test("ends with the status for its cause")
    func statuses() throws {
        func status(_ arguments: String...) throws -> Int32? {
            try shell.program(["component", "new"] + arguments).run().status
        }
        #expect(try status("nope.wasm", "--wit", "wit", "-o", "out.wasm") == 66)
        #expect(try status("core.wasm", "--wit", "nope", "-o", "out.wasm") == 66)
        #expect(try status("core.wasm", "--wit", "wit", "-o", "core.wasm") == 64)
        #expect(try status("core.wasm", "--wit", "wit/w.wit", "-o", "wit/w.wit") == 64)
        #expect(try status("core.wasm", "--wit", "wit", "--world", "x", "-o", "out.wasm") == 65)
        #expect(try status("wit/w.wit", "--wit", "wit", "-o", "out.wasm") == 65)
        #expect(try status("core.wasm", "-o", "out.wasm") == 64)
        try shell.folder.write(
            WasmEngine.wasm(fromText: "(module (func (export \"run\") (result i32) i32.const 42))"), "run.wasm")
        #expect(try status("run.wasm", "--wit", "wit", "-o", "nowhere/out.wasm") == 74)
        #expect(try status("run.wasm", "--wit", "wit", "-o", "out.wasm") == 0)
    }
}
