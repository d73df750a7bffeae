// Modules under test, run with and without a snapshot. Test threads.

import EffectHost
import Snapshot
import WasmBinary
import WasmEngine

/// Ways to make and run what the suites are about.
enum Subject {
    static let engine = Result { () throws(SnapshotError) in
        var limits = SnapshotLimits()
        limits.milliseconds = 2_000
        limits.memoryBytes = 64 << 20
        return try WasmSnapshotEngine(limits: limits)
    }

    static func snapshot(_ text: String, _ options: SnapshotOptions = SnapshotOptions()) throws -> SnapshotModule {
        try snapshot(WasmEngine.wasm(fromText: text), options)
    }

    static func snapshot(_ wasm: [UInt8], _ options: SnapshotOptions = SnapshotOptions()) throws -> SnapshotModule {
        try Snapshotter(engine.get(), options).snapshot(wasm)
    }

    /// Why a module is not snapshotted; nil if it is.
    static func refusal(_ text: String, _ options: SnapshotOptions = SnapshotOptions()) throws -> SnapshotError? {
        do {
            _ = try snapshot(text, options)
            return nil
        } catch let error as SnapshotError {
            return error
        }
    }

    /// The state after calling the functions in a new instance.
    static func state(_ wasm: [UInt8], calling functions: [String]) throws -> ModuleState {
        let module = try ModuleBinary(parsing: wasm)
        let instrumented = Instrumented(module, try ModuleSurvey(of: module))
        let instance = try engine.get().instantiate(instrumented.bytes)
        for function in functions { try instance.call(function) }
        return try ModuleState(capturing: instance, of: instrumented)
    }
}
