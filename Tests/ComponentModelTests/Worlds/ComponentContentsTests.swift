// What is in a component, listed.

import ComponentBinary
import ComponentModel
import Testing
import WasmBinary
import WasmEngine

@Suite("The contents of a component")
struct ComponentContentsTests {
    private func contents(_ text: String) throws -> (contents: ComponentContents, bytes: [UInt8]) {
        let bytes = try WasmEngine.wasm(fromText: text)
        return (ComponentContents(try Component(parsing: bytes)), bytes)
    }

    @Test("are its core modules, wherever they stand, with their places and names")
    func modules() throws {
        let (contents, bytes) = try contents(
            """
            (component
              (import "m" (core module))
              (core module $first (func (export "f")))
              (component $inner (core module (memory 1)) (component (core module $deep)))
              (component)
              (core module $inside)
              (import "i" (instance $i (export "c" (component)) (export "m" (core module))))
              (alias export $i "c" (component)) (alias export $i "m" (core module))
              (component $last (core module)))
            """)
        #expect(contents.coreModules.map(\.component) == [0, 1, 2, 0, 4])
        #expect(contents.coreModules.map(\.index) == [1, 0, 0, 2, 0])
        #expect(contents.coreModules.map(\.name) == ["first", nil, "deep", "inside", nil])
        #expect(contents.components.map(\.number) == [1, 2, 3, 4])
        #expect(contents.components.map(\.component) == [0, 1, 0, 0])
        #expect(contents.components.map(\.index) == [0, 0, 1, 3])
        #expect(contents.components.map(\.name) == ["inner", nil, nil, "last"])
        for module in contents.coreModules {
            let part = Array(bytes[module.offset..<module.offset + module.byteCount])
            #expect(throws: Never.self) { try ModuleSummary(parsing: part) }
        }
        for component in contents.components {
            #expect(bytes[component.offset...].starts(with: [0, 0x61, 0x73, 0x6d, 13, 0, 1, 0]))
        }
    }

    @Test("are a module's own name where the component has none for it")
    func ownName() throws {
        let module = try WasmEngine.wasm(fromText: "(module $mine (func))")
        let component = Component([.coreModule(module[...]), .coreModule(module.prefix(9))])
        #expect(ComponentContents(component).coreModules.map(\.name) == ["mine", nil])
    }

    @Test("are its imports and exports, with their kinds")
    func externs() throws {
        let (contents, _) = try contents(
            """
            (component
              (import "f" (func $f)) (import "t" (type (sub resource))) (import "a:b/c" (instance $i))
              (import "c" (component $c)) (import "m" (core module $m))
              (component (import "hidden" (func)))
              (export "g" (func $f)) (export "i" (instance $i)) (export "d" (component $c))
              (export "n" (core module $m)))
            """)
        #expect(contents.imports.map(\.name) == ["f", "t", "a:b/c", "c", "m"])
        #expect(contents.imports.map(\.kind) == [.function, .type, .instance, .component, .core(.module)])
        #expect(contents.exports.map(\.name) == ["g", "i", "d", "n"])
        #expect(contents.exports.map(\.kind) == [.function, .instance, .component, .core(.module)])
    }

    @Test("are its custom sections, with their sizes")
    func customSections() throws {
        let (contents, bytes) = try contents(
            """
            (component (@custom "one" "12345") (component (@custom "two" "")) (@custom "three" "x"))
            """)
        #expect(contents.customSections.map(\.name) == ["one", "two", "three"])
        #expect(contents.customSections.map(\.byteCount) == [5, 0, 1])
        #expect(contents.customSections.map(\.component) == [0, 1, 0])
        let first = try #require(contents.customSections.first)
        #expect(bytes[first.offset..<first.offset + first.byteCount].elementsEqual("12345".utf8))
    }

    @Test("have no end to their depth but that of the component")
    func depth() {
        var component = Component()
        for _ in 0..<2_000 { component = Component([.component(Located(component))]) }
        #expect(ComponentContents(component).components.map(\.component) == Array(0..<2_000))
    }
}
