// Damaged modules, fed to the compiler: each compiles or is refused, and the process lives.
import TestSupport
import Testing
import WasmEngine

@Suite struct MutatedModuleTests {
    @Test func `a damaged module compiles or is refused, and never crashes`() throws {
        let originals = try SampleModules.texts.map { try WasmEngine.wasm(fromText: $0) }
        let engine = try Guests.engine.get()
        var mutator = ModuleMutator(seed: 0xC0FFEE)
        var refusedCount = 0
        var compiledCount = 0
        for round in 0..<5000 {
            let damaged = mutator.mutate(originals[round % originals.count], splicing: originals[(round + 1) % 2])
            do {
                let module = try WasmModule(damaged, engine: engine)
                compiledCount += 1
                // What compiles may want anything; only the types are read, which must not crash either.
                #expect(module.exports.count <= damaged.count)
            } catch {
                refusedCount += 1
                #expect(error.kind == .invalidModule)
                #expect(!error.message.isEmpty)
            }
        }
        // A suite that only ever saw one outcome would prove little.
        #expect(refusedCount > 100)
        #expect(compiledCount > 20)
    }
}
