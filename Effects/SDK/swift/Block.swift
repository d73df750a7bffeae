// The samples an effect is handed: planar channels, processed in place.

/// One piece of the stream: `frameCount` frames of each channel, to be overwritten with the output.
struct Block {
    // SAFETY: `samples` holds `channelCount` channels, `stride` frames apart, of which `frameCount` from the start on
    // belong to this piece; the side-chain likewise. Both outlive the call of `process`.
    fileprivate let samples: UnsafeMutablePointer<Float>
    fileprivate let sidechainSamples: UnsafePointer<Float>
    fileprivate let stride: Int

    let frameCount: Int
    let channelCount: Int
    /// 0 when nothing is connected.
    let sidechainChannelCount: Int
    /// Frames since the stream began, at this piece's first frame, as the host counts them.
    let position: UInt64
    /// The first frame's place in its control period: what a `Ramp` is read with.
    let offset: Int
    /// Whether nothing moves in this piece: every ramp stands at its `start`.
    let isSteady: Bool

    init(
        samples: UnsafeMutablePointer<Float>, sidechainSamples: UnsafePointer<Float>, stride: Int, frameCount: Int,
        channelCount: Int, sidechainChannelCount: Int, position: UInt64, offset: Int, isSteady: Bool
    ) {
        self.samples = samples
        self.sidechainSamples = sidechainSamples
        self.stride = stride
        self.frameCount = frameCount
        self.channelCount = channelCount
        self.sidechainChannelCount = sidechainChannelCount
        self.position = position
        self.offset = offset
        self.isSteady = isSteady
    }

    /// A channel's samples, input before, output after.
    subscript(channel: Int) -> Channel {
        @inline(__always) get {
            assert(channel >= 0 && channel < channelCount)
            return Channel(base: samples + channel &* stride, count: frameCount)
        }
    }

    /// A channel of the side-chain.
    @inline(__always)
    func sidechain(_ channel: Int) -> InputChannel {
        assert(channel >= 0 && channel < sidechainChannelCount)
        return InputChannel(base: sidechainSamples + channel &* stride, count: frameCount)
    }
}

/// One channel of a block, read and written by frame. Bounds are asserted in debug builds; in Wasm the box is the
/// bound.
struct Channel {
    /// Valid during the call of `process` that handed it out.
    let base: UnsafeMutablePointer<Float>
    let count: Int

    subscript(frame: Int) -> Float {
        @inline(__always) get {
            assert(frame >= 0 && frame < count)
            return base[frame]
        }
        @inline(__always) nonmutating set {
            assert(frame >= 0 && frame < count)
            base[frame] = newValue
        }
    }

    /// Four frames from `frame` on.
    subscript(vector frame: Int) -> Float4 {
        @inline(__always) get {
            assert(frame >= 0 && frame &+ 4 <= count)
            return UnsafeRawPointer(base + frame).loadUnaligned(as: Float4.self)
        }
        @inline(__always) nonmutating set {
            assert(frame >= 0 && frame &+ 4 <= count)
            UnsafeMutableRawPointer(base + frame).storeBytes(of: newValue, as: Float4.self)
        }
    }

    // The loops below take several vectors a turn: the host checks its deadline at the end of each turn, which costs as
    // much as a vector's worth of arithmetic.

    /// Replaces each sample by what `body` makes of it, four at a time. `body` gets the place of the first of the four
    /// in the piece. At the piece's end it gets the last frames padded with zeros, so it must treat each lane alike
    /// and keep nothing from call to call.
    @inline(__always)
    func map(_ body: (_ samples: Float4, _ frame: Int) -> Float4) {
        var frame = 0
        while frame &+ 16 <= count {
            self[vector: frame] = body(self[vector: frame], frame)
            self[vector: frame &+ 4] = body(self[vector: frame &+ 4], frame &+ 4)
            self[vector: frame &+ 8] = body(self[vector: frame &+ 8], frame &+ 8)
            self[vector: frame &+ 12] = body(self[vector: frame &+ 12], frame &+ 12)
            frame &+= 16
        }
        while frame &+ 4 <= count {
            self[vector: frame] = body(self[vector: frame], frame)
            frame &+= 4
        }
        if frame < count { storeRest(from: frame, body(loadRest(from: frame), frame)) }
    }

    /// The same for two channels of equal length at once.
    @inline(__always)
    static func map(
        _ left: Channel, _ right: Channel,
        _ body: (_ left: Float4, _ right: Float4, _ frame: Int) -> (Float4, Float4)
    ) {
        assert(left.count == right.count)
        var frame = 0
        while frame &+ 16 <= left.count {
            for part in 0..<4 {
                let at = frame &+ part &* 4
                (left[vector: at], right[vector: at]) = body(left[vector: at], right[vector: at], at)
            }
            frame &+= 16
        }
        while frame &+ 4 <= left.count {
            (left[vector: frame], right[vector: frame]) = body(left[vector: frame], right[vector: frame], frame)
            frame &+= 4
        }
        if frame < left.count {
            let (newLeft, newRight) = body(left.loadRest(from: frame), right.loadRest(from: frame), frame)
            left.storeRest(from: frame, newLeft)
            right.storeRest(from: frame, newRight)
        }
    }

    /// The last one to three frames, padded with zeros.
    @inline(__always)
    private func loadRest(from frame: Int) -> Float4 {
        var rest = Float4.zero
        rest[0] = base[frame]
        if frame &+ 1 < count { rest[1] = base[frame &+ 1] }
        if frame &+ 2 < count { rest[2] = base[frame &+ 2] }
        return rest
    }

    @inline(__always)
    private func storeRest(from frame: Int, _ rest: Float4) {
        base[frame] = rest[0]
        if frame &+ 1 < count { base[frame &+ 1] = rest[1] }
        if frame &+ 2 < count { base[frame &+ 2] = rest[2] }
    }
}

/// One channel of the side-chain, read by frame.
struct InputChannel {
    /// Valid during the call of `process` that handed it out.
    let base: UnsafePointer<Float>
    let count: Int

    subscript(frame: Int) -> Float {
        @inline(__always) get {
            assert(frame >= 0 && frame < count)
            return base[frame]
        }
    }

    /// Four frames from `frame` on.
    subscript(vector frame: Int) -> Float4 {
        @inline(__always) get {
            assert(frame >= 0 && frame &+ 4 <= count)
            return UnsafeRawPointer(base + frame).loadUnaligned(as: Float4.self)
        }
    }
}
