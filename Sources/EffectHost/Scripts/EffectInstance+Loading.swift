// An instance of the engine that is being given its script. Set-up only.

import CanonicalABI
import Snapshot
import WasmEngine

extension EffectInstance {
    /// Calls the loader's `load`.
    ///
    /// Errors: the script threw, or the engine failed.
    func load(
        _ sources: [ScriptSource], surroundings: ScriptSurroundings, kernels: [KernelModule]
    ) throws(EffectError) {
        let arguments = LoaderContract.arguments(
            sources: sources, surroundings: surroundings, kernels: kernels.map { ($0.name, $0.interfaceDescription) })
        if case .variant(1, let exception?) = try call(LoaderContract.load, arguments) {
            throw EffectError(.script(ScriptException(lifting: exception)), effect: name)
        }
    }
}

extension EffectInstance: SnapshotInstance {
    func call(_ function: String) throws(SnapshotError) {
        preconditionFailure("a script's engine has been initialised before")
    }

    func global(_ name: String) throws(SnapshotError) -> (low: UInt64, high: UInt64) {
        let value = try capture { store, instance throws(WasmError) in
            store.value(of: try store.global(name, of: instance))
        }
        return (value.low, value.high)
    }

    func withMemory<Result>(
        _ name: String, _ body: (UnsafeRawBufferPointer) throws(SnapshotError) -> Result
    ) throws(SnapshotError) -> Result {
        let memory = try capture { store, instance throws(WasmError) in
            UnsafeRawBufferPointer(store.bytes(of: try store.memory(name, of: instance)))
        }
        return try body(memory)
    }

    func functionIdentities(inTable name: String) throws(SnapshotError) -> [UInt?] {
        try capture { store, instance throws(WasmError) in
            try store.functionIdentities(in: store.table(name, of: instance))
        }
    }

    func functionIdentity(_ name: String) throws(SnapshotError) -> UInt {
        try capture { store, instance throws(WasmError) in try store.functionIdentity(name, of: instance) }
    }

    private func capture<Result>(
        _ body: (borrowing WasmStore, WasmInstance) throws(WasmError) -> Result
    ) throws(SnapshotError) -> Result {
        do {
            return try read(body)
        } catch {
            throw SnapshotError(.uncapturable(error.description))
        }
    }
}
