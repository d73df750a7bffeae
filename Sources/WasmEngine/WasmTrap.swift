// A trap on its way from the thread where it happened to one that may allocate and free.
import CWasmtime

/// Why a call stopped, still in wasmtime's hands: plain bits that can be put into a ring.
///
/// Holding one and asking for its `code` is for any thread, the audio thread too. Whoever receives it calls `describe`
/// exactly once, on a thread that may free; until then its memory is kept.
package struct WasmTrap: BitwiseCopyable, @unchecked Sendable {
    // SAFETY (@unchecked Sendable): a trap or an error belongs to whoever holds the value, is immutable, and is bound
    // to no thread.
    private let handle: OpaquePointer
    private let isError: Bool
    /// Whether it was our own callback that stopped the code, because its time was over.
    private let isOverdue: Bool
    /// The reason for an error that isn't a host function's.
    private let errorCode: TrapCode

    @_noLocks
    init(trap: OpaquePointer) {
        handle = trap
        isError = false
        isOverdue = false
        errorCode = .host
    }

    /// What a component's call failed with, which is always an error.
    init(componentError error: OpaquePointer, isOverdue: Bool) {
        handle = error
        isError = true
        self.isOverdue = isOverdue
        errorCode = TrapCode(componentError: WasmtimeFailure.text(of: error))
    }

    @_noLocks
    init(error: OpaquePointer, isOverdue: Bool) {
        handle = error
        isError = true
        self.isOverdue = isOverdue
        errorCode = .host
    }

    /// The reason, without giving the trap up.
    package var code: TrapCode {
        @_noLocks get {
            var code: wasmtime_trap_code_t = 0
            // What is not a trap of the code itself comes from a host function.
            if isError { return isOverdue ? .deadlineExceeded : errorCode }
            return wasmtime_trap_code(handle, &code) ? TrapCode(code) : .host
        }
    }

    /// Reads everything there is to know and frees the trap. Never on the audio thread; once for each trap.
    package func describe() -> TrapReport {
        let report = TrapReport(code: code, message: WasmtimeFailure.cause(in: message()), backtrace: backtrace())
        if isError { wasmtime_error_delete(handle) } else { wasm_trap_delete(handle) }
        return report
    }

    private func message() -> String {
        if isError { return WasmtimeFailure.text(of: handle) }
        var name = wasm_message_t()
        wasm_trap_message(handle, &name)
        defer { wasm_byte_vec_delete(&name) }
        // wasmtime ends this text, and no other, with a zero byte.
        return String(wasmName: &name).filter { $0 != "\0" }
    }

    func backtrace() -> [TrapReport.Frame] {
        var vector = wasm_frame_vec_t()
        if isError { wasmtime_error_wasm_trace(handle, &vector) } else { wasm_trap_trace(handle, &vector) }
        defer { wasm_frame_vec_delete(&vector) }
        // SAFETY: wasmtime filled `vector`, which this function owns until it returns.
        return UnsafeBufferPointer(start: vector.data, count: vector.size).map { frame in
            let name = wasmtime_frame_func_name(frame)
            return TrapReport.Frame(
                functionName: name.map { String(wasmName: $0) },
                functionIndex: Int(wasm_frame_func_index(frame)),
                moduleOffset: wasm_frame_module_offset(frame))
        }
    }
}
