// Random numbers that are the same on every run: noise and scatter that still give equal output for equal input.

/// A seeded generator of random numbers: PCG-XSH-RR 64/32 (O'Neill, HMC-CS-2014-0905).
struct Random {
    private var state: UInt64

    init(seed: UInt64) {
        state = 0
        _ = next()
        state = state &+ seed
        _ = next()
    }

    /// 32 random bits.
    @inline(__always)
    mutating func next() -> UInt32 {
        let old = state
        state = old &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let mixed = UInt32(truncatingIfNeeded: ((old &>> 18) ^ old) &>> 27)
        let turn = UInt32(truncatingIfNeeded: old &>> 59)
        return (mixed &>> turn) | (mixed &<< (0 &- turn & 31))
    }

    /// A number from 0 up to, not including, 1: a multiple of 2^-24, each equally likely.
    @inline(__always)
    mutating func unit() -> Float {
        Float(Int32(truncatingIfNeeded: next() &>> 8)) * 0x1p-24
    }

    /// A number from -1 up to, not including, 1.
    @inline(__always)
    mutating func bipolar() -> Float {
        unit() * 2 - 1
    }
}
