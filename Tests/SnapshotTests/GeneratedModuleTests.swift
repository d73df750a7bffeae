// Modules from a seed: the snapshot goes on where the initialisation ended.
import EffectHost
import Snapshot
import TestSupport
import Testing
import WasmBinary
import WasmEngine

@Suite struct GeneratedModuleTests {
    private static let moduleCount = 400

    @Test func `main on the snapshot leaves what the initialisation and main leave`() throws {
        var generator = ModuleGenerator(seed: 0x5a97)
        var (snapshotCount, mainCount, tableCount, failureCount) = (0, 0, 0, 0)
        for _ in 0..<Self.moduleCount {
            let text = generator.text()
            let wasm = try WasmEngine.wasm(fromText: text)
            let snapshot: SnapshotModule
            do throws(SnapshotError) {
                snapshot = try Snapshotter(Subject.tool()).snapshot(wasm)
            } catch {
                guard case .failed = error.kind else {
                    Issue.record("\(error)\n\(text)")
                    continue
                }
                failureCount += 1
                continue
            }
            snapshotCount += 1
            let original = try Subject.outcome(wasm, calling: ["wizer-initialize", "main"])
            let resumed = try Subject.outcome(snapshot.bytes, calling: ["main"])
            #expect(resumed.state == original.state, "\(text)")
            #expect(resumed.failure == original.failure, "\(text)")
            if original.failure == nil { mainCount += 1 }
            if !original.state.tables.isEmpty { tableCount += 1 }
            try checkBytes(snapshot, of: wasm)
        }
        // Enough of each kind that the comparison means something.
        #expect(snapshotCount > Self.moduleCount / 2)
        #expect(mainCount > Self.moduleCount / 3)
        #expect(tableCount > Self.moduleCount / 10)
        #expect(failureCount > 5)
    }

    /// The same bytes again; the state can be read from them; and the code is the same.
    private func checkBytes(_ snapshot: SnapshotModule, of wasm: [UInt8]) throws {
        #expect(try Subject.snapshot(wasm).bytes == snapshot.bytes)
        let module = try ModuleBinary(parsing: snapshot.bytes)
        var written = try ModuleState(initialStateOf: module)
        written.tables = snapshot.state.tables
        #expect(written == snapshot.state)
        guard snapshot.state.tables.isEmpty else { return }
        let original = try ModuleBinary(parsing: wasm)
        #expect(
            try CodeSkeleton(of: module, ModuleSurvey(of: module))
                == CodeSkeleton(of: original, ModuleSurvey(of: original)))
    }
}
