// What host functions find behind an effect's store: its log and its kernels. Thread: the one that runs the effect.

/// The user data of an effect's store. Lives at a fixed address as long as the store.
struct GuestContext: ~Copyable {
    /// What the effect has written and nobody has read.
    var log = EffectLog()
    /// A script's kernels; nil for other effects, and while a script is being loaded.
    var kernels: UnsafeMutablePointer<KernelLinks>?

    deinit {
        kernels?.deinitialize(count: 1)
        kernels?.deallocate()
    }
}
