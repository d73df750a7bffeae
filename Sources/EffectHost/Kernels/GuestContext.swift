// What lies behind an effect's store: its log, its assets and its kernels, and what other threads may read of the effect while it
// runs. Thread: the one that runs the effect, but for what says otherwise.
import Synchronization
import WasmEngine

/// The user data of an effect's store. Lives at a fixed address as long as the store.
struct GuestContext: ~Copyable {
    /// What the effect has written and nobody has read. One other thread may read it.
    let log = EffectLog()
    /// A script's kernels; nil for other effects, and while a script is being loaded.
    var kernels: UnsafeMutablePointer<KernelLinks>?
    /// What a script has of WebAssembly of its own; nil for other effects.
    var modules: UnsafeMutablePointer<ScriptModules>?
    /// Whether the script may compile and instantiate modules: while it is being set up.
    var mayMakeModules = false
    /// The effect's memory; nil while its instances are being made.
    var memory: WasmMemory?
    /// Whether the effect may call functions of the host. It may not from within `cabi_realloc` and post-return functions,
    /// nor, as a component, before all of it is linked.
    var mayCallOut = true
    /// What the effect was granted of sounds and data; nil for one that wants none.
    var assets: UnsafeMutablePointer<AssetLinks>?
    /// Where the effect's meters stand. Any thread may look; set before anybody else knows the effect.
    var meters = MeterBoard(count: 0)

    // Plain counts, which any thread may read: nothing else is read on the strength of them, so all is relaxed.
    /// Blocks whose output held a NaN or an infinity.
    let nonFiniteBlockCount = Atomic<Int>(0)
    /// The effect's linear memory after the last block or call.
    let memoryByteCount = Atomic<Int>(0)
    /// Collections that were left out for want of time.
    let skippedCollectionCount = Atomic<Int>(0)

    /// The bytes that a function of the host is to read and write. While a core module that stands by itself is started,
    /// those of the memory that it exports.
    @_noLocks
    static func memory(
        of guest: UnsafeMutablePointer<GuestContext>, _ call: HostCall
    ) -> UnsafeMutableRawBufferPointer? {
        guard let memory = guest.pointee.memory else { return call.memory() }
        return call.bytes(of: memory)
    }

    deinit {
        modules?.deinitialize(count: 1)
        modules?.deallocate()
        assets?.deinitialize(count: 1)
        assets?.deallocate()
        kernels?.deinitialize(count: 1)
        kernels?.deallocate()
    }
}
