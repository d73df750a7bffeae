// How the voices' delays move: a cubic per voice and control period.

/// The delays of up to six voices over one control period, once for even and once for odd channels.
///
/// A voice's delay at a frame is centre + amplitude sin(2 pi phase). Within a period it is followed by the cubic that
/// agrees with it, its slope and its curvature in the middle, in steps of 1/256 frame; the error is below 3e-5 frames
/// at 8 kHz and 10 Hz, and far less elsewhere.
struct Sweeps {
    /// For each of the two kinds of channels the cubics' four coefficients, each for eight voices.
    private let buffer: Buffer

    static var voiceCount: Int { 6 }
    private static var lanes: Int { 8 }
    private static var cubicLength: Int { 4 * lanes }
    /// Where in the period the cubics' argument is 0.
    static var middle: Int { controlFrames / 2 }

    /// Nothing: what an effect holds before `configure`.
    init() {
        buffer = Buffer()
    }

    /// Takes memory. Only in `configure`.
    init(forStream: Void) {
        buffer = Buffer(count: 2 * Self.cubicLength)
    }

    /// The coefficients for a channel: voice v's of power p at v + 8 p.
    @inline(__always)
    func cubics(_ channel: Int) -> UnsafePointer<Float> {
        UnsafePointer(buffer.base + (channel & 1) &* Self.cubicLength)
    }

    /// Lays four voices' paths through a period.
    ///
    /// - `phases`: in the period's middle, in 2^-32 turns.
    /// - `turnsPerPeriod`: how far the phases move.
    /// - `amplitude` and `amplitudeSlope`: in the middle, in steps, and per frame.
    /// - `centreSlope`: the centre's steps per frame; the centre itself is not in the cubics.
    @inline(__always)
    func lay(
        _ phases: SIMD4<Int32>, turnsPerPeriod: Float4, amplitude: Float, amplitudeSlope: Float, centreSlope: Float,
        channel: Int, firstVoice: Int
    ) {
        let turns = Float4(phases) * 0x1p-32
        let (s, c) = (sin(turns: turns), cos(turns: turns))
        let angle = turnsPerPeriod * (2 * Float.pi / Float(controlFrames))
        let sine = amplitude * s
        let cosine = amplitude * c * angle
        let base = (channel & 1) &* Self.cubicLength &+ firstVoice
        buffer[vector: base] = sine
        buffer[vector: base &+ Self.lanes] = cosine + (amplitudeSlope * s + centreSlope)
        let bend = angle * angle * 0.5
        buffer[vector: base &+ 2 &* Self.lanes] = amplitudeSlope * c * angle - sine * bend
        buffer[vector: base &+ 3 &* Self.lanes] = cosine * bend * (-1 / 3) - amplitudeSlope * s * bend
    }
}
