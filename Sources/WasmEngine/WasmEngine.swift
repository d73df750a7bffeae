// Owns wasmtime's engine: the compiler's settings and the pool of instance slots. Any thread may use it.
import CWasmtime
import Glibc
import Synchronization

/// What compiles modules and holds the slots instances live in. A program needs one.
///
/// Make it after everything else that installs signal handlers: it adds its own, process-wide, and passes on what is
/// not its business.
package final class WasmEngine: Sendable {
    /// The settings the engine was made with.
    package let configuration: Configuration

    /// Whether instances come from preallocated slots. False when the address space is too small for them (`ulimit
    /// -v`): instances are then mapped one by one, and their code checks bounds, which costs some speed.
    package let isPooled: Bool

    /// SHA-256, in hexadecimal, of what the compiler writes for a module with nothing in it: that states wasmtime's
    /// version, the processor's features and every setting that shapes code, so compiled code is interchangeable
    /// between engines with the same tag and only between those.
    package let compatibilityTag: String

    // SAFETY: `wasm_engine_t` is an atomically counted reference that wasmtime lets any thread use; it is deleted once.
    nonisolated(unsafe) let handle: OpaquePointer

    /// The ticks so far. wasmtime's epoch is ahead of it: that also advances to have deadlines looked at.
    // SAFETY: made and freed with the engine, which every store holds; only ever used as an atomic.
    nonisolated(unsafe) let tickCount: UnsafeMutablePointer<Atomic<UInt64>>

    /// Makes an engine; costs about a millisecond.
    ///
    /// Errors: `configuration` when the settings contradict each other.
    package init(_ configuration: Configuration = Configuration()) throws(WasmError) {
        try configuration.validate()
        self.configuration = configuration
        isPooled =
            configuration.isPooled
            && (configuration.onlyCompiles || Self.canReserve(configuration.poolReservationBytes))
        guard let config = wasm_config_new() else { throw .configuration("wasmtime gave no configuration") }
        configuration.apply(to: config, isPooled: isPooled)
        guard let engine = wasm_engine_new_with_config(config) else {
            throw .configuration("wasmtime made no engine")
        }
        handle = engine
        tickCount = .allocate(capacity: 1)
        tickCount.initialize(to: Atomic(0))
        do {
            let emptyModule: [UInt8] = [0x00, 0x61, 0x73, 0x6D, 0x01, 0x00, 0x00, 0x00]
            let module = try CompiledModule(compiling: emptyModule, engine: engine)
            compatibilityTag = CodeCache.tag(of: try module.serialized())
        } catch {
            // A failed initialiser runs no deinit.
            wasm_engine_delete(engine)
            tickCount.deinitialize(count: 1)
            tickCount.deallocate()
            throw error
        }
    }

    deinit {
        wasm_engine_delete(handle)
        tickCount.deinitialize(count: 1)
        tickCount.deallocate()
    }

    /// Advances the clock that deadlines in ticks count in by one tick. Any thread, also within a signal handler.
    @_noLocks
    package func incrementEpoch() {
        // Before the epoch: the thread that sees the epoch reach its deadline finds the tick counted. Partner: the
        // acquiring load in `StoreContext.ticksToGo`.
        tickCount.pointee.add(1, ordering: .releasing)
        wasmtime_engine_increment_epoch(handle)
    }

    /// Makes running code see whether its deadline in time has passed, at its next loop or call. Not a tick. Any
    /// thread, also within a signal handler.
    @_noLocks
    package func checkDeadlines() {
        wasmtime_engine_increment_epoch(handle)
    }

    /// Checks that `wasm` is a module that this engine takes, without compiling it.
    ///
    /// Errors: `invalidModule`, with what is wrong and at which byte.
    package func validate(_ wasm: [UInt8]) throws(WasmError) {
        if let message = WasmtimeFailure.consume(wasmtime_module_validate(handle, wasm, wasm.count)) {
            throw .invalidModule(message)
        }
    }

    /// Whether the address space has room: wasmtime ends the process when it has not, so it is tried first.
    private static func canReserve(_ byteCount: Int) -> Bool {
        let mapping = mmap(nil, byteCount, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
        guard let mapping, mapping != MAP_FAILED else { return false }
        munmap(mapping, byteCount)
        return true
    }
}
