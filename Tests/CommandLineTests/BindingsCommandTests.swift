// `cajon bindings`, as the author of a guest uses it.

import TestSupport
import Testing

@Suite("Bindings on the command line")
struct BindingsCommandTests {
    private let shell: Shell

    init() throws {
        shell = try Shell()
        try shell.folder.write("package t:t; world w { export run: func(text: string) -> u32; }\n", "w.wit")
    }

    @Test("are written for C and for Swift, and only the files' names are said")
    func writes() throws {
        let c = try shell.cajon("bindings", "c", "w.wit", "--world", "w")
        #expect(c.status == 0, "\(c.error)")
        #expect(c.text == "")
        #expect(c.error.hasSuffix("w.h\n"))
        let header = String(decoding: try shell.folder.read("w.h"), as: UTF8.self)
        #expect(header.contains("uint32_t t_t_run(t_t_string text);"))
        let made = try shell.cajon("bindings", "c", "w.wit", "--world", "w", "-o", "new/folder")
        #expect(made.status == 0, "\(made.error)")
        #expect(try shell.folder.names(below: "new/folder") == ["w.h"])
        try shell.folder.write("", "glue/old")
        let swift = try shell.cajon(
            "bindings", "swift", "w.wit", "--world", "t:t/w", "-o", "glue", "--prefix", "p", "--module", "CP")
        #expect(swift.status == 0, "\(swift.error)")
        #expect(try shell.folder.names(below: "glue") == ["W.swift", "module.modulemap", "old", "p_w.h"])
        #expect(String(decoding: try shell.folder.read("glue/W.swift"), as: UTF8.self).contains("import CP\n"))
    }

    @Test("are not made of what is wrong, which is shown with a caret, nor of a world that isn't there")
    func refuses() throws {
        try shell.folder.write("package t:t;\nworld w { export run: func() -> u33; }\n", "wrong.wit")
        let wrong = try shell.program(["bindings", "c", "wrong.wit", "--world", "w"]).run()
        #expect(wrong.status == 65)
        #expect(wrong.error.contains("wrong.wit, line 2, column 33: "))
        #expect(
            wrong.error.contains(
                "\n    world w { export run: func() -> u33; }\n" + String(repeating: " ", count: 36) + "^"))
        let missing = try shell.program(["bindings", "c", "none.wit", "--world", "w"]).run()
        #expect(missing.status == 66)
        let world = try shell.program(["bindings", "c", "w.wit", "--world", "v"]).run()
        #expect(world.status == 65)
        #expect(world.error == "cajon: w.wit: there is no world ‘v’; there are: ‘w’\n")
        let prefix = try shell.program(["bindings", "c", "w.wit", "--world", "w", "--prefix", "1"]).run()
        #expect(prefix.status == 64)
        let module = try shell.program(["bindings", "c", "w.wit", "--world", "w", "--module", "M"]).run()
        #expect(module.status == 64)
        for name in ["", "../x", "a b", "x { header \"/etc/passwd\" }"] {
            let module = try shell.program(["bindings", "swift", "w.wit", "--world", "w", "--module", name]).run()
            #expect(module.status == 64, "\(name)")
        }
        #expect(try shell.folder.names() == ["w.wit", "wrong.wit"])
    }
}
