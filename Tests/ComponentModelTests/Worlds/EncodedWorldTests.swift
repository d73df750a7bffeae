// What a module is wrapped as, and what is then told of the component: the two have to mean the same.

import ComponentBinary
import ComponentModel
import TestSupport
import Testing
import WIT
import WasmEngine

@Suite("The world of a wrapped module")
struct EncodedWorldTests {
    @Test("is the one it was wrapped for, as far as it is used", arguments: 0..<100 as Range<UInt64>)
    func told(seed: UInt64) throws {
        var generator = WorldGenerator(seed: seed)
        let resolution = generator.resolution()
        let name = QualifiedName(resolution.mainName, "w")
        let original = try #require(resolution.world(name))
        var dummy = DummyModule(name, in: resolution)
        dummy.random = SeededGenerator(seed: seed)
        dummy.importShare = seed % 2 == 0 ? 1 : 0.5
        let bytes = try ComponentEncoder(world: name, in: resolution).encode(WasmEngine.wasm(fromText: dummy.text()))
        let told = try ValidatedComponent(parsing: bytes).world()
        let hint: Comment = "seed \(seed):\n\(told.text)\nof\n\(resolution.text)"

        #expect(told.world.exports.map(\.externalName) == original.exports.map(\.externalName), hint)
        for package in told.resolution.packages where package.name == name.package {
            for interface in package.interfaces {
                let whole = try #require(resolution.interface(QualifiedName(package.name, interface.name)))
                expect(interface.items, within: whole.items, hint)
            }
        }
        for direction in [World.Direction.import, .export] {
            var functions: [String: Function] = [:]
            var interfaces: [String: Interface] = [:]
            for item in original[direction] {
                switch item {
                case .function(let function): functions[function.name] = function
                case .inline(let interface): interfaces[interface.name] = interface
                case .interface: break
                }
            }
            for item in told.world[direction] {
                switch item {
                case .function(let function): #expect(function == functions[function.name], hint)
                case .inline(let interface):
                    expect(interface.items, within: try #require(interfaces[interface.name]).items, hint)
                case .interface(let item): #expect(resolution.interface(item.name) != nil, hint)
                }
            }
        }
        expect(told.world.types.map { .type($0) }, within: original.types.map { .type($0) }, hint)
    }

    /// Every item is one of the others; a resource may have fewer functions.
    private func expect(_ items: [Interface.Item], within others: [Interface.Item], _ hint: Comment) {
        var functions: Set<Function> = []
        var types: [String: WIT.TypeDefinition] = [:]
        for item in others {
            switch item {
            case .type(let type):
                types[type.name] = type
                functions.formUnion(type.functions)
            case .function(let function): functions.insert(function)
            }
        }
        for item in items {
            switch item {
            case .function(let function): #expect(functions.contains(function), hint)
            case .type(let type):
                if type.isResource {
                    #expect(types[type.name]?.isResource == true, hint)
                    #expect(functions.isSuperset(of: type.functions), hint)
                } else {
                    #expect(type == types[type.name], hint)
                }
            }
        }
    }
}
