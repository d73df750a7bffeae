// Where a signal's samples lie during one block. Rendering thread; owns nothing.

/// Planar audio whose channels lie at equal distances. The number of channels and of frames is the plan's.
struct PlanarView {
    var base: UnsafePointer<Float>
    /// Samples from one channel's first frame to the next channel's. 0 when all channels are the same memory.
    var stride: Int

    // Written out because the implicit one carries no promise.
    @_noLocks
    init(base: UnsafePointer<Float>, stride: Int) {
        self.base = base
        self.stride = stride
    }
}
