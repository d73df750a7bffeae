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
                let scope = TypeScope.interface(QualifiedName(package.name, interface.name))
                let whole = try #require(resolution.interface(QualifiedName(package.name, interface.name)))
                // What an alias stood for may have to be taken over itself.
                let known = Set(whole.types.map(\.name))
                let items = interface.items.filter { item in
                    if case .type(let type) = item, case .use = type.kind { known.contains(type.name) } else { true }
                }
                #expect(
                    spell(items, in: scope, told.resolution)
                        .isSubset(of: spell(whole.items, in: scope, resolution)), hint)
            }
        }
        let own = QualifiedName(ComponentWorld.packageName, ComponentWorld.worldName)
        for direction in [World.Direction.import, .export] {
            let items = spell(told.world, direction, own, told.resolution)
            let others = spell(original, direction, name, resolution)
            #expect(direction == .export ? items == others : items.isSubset(of: others), hint)
        }
    }

    /// What a world has of its own, in words that are equal for what means the same.
    private func spell(
        _ world: World, _ direction: World.Direction, _ name: QualifiedName, _ resolution: Resolution
    ) -> Set<String> {
        var words = direction == .import ? spell(world.types.map { .type($0) }, in: .world(name), resolution) : []
        for item in world[direction] {
            switch item {
            case .interface: words.insert(item.externalName)
            case .inline(let interface):
                let scope = TypeScope.inline(in: name, direction, interface.name)
                words.formUnion(spell(interface.items, in: scope, resolution).map { "\(interface.name): \($0)" })
            case .function(let function):
                words.formUnion(spell([.function(function)], in: .world(name), resolution))
            }
        }
        return Set(words.map { $0.replacing("\(name)", with: "world") })
    }

    private func spell(_ items: [Interface.Item], in scope: TypeScope, _ resolution: Resolution) -> Set<String> {
        var words: Set<String> = []
        for item in items {
            switch item {
            case .function(let function):
                words.insert("\(function.externalName): \(resolution.signature(of: function, in: scope))")
            case .type(let type):
                words.insert("\(type.name) = \(resolution.spelledOut(type, in: scope))")
                for function in type.functions {
                    words.insert("\(function.externalName): \(resolution.signature(of: function, in: scope))")
                }
            }
        }
        return words
    }
}
