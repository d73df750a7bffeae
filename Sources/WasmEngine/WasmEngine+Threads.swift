// What wasmtime sets up for each thread. Not for an audio thread that already plays.
import CWasmtime

extension WasmEngine {
    /// Makes the first call on this thread, a call of nothing: wasmtime then allocates what it keeps for each thread.
    ///
    /// Errors: `instantiation` when the system gives no memory.
    package func prepareThread() throws(WasmError) {
        var store = try WasmStore(engine: self)
        store.setDeadline(ticks: .max)
        let instance = try store.instantiate(InstanceTemplate(WasmModule(Self.emptyFunction, engine: self)))
        let function = try store.function("f", of: instance, signature: FunctionSignature())
        var value = RawValue()
        if let trap = store.call(function, &value, count: 1) { throw .trapAtStart(trap.describe()) }
    }

    /// `(module (func (export "f")))`
    private static let emptyFunction: [UInt8] = [
        0x00, 0x61, 0x73, 0x6D, 0x01, 0x00, 0x00, 0x00,
        0x01, 0x04, 0x01, 0x60, 0x00, 0x00,
        0x03, 0x02, 0x01, 0x00,
        0x07, 0x05, 0x01, 0x01, 0x66, 0x00, 0x00,
        0x0A, 0x04, 0x01, 0x02, 0x00, 0x0B,
    ]
}
