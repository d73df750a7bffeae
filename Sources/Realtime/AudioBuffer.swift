// Memory for planar audio. Made and freed off the audio thread; its views are for whoever is handed them.

/// Owns room for a block of planar audio, silent at first.
package struct AudioBuffer: ~Copyable {
    package let channelCount: Int
    /// The longest block it has room for.
    package let frameCapacity: Int
    private let base: UnsafeMutablePointer<Float>

    /// Allocates. Range: both counts 0 or more.
    package init(channelCount: Int, frameCapacity: Int) {
        self.channelCount = channelCount
        self.frameCapacity = frameCapacity
        base = .allocate(capacity: max(channelCount * frameCapacity, 1))
        base.initialize(repeating: 0, count: channelCount * frameCapacity)
    }

    deinit {
        // SAFETY: allocated in `init`; views don't outlive the buffer, as their users promise.
        base.deallocate()
    }

    /// Where it lies, to be locked.
    package var memory: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: base, count: channelCount * frameCapacity * MemoryLayout<Float>.stride)
    }

    /// A writable block of the first `frameCount` frames' worth of memory, its channels packed. Valid as long as the
    /// buffer. Range: 0...`frameCapacity`.
    @_noLocks
    package func block(frameCount: Int) -> MutableAudioBlock {
        precondition(frameCount >= 0 && frameCount <= frameCapacity)
        return MutableAudioBlock(base: base, channelCount: channelCount, frameCount: frameCount)
    }
}

extension AudioBlock {
    /// The same audio, to be read only.
    @inlinable @_noLocks
    package init(_ block: MutableAudioBlock) {
        self.init(base: UnsafePointer(block.base), channelCount: block.channelCount, frameCount: block.frameCount)
    }
}
