// Lets the Snapshot module run modules on wasmtime, within limits, and with nothing to call but what is supplied. Any
// thread but the audio thread.

package import Snapshot
package import WasmEngine

/// An engine of its own for initialisations: it takes more kinds of module than effects may be, and its clock ticks for
/// them alone.
package final class WasmSnapshotEngine: SnapshotEngine, Sendable {
    private static let tickMilliseconds = 10
    private static let maximumMemories = 100
    private static let maximumTables = 100

    private let engine: WasmEngine
    private let ticker: EpochTicker
    private let limits: SnapshotLimits
    private let hostFunctions: [HostFunction]
    private let wasi: WASIStub?
    private let compiler: CompilerProcess?

    /// - Parameters:
    ///   - hostFunctions: what initialisations may call. Calling another import ends them.
    ///   - wasi: supplies the imports from `wasi_snapshot_preview1`, if they are allowed.
    ///   - compiler: where modules are compiled; nil is this process, which promises no bound on time and memory.
    ///
    /// Errors: `instantiation` when there is no engine to be had.
    package init(
        limits: SnapshotLimits = SnapshotLimits(), hostFunctions: [HostFunction] = [], wasi: WASIStub? = nil,
        compiler: CompilerProcess? = nil
    ) throws(SnapshotError) {
        var configuration = WasmEngine.Configuration()
        configuration.isPooled = false
        configuration.stackBytes = limits.stackBytes
        configuration.allowsMemory64 = true
        configuration.allowsMultipleMemories = true
        configuration.allowsTailCalls = true
        do {
            engine = try WasmEngine(configuration)
            ticker = EpochTicker(engine: engine, intervalMilliseconds: Self.tickMilliseconds)
            try ticker.start()
        } catch {
            throw SnapshotError(.instantiation(error.description))
        }
        self.limits = limits
        self.hostFunctions = hostFunctions
        self.wasi = wasi
        self.compiler = compiler
    }

    package func validate(_ wasm: [UInt8]) throws(SnapshotError) {
        do {
            try engine.validate(wasm)
        } catch {
            throw SnapshotError(.invalid(error.description))
        }
    }

    package func instantiate(_ wasm: [UInt8]) throws(SnapshotError) -> WasmSnapshotInstance {
        let ungranted = UngrantedImports()
        do {
            let module = try WasmModule(wasm, engine: engine, compiler: compiler)
            let granted = hostFunctions + (wasi?.functions(for: module.imports) ?? [])
            let functions = granted + ungranted.functions(for: module.imports, besides: granted)
            let template = try InstanceTemplate(module, hostFunctions: functions)
            var store = try WasmStore(engine: engine, limits: storeLimits(for: module))
            store.setDeadline(ticks: ticks)
            let instance = try store.instantiate(template)
            return WasmSnapshotInstance(store, instance, ungranted: ungranted, limits: limits, ticks: ticks)
        } catch {
            if case .trap(let report) = error.kind {
                let reason = ungranted.reason ?? WasmSnapshotInstance.words(report, limits)
                throw SnapshotError(.failed(function: "start", reason: reason))
            }
            throw SnapshotError(.instantiation(error.description))
        }
    }

    private var ticks: UInt64 { UInt64(max(limits.milliseconds, 0) / Self.tickMilliseconds + 1) }

    /// Every memory of an instrumented module is exported once under a reserved name.
    private func storeLimits(for module: WasmModule) -> StoreLimits {
        let memoryCount = module.exports.count { export in
            if case .memory = export.type { export.name.hasPrefix(Instrumented.reservedPrefix) } else { false }
        }
        return StoreLimits(
            memoryBytes: limits.memoryBytes / max(1, memoryCount), tableElements: limits.tableElements, instances: 1,
            memories: Self.maximumMemories, tables: Self.maximumTables)
    }
}
