// What is found in a component's file.

import ComponentBinary
import ComponentModel
import Testing
import WasmEngine

@Suite struct ComponentInventoryTests {
    private func inventory(_ text: String) throws -> ComponentInventory {
        ComponentInventory(try Component(parsing: try WasmEngine.wasm(fromText: text)))
    }

    @Test func `modules and components are found at every depth, in the order of the file`() throws {
        let inventory = try inventory(
            """
            (component
              (core module $one)
              (component $a (core module $two) (component $b (core module $three) (core module $four)))
              (core module $five))
            """)
        #expect(inventory.coreModules.map(\.name) == ["one", "two", "three", "four", "five"])
        #expect(inventory.coreModules.map(\.depth) == [0, 1, 2, 2, 0])
        #expect(inventory.coreModules.allSatisfy { $0.bytes.starts(with: [0, 0x61, 0x73, 0x6d]) })
        #expect(inventory.coreModules.map(\.offset) == inventory.coreModules.map(\.offset).sorted())
        #expect(inventory.components.map(\.name) == ["a", "b"])
        #expect(inventory.components.map(\.depth) == [1, 2])
        #expect(inventory.components.map(\.coreModuleCount) == [1, 2])
    }

    @Test func `a component's names are those of its index spaces, whatever else is counted there`() throws {
        // The names that the text gives are in the component's own section; the binary modules here have none.
        let inventory = try inventory(
            #"""
            (component
              (import "m" (core module $imported))
              (core module $first binary "\00asm\01\00\00\00")
              (alias outer 0 $first (core module $aliased))
              (export $exported "e" (core module $aliased))
              (core module $second binary "\00asm\01\00\00\00"))
            """#)
        #expect(inventory.coreModules.map(\.name) == ["first", "second"])
    }

    @Test func `a name section that can't be read gives no name`() throws {
        for section in [#"\01\00"#, #"\00\05\09abc"#, #"\00\02\01\ff"#, ""] {
            let length = section.replacing(/\\../, with: "x").utf8.count + 5
            let contents = #"\00\#(format(length))\04name\#(section)"#
            let text = #"(component (core module binary "\00asm\01\00\00\00\#(contents)"))"#
            #expect(try inventory(text).coreModules.map(\.name) == [nil], "\(section)")
        }
    }

    private func format(_ length: Int) -> String { #"\"# + (length < 16 ? "0" : "") + String(length, radix: 16) }
}
