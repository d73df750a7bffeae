// The noise that dither is made of: a function of channel and frame, so that no block length changes it. Any thread.

/// Triangular noise for one channel.
///
/// Each frame's value is the difference of two uniform numbers of 16 bits, taken from one 32-bit hash of the frame's
/// number and the channel's key. It lies in (-1, 1) steps, 2 steps peak to peak, with a variance of 1/6 step²: with it
/// the rounding error's mean and power no longer depend on the sound.
///
/// Source: Lipshitz, Wannamaker, Vanderkooy, "Quantization and Dither: A Theoretical Survey", JAES 40(5), 1992. The
/// hash is C. Wellons's lowbias32.
struct DitherNoise {
    private let channelKey: UInt32

    /// - Parameter seed: equal seeds give equal noise.
    init(seed: UInt32, channel: Int) {
        channelKey = Self.mix(seed ^ Self.mix(UInt32(truncatingIfNeeded: channel) &+ 0x9E37_79B9))
    }

    /// What to pass to `value` for the frames whose number has these upper 32 bits.
    @_noLocks
    func key(upperFrameBits: UInt32) -> UInt32 { Self.mix(channelKey &+ upperFrameBits) }

    /// The noise at a frame, in steps of the integer that is rounded to.
    @inline(__always) @_noLocks
    static func value(key: UInt32, lowerFrameBits: UInt32) -> Double {
        let hash = mix(lowerFrameBits ^ key)
        let difference = Int32(bitPattern: hash & 0xFFFF) &- Int32(bitPattern: hash &>> 16)
        return Double(difference) * 0x1p-16
    }

    @inline(__always) @_noLocks
    private static func mix(_ value: UInt32) -> UInt32 {
        var x = value
        x ^= x &>> 16
        x = x &* 0x7FEB_352D
        x ^= x &>> 15
        x = x &* 0x846C_A68B
        x ^= x &>> 16
        return x
    }
}
