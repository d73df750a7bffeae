// Damaged modules, as many as the suite has time for: each is refused, fails, or gives a valid snapshot.
import ComponentBinary
import EffectHost
import Foundation
import Snapshot
import TestSupport
import Testing
import WasmBinary
import WasmEngine

@Suite struct MutatedModuleTests {
    private static let generatedRounds = 7_000
    private static let effectRounds = 3_000

    /// What became of many mutants: a suite that only ever saw one outcome would prove little.
    private struct Tally {
        var refusedCount = 0
        var invalidCount = 0
        var failedCount = 0
        var snapshotCount = 0
    }

    @Test func `made from generated modules are handled`() throws {
        var generator = ModuleGenerator(seed: 0x4d07)
        let originals = try (0..<40).map { _ in try WasmEngine.wasm(fromText: generator.text()) }
        let tally = try run(originals, SnapshotOptions(), rounds: Self.generatedRounds, seed: 0x4d08)
        #expect(tally.refusedCount > 1_000)
        #expect(tally.invalidCount > 300)
        #expect(tally.failedCount > 100)
        #expect(tally.snapshotCount > 500)
    }

    @Test func `made from what ships with Cajon are handled`() throws {
        let originals = try ["gain", "filter"].map { name in
            Array(try Component(parsing: [UInt8](Data(contentsOf: URL(filePath: Stage.effect(name))))).coreModules[0])
        }
        var options = SnapshotOptions()
        options.initFunction = "cajon:effect/processor@0.1.0#reset"
        let tally = try run(originals, options, rounds: Self.effectRounds, seed: 0x4d09)
        #expect(tally.refusedCount > 100)
        #expect(tally.invalidCount > 100)
        #expect(tally.snapshotCount > 20)
    }

    @Test func `cut off anywhere are refused, up to where nothing but names is missing`() throws {
        let whole = try WasmEngine.wasm(
            fromText: "(module (memory 1) (func (export \"wizer-initialize\")) (data (i32.const 0) \"data\"))")
        let data = try #require(try ModuleBinary(parsing: whole).layout.section(.data))
        // Before the data section it is a whole module again.
        for count in 0..<data.contents.upperBound where count != data.whole.lowerBound {
            #expect(throws: SnapshotError.self, "\(count) bytes") { try Subject.snapshot(Array(whole[..<count])) }
        }
    }

    private func run(
        _ originals: [[UInt8]], _ options: SnapshotOptions, rounds: Int, seed: UInt64
    ) throws -> Tally {
        var limits = SnapshotLimits()
        limits.milliseconds = 10
        limits.memoryBytes = 16 << 20
        let engine = try WasmSnapshotEngine(limits: limits)
        let snapshotter = Snapshotter(engine, options)
        var mutator = ModuleMutator(seed: seed)
        var tally = Tally()
        for round in 0..<rounds {
            let mutant = mutator.mutate(
                originals[round % originals.count], splicing: originals[(round + 1) % originals.count])
            do throws(SnapshotError) {
                let snapshot = try snapshotter.snapshot(mutant)
                tally.snapshotCount += 1
                try check(snapshot, engine)
            } catch {
                #expect(!error.description.isEmpty && !error.description.contains("\n"))
                switch error.kind {
                case .malformed(let error):
                    #expect((0...mutant.count).contains(error.offset))
                    tally.refusedCount += 1
                case .refused(_, let offset):
                    #expect(mutant.indices.contains(offset))
                    tally.refusedCount += 1
                case .missingFunction, .wrongSignature: tally.refusedCount += 1
                case .invalid: tally.invalidCount += 1
                case .failed, .instantiation: tally.failedCount += 1
                default: Issue.record("round \(round): \(error)")
                }
            }
        }
        return tally
    }

    /// A snapshot is valid, can be read, and starts with the state that was captured.
    private func check(_ snapshot: SnapshotModule, _ engine: WasmSnapshotEngine) throws(SnapshotError) {
        try engine.validate(snapshot.bytes)
        let module: ModuleBinary
        do {
            module = try ModuleBinary(parsing: snapshot.bytes, limits: .forTools)
        } catch {
            throw SnapshotError(.malformed(error))
        }
        #expect(module.replacing([:]) == snapshot.bytes)
        var state = try ModuleState(initialStateOf: module)
        state.tables = snapshot.state.tables
        #expect(state == snapshot.state)
    }
}
