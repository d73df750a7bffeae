// `cajon component unbundle`, as somebody uses it who got a component.

import Foundation
import TestSupport
import Testing
import WasmEngine

@Suite("Taking components apart on the command line")
struct ComponentUnbundleTests {
    private let shell: Shell

    init() throws {
        shell = try Shell()
        try write(Self.effect, "effect.wasm")
    }

    private func write(_ text: String, _ name: String) throws {
        try shell.folder.write(WasmEngine.wasm(fromText: text), name)
    }

    private static let effect = #"""
        (component
          (import "test:log/log@1.0.0" (instance $log (export "now" (func (result u32)))))
          (core module $main
            (import "log" "now" (func (result i32)))
            (func (export "run") (result i32) i32.const 42))
          (core func $now (canon lower (func $log "now")))
          (core instance $imports (export "now" (func $now)))
          (core instance $i (instantiate $main (with "log" (instance $imports))))
          (func $run (result u32) (canon lift (core func $i "run")))
          (component $wrapper
            (core module (func (export "unused")))
            (import "run" (func $f (result u32)))
            (export "run" (func $f)))
          (instance $exported (instantiate $wrapper (with "run" (func $run))))
          (export "test:effect/run" (instance $exported)))
        """#

    @Test("tells what is inside and that it needs no component engine")
    func listing() throws {
        let outcome = try shell.cajon("component", "unbundle", "effect.wasm")
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(outcome.error == "")
        let lines = outcome.text.split(separator: "\n").map(String.init)
        #expect(lines[0].hasPrefix("effect.wasm: component, "))
        for line in [
            "  test:log/log@1.0.0  interface", "  test:effect/run  interface",
            "Can be linked without a component engine, by a host that has what it imports:",
            "  1 core module, 1 instance, 1 host function, 1 exported function",
        ] {
            #expect(lines.contains(line), "\(line)")
        }
        #expect(lines.contains { $0.wholeMatch(of: #/  main\.wasm +main +[0-9]+ bytes +[0-9]+ +0/#) != nil })
        #expect(lines.contains { $0.wholeMatch(of: #/  module1\.wasm +- +[0-9]+ bytes +[0-9]+ +1/#) != nil })
        #expect(lines.contains { $0.wholeMatch(of: #/  wrapper +[0-9]+ +1 +1/#) != nil })
        #expect(try shell.names() == ["effect.wasm"])
    }

    @Test("tells the same as JSON")
    func json() throws {
        let json = try JSON(shell.cajon("component", "unbundle", "effect.wasm", "--json").text)
        #expect(json.keys == ["bytes", "components", "coreModules", "exports", "fastPath", "file", "imports"])
        #expect(json["coreModules"].count == 2)
        #expect(json["coreModules"][0]["file"].text == "main.wasm")
        #expect(json["coreModules"][1]["depth"].number == 1)
        #expect(json["components"][0]["name"].text == "wrapper")
        #expect(json["fastPath"]["isTaken"].number == 1)
        #expect(json["fastPath"]["hostFunctions"].number == 1)
        #expect(json["fastPath"]["reasons"].count == 0)
    }

    @Test("tells why a component engine is needed")
    func declined() throws {
        try write("(component (type (resource (rep i32))))", "resource.wasm")
        let outcome = try shell.cajon("component", "unbundle", "resource.wasm")
        #expect(outcome.status == 0)
        #expect(outcome.text.contains("Imports nothing."))
        #expect(outcome.text.contains("No core modules."))
        let reason = /\nNeeds a component engine:\n  the component defines a resource type itself \(at byte [0-9]+\)\n/
        #expect(outcome.text.firstMatch(of: reason) != nil, "\(outcome.text)")
        let json = try JSON(shell.cajon("component", "unbundle", "resource.wasm", "--json").text)
        #expect(json["fastPath"]["isTaken"].number == 0)
        #expect(json["fastPath"]["reasons"].count == 1)
    }

    @Test("writes the core modules into a folder that it makes")
    func extracts() throws {
        let outcome = try shell.cajon("component", "unbundle", "effect.wasm", "-o", "a/b")
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(outcome.text == "")
        #expect(outcome.error.hasPrefix("a/b/main.wasm: "))
        #expect(try shell.folder.names(below: "a/b") == ["main.wasm", "module1.wasm"])
        let engine = try WasmEngine()
        for name in ["main.wasm", "module1.wasm"] { try engine.validate(shell.folder.read("a/b/\(name)")) }
        let json = try JSON(shell.cajon("component", "unbundle", "effect.wasm", "-o", "c/", "--json").text)
        #expect(json["coreModules"].count == 2)
        #expect(try shell.folder.read("c/main.wasm") == shell.folder.read("a/b/main.wasm"))
    }

    @Test("replaces nothing unasked, and then writes nothing at all")
    func replacing() throws {
        try shell.folder.write("mine", "out/module1.wasm")
        let refused = try shell.cajon("component", "unbundle", "effect.wasm", "-o", "out")
        #expect(refused.status == 64)
        #expect(
            refused.error
                == "cajon: out/module1.wasm: is there already, so nothing was written; --force replaces it\n")
        #expect(try shell.folder.names(below: "out") == ["module1.wasm"])
        #expect(try shell.folder.read("out/module1.wasm") == Array("mine".utf8))
        let forced = try shell.cajon("component", "unbundle", "effect.wasm", "-o", "out", "--force")
        #expect(forced.status == 0, "\(forced.error)")
        #expect(try shell.folder.names(below: "out") == ["main.wasm", "module1.wasm"])
        #expect(try shell.folder.read("out/module1.wasm").starts(with: [0, 0x61, 0x73, 0x6d]))
    }

    @Test("never follows a link that is in the way, nor writes over the component")
    func links() throws {
        try shell.folder.write("mine", "secret")
        try FileManager.default.createDirectory(atPath: shell.folder.file("out"), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: shell.folder.file("out/main.wasm"), withDestinationPath: "../secret")
        #expect(try shell.cajon("component", "unbundle", "effect.wasm", "-o", "out").status == 64)
        #expect(try shell.cajon("component", "unbundle", "effect.wasm", "-o", "out", "--force").status == 0)
        #expect(try shell.folder.read("secret") == Array("mine".utf8))
        try write(Self.effect, "main.wasm")
        let over = try shell.cajon("component", "unbundle", "main.wasm", "-o", ".", "--force")
        #expect(over.status == 64)
        #expect(over.error.contains("both read and written"), "\(over.error)")
    }

    @Test("gives files no name that a stranger chose with care")
    func names() throws {
        let names = [
            "../evil", "-rf", ".hidden", "a b", "module7", "same", "Same", "wit-component:shim", "fine_1.2-x",
            String(repeating: "n", count: 65), "\u{1b}[2J", "core.wasm", "module3.wasm", ".wasm",
        ]
        func module(_ name: String) -> [UInt8] {
            let text = Array(name.utf8)
            let contents = [4] + Array("name".utf8) + [0, UInt8(text.count + 1), UInt8(text.count)] + text
            return [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 0, UInt8(contents.count)] + contents
        }
        var component: [UInt8] = [0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0]
        for module in names.map(module) { component += [1, UInt8(module.count)] + module }
        try shell.folder.write(component, "odd.wasm")
        let outcome = try shell.cajon("component", "unbundle", "odd.wasm", "-o", "out")
        #expect(outcome.status == 0, "\(outcome.error)")
        let expected = (0..<names.count).map { [8: "fine_1.2-x.wasm", 11: "core.wasm"][$0] ?? "module\($0).wasm" }
        #expect(try shell.folder.names(below: "out") == expected.sorted())
        let listing = try shell.cajon("component", "unbundle", "odd.wasm")
        #expect(!listing.text.contains("\u{1b}"))
        #expect(listing.text.contains("wit-component:shim"))
    }

    @Test("refuses what is no component, and folders that are files")
    func refusals() throws {
        try write("(module)", "core.wasm")
        let core = try shell.cajon("component", "unbundle", "core.wasm")
        #expect(core.status == 65)
        #expect(core.error == "cajon: core.wasm: it is a core module, not a component (at byte 4)\n")
        #expect(try shell.cajon("component", "unbundle", "absent.wasm").status == 66)
        let file = try shell.cajon("component", "unbundle", "effect.wasm", "-o", "core.wasm")
        #expect(file.status == 74)
        #expect(file.error == "cajon: core.wasm: is a file; name a folder\n")
        let force = try shell.cajon("component", "unbundle", "effect.wasm", "--force")
        #expect(force.status == 64)
        #expect(force.error == "cajon: --force is for --output\n")
    }
}
