// What lies behind an effect's store: its log, its assets and its kernels, and what other threads may read of the effect while it
// runs. Thread: the one that runs the effect, but for what says otherwise.
import Synchronization

/// The user data of an effect's store. Lives at a fixed address as long as the store.
struct GuestContext: ~Copyable {
    /// What the effect has written and nobody has read. One other thread may read it.
    let log = EffectLog()
    /// A script's kernels; nil for other effects, and while a script is being loaded.
    var kernels: UnsafeMutablePointer<KernelLinks>?
    /// What the effect was granted of sounds and data; nil for one that wants none.
    var assets: UnsafeMutablePointer<AssetLinks>?

    // Plain counts, which any thread may read: nothing else is read on the strength of them, so all is relaxed.
    /// Blocks whose output held a NaN or an infinity.
    let nonFiniteBlockCount = Atomic<Int>(0)
    /// The effect's linear memory after the last block or call.
    let memoryByteCount = Atomic<Int>(0)
    /// Collections that were left out for want of time.
    let skippedCollectionCount = Atomic<Int>(0)

    deinit {
        assets?.deinitialize(count: 1)
        assets?.deallocate()
        kernels?.deinitialize(count: 1)
        kernels?.deallocate()
    }
}
