// An instance whose state is captured, with the store it lives in. One thread at a time, not the audio thread.

package import Snapshot
import WasmEngine

/// An instance on wasmtime that the Snapshot module can call and read.
package final class WasmSnapshotInstance: SnapshotInstance {
    private let store: WasmStore
    private let instance: WasmInstance
    private let ungranted: UngrantedImports
    private let limits: SnapshotLimits
    private let ticks: UInt64

    init(
        _ store: consuming WasmStore, _ instance: WasmInstance, ungranted: UngrantedImports, limits: SnapshotLimits,
        ticks: UInt64
    ) {
        self.store = store
        self.instance = instance
        self.ungranted = ungranted
        self.limits = limits
        self.ticks = ticks
    }

    package func call(_ function: String) throws(SnapshotError) {
        let found = try translating { () throws(WasmError) in
            try store.function(function, of: instance, signature: FunctionSignature())
        }
        store.setDeadline(ticks: ticks)
        var value = RawValue()
        guard let trap = store.call(found, &value, count: 0) else { return }
        let report = trap.describe()
        throw SnapshotError(.failed(function: function, reason: ungranted.reason ?? Self.words(report, limits)))
    }

    package func global(_ name: String) throws(SnapshotError) -> (low: UInt64, high: UInt64) {
        let global = try translating { () throws(WasmError) in try store.global(name, of: instance) }
        let value = store.value(of: global)
        return (value.low, value.high)
    }

    package func withMemory<Result>(
        _ name: String, _ body: (UnsafeRawBufferPointer) throws(SnapshotError) -> Result
    ) throws(SnapshotError) -> Result {
        let memory = try translating { () throws(WasmError) in try store.memory(name, of: instance) }
        return try body(UnsafeRawBufferPointer(store.bytes(of: memory)))
    }

    package func functionIdentities(inTable name: String) throws(SnapshotError) -> [UInt?] {
        try translating { () throws(WasmError) in
            try store.functionIdentities(in: store.table(name, of: instance))
        }
    }

    package func functionIdentity(_ name: String) throws(SnapshotError) -> UInt {
        try translating { () throws(WasmError) in try store.functionIdentity(name, of: instance) }
    }

    /// Why code stopped: a backtrace's innermost function with it, if there is one.
    static func words(_ report: TrapReport, _ limits: SnapshotLimits) -> String {
        report.code == .deadlineExceeded ? "it took longer than \(limits.milliseconds) ms" : "\(report)"
    }

    private func translating<Result>(_ body: () throws(WasmError) -> Result) throws(SnapshotError) -> Result {
        do {
            return try body()
        } catch {
            throw SnapshotError(.uncapturable(error.description))
        }
    }
}
