// What the wet sound passes last: the tone, and a high-pass that takes off what the curve left standing.

/// A tilt of first order around 800 Hz and a high-pass of first order at 5 Hz, two channels at a time, in double precision.
struct OutputFilter {
    /// Per pair of channels two states.
    private var states = Storage<Double2>()
    private var sampleRate: Float = 48_000
    private var blocking = 0.0
    /// The tilt's coefficients at a period's first frame, what each frame adds, where they end.
    private var tilt = Tilt()
    private var step = Tilt()
    private var end = Tilt()
    private var knownTone: Float = 0

    private static var centreHertz: Float { 800 }
    private static var blockHertz: Float { 5 }
    /// How long the high-pass takes for 120 dB, and as much again for the tilt and the mean of a loud sound.
    static var tailMilliseconds: Float { 600 }

    /// y = b0 x + s, s = b1 x - a1 y.
    private struct Tilt: Equatable {
        var b0 = 1.0
        var b1 = 0.0
        var a1 = 0.0
    }

    mutating func configure(_ format: Format) {
        states = Storage(count: 2 * ((format.channelCount + 1) / 2))
        sampleRate = format.sampleRate
        blocking = Self.corner(Self.blockHertz, sampleRate)
    }

    private static func corner(_ hertz: Float, _ sampleRate: Float) -> Double {
        tan(Double.pi * Double(hertz) / Double(sampleRate))
    }

    /// Moves on by one control period.
    mutating func move(tone: Float, isStart: Bool) {
        tilt = end
        if isStart || tone != knownTone { end = Self.tilt(tone, Self.corner(Self.centreHertz, sampleRate)) }
        knownTone = tone
        if isStart { tilt = end }
        let scale = 1 / Double(controlFrames)
        step = Tilt(b0: (end.b0 - tilt.b0) * scale, b1: (end.b1 - tilt.b1) * scale, a1: (end.a1 - tilt.a1) * scale)
    }

    /// (r s + w) / (s + w r): 1 / r far below the centre, r far above; `tone` decibels from one to the other.
    private static func tilt(_ tone: Float, _ w: Double) -> Tilt {
        let r = Double(gain(decibels: tone * 0.5))
        let scale = 1 / (1 + w * r)
        return Tilt(b0: (r + w) * scale, b1: (w - r) * scale, a1: (w * r - 1) * scale)
    }

    /// Filters a pair of channels in place, the first frame `place` in the control period. Both may be the same.
    @inline(__always)
    func process(_ left: Channel, _ right: Channel, pair: Int, place: Int) {
        var (toned, mean) = (states[2 &* pair], states[2 &* pair &+ 1])
        let (tilt, step) = (tilt, step)
        let isMoving = step != Tilt(b0: 0, b1: 0, a1: 0)
        let follow = blocking / (1 + blocking)
        Channel.forEachFrame(left, right) { input, frame in
            let time = isMoving ? Double(Int32(truncatingIfNeeded: place &+ frame)) : 0
            let y = (tilt.b0 + step.b0 * time) * input + toned
            toned = (tilt.b1 + step.b1 * time) * input - (tilt.a1 + step.a1 * time) * y
            // Zavalishin's first-order high-pass.
            let part = (y - mean) * follow
            let low = part + mean
            mean = low + part
            return y - low
        }
        (states[2 &* pair], states[2 &* pair &+ 1]) = (toned, mean)
    }

    mutating func clear() { states.clear() }
}
