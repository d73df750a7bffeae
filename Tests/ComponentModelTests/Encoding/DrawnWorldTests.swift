// Modules for drawn worlds, wrapped, and looked at by two validators. Any thread.

import ComponentBinary
import ComponentModel
import TestSupport
import Testing
import WIT
import WasmEngine

@Suite("A module wrapped as a component of a drawn world")
struct DrawnWorldTests {
    private static let world = "w"

    private static func name(in resolution: Resolution) -> QualifiedName { QualifiedName(resolution.mainName, world) }

    @Test(
        "is valid, imports what the module does, and exports what the world does", arguments: 0..<120 as Range<UInt64>)
    func valid(seed: UInt64) throws {
        var generator = WorldGenerator(seed: seed)
        let resolution = generator.resolution()
        let world = Self.name(in: resolution)
        let encoder = try ComponentEncoder(world: world, in: resolution)
        for naming in DummyModule.Naming.allCases {
            var dummy = DummyModule(world, in: resolution)
            dummy.naming = naming
            dummy.importShare = [1, 0.4, 0][Int(seed % 3)]
            dummy.hasOptionalExports = seed % 2 == 0
            dummy.random = SeededGenerator(seed: seed)
            let module = try WasmEngine.wasm(fromText: dummy.text())
            let bytes = try encoder.encode(module)
            #expect(try encoder.encode(module) == bytes)

            let component = try ValidatedComponent(parsing: bytes)
            #expect(component.component.coreModules[0].elementsEqual(module))
            #expect(component.exports.names == resolution.world(world)!.exports.map(\.externalName))
            let known = Set(resolution.world(world)!.imports.map(\.externalName))
            let types = resolution.world(world)!.types
            let own = Set(types.map(\.name) + types.flatMap(\.functions).map(\.externalName))
            #expect(component.imports.names.allSatisfy { known.contains($0) || own.contains($0) })
            _ = try WasmComponent(bytes, engine: EncodingGuests.engine.get())
        }
    }

    @Test("gives the same component by either naming, but for the module itself")
    func namings() throws {
        var generator = WorldGenerator(seed: 7)
        let resolution = generator.resolution()
        let world = Self.name(in: resolution)
        let encoder = try ComponentEncoder(world: world, in: resolution)
        let components = try DummyModule.Naming.allCases.map { naming in
            var dummy = DummyModule(world, in: resolution)
            dummy.naming = naming
            return try ValidatedComponent(parsing: encoder.encode(WasmEngine.wasm(fromText: dummy.text())))
        }
        #expect(components[0].imports.names == components[1].imports.names)
        #expect(components[0].exports.names == components[1].exports.names)
        #expect(components[0].component.sections.map(\.kind) == components[1].component.sections.map(\.kind))
    }
}
