// Views of planar audio that somebody else owns. Any thread may use them; they own nothing.

/// Read-only planar audio: channel 0's frames, then channel 1's, and so on, without gaps.
///
/// The view is valid as long as the memory behind it; it neither keeps nor frees it. An empty block (no channels or
/// no frames) may have any base.
package struct AudioBlock {
    package let base: UnsafePointer<Float>
    package let channelCount: Int
    package let frameCount: Int

    @inlinable @_noLocks
    package init(base: UnsafePointer<Float>, channelCount: Int, frameCount: Int) {
        self.base = base
        self.channelCount = channelCount
        self.frameCount = frameCount
    }

    /// Samples in all channels together.
    package var sampleCount: Int {
        @inlinable @_noLocks get { channelCount * frameCount }
    }
}

/// Writable planar audio, laid out as `AudioBlock`.
package struct MutableAudioBlock {
    package let base: UnsafeMutablePointer<Float>
    package let channelCount: Int
    package let frameCount: Int

    @inlinable @_noLocks
    package init(base: UnsafeMutablePointer<Float>, channelCount: Int, frameCount: Int) {
        self.base = base
        self.channelCount = channelCount
        self.frameCount = frameCount
    }

    /// Samples in all channels together.
    package var sampleCount: Int {
        @inlinable @_noLocks get { channelCount * frameCount }
    }
}
