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

    private static let emptyModule: [UInt8] = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]

    /// A module with nothing but a name section of those bytes.
    private func module(nameSection: [UInt8]) -> [UInt8] {
        Self.emptyModule + [0, UInt8(5 + nameSection.count), 4] + Array("name".utf8) + nameSection
    }

    private func inventory(_ sections: [Component.Section]) throws -> ComponentInventory {
        ComponentInventory(try Component(parsing: Component(sections).encoded()))
    }

    @Test func `a component's names are those of its index spaces, whatever else is counted there`() throws {
        let names = ComponentNames(sorts: [
            (.core(.module), [.init(index: 1, name: "first"), .init(index: 4, name: "second")]),
            (.component, [.init(index: 1, name: "inner")]),
        ])
        let inventory = try inventory([
            .coreTypes([Located(.module([]))]), .types([Located(.component([]))]),
            .imports([Located(Import(name: "m", .coreModule(0))), Located(Import(name: "c", .component(0)))]),
            .coreModule(Self.emptyModule[...]), .aliases([Located(.outer(.core(.module), count: 0, index: 1))]),
            .exports([Located(Export(name: "e", SortIndex(.core(.module), 1)))]), .coreModule(Self.emptyModule[...]),
            .component(Located(Component())), .custom(names.section),
        ])
        #expect(inventory.coreModules.map(\.name) == ["first", "second"])
        #expect(inventory.components.map(\.name) == ["inner"])
    }

    @Test func `a module's own name counts more than the component's for it`() throws {
        let names = ComponentNames(sorts: [(.core(.module), [.init(index: 0, name: "theirs")])])
        let module = module(nameSection: [0, 4, 3] + Array("own".utf8))
        let inventory = try inventory([.coreModule(module[...]), .custom(names.section)])
        #expect(inventory.coreModules.map(\.name) == ["own"])
    }

    @Test(arguments: [[], [1, 0], [0], [0, 5, 9, 0x61], [0, 2, 1, 0xff], [0, 0]] as [[UInt8]])
    func `a name section that can't be read gives no name`(section: [UInt8]) throws {
        let inventory = try inventory([.coreModule(module(nameSection: section)[...])])
        #expect(inventory.coreModules.map(\.name) == [nil])
    }
}
