// Damaged core modules, wrapped. Any thread.

import ComponentModel
import TestSupport
import Testing
import WIT
import WasmEngine

@Suite("A damaged core module")
struct EncodingMutationTests {
    @Test("is refused, or wrapped to a component that is as good as the module", arguments: 0..<6 as Range<UInt64>)
    func mutants(seed: UInt64) throws {
        var generator = WorldGenerator(seed: 40 + seed)
        let resolution = generator.resolution()
        let world = QualifiedName(resolution.mainName, "w")
        let encoder = try ComponentEncoder(world: world, in: resolution)
        var dummy = DummyModule(world, in: resolution)
        let modules = try DummyModule.Naming.allCases.map { naming in
            dummy.naming = naming
            return try WasmEngine.wasm(fromText: dummy.text())
        }
        var mutator = ModuleMutator(seed: seed)
        let engine = try EncodingGuests.engine.get()
        var refusedCount = 0
        for index in 0..<200 {
            let mutant = mutator.mutate(modules[index % 2], splicing: modules[(index + 1) % 2])
            do throws(ComponentModelError) {
                let component = try encoder.encode(mutant)
                guard (try? WasmModule(mutant, engine: engine)) != nil else { continue }
                #expect(throws: Never.self) { try WasmComponent(component, engine: engine) }
            } catch {
                refusedCount += 1
                // What fits the world is only refused where the module is to blame.
                guard case .binary(let error) = error.kind else { continue }
                #expect((try? WasmModule(mutant, engine: engine)) == nil, "\(error): \(mutant)")
            }
        }
        #expect(refusedCount > 100)
    }
}
