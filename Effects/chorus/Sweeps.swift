// How the voices' delays move: a cubic per voice and control period.

/// The delays of up to six voices over one control period, once for even and once for odd channels.
///
/// A voice's delay at a frame is centre + amplitude sin(2 pi (phase + offset)). Within a period it is followed by the
/// cubic that agrees with it, its slope and its curvature in the middle; the error is below 3e-5 frames at 8 kHz and
/// 10 Hz, and far less elsewhere.
struct Sweeps {
    /// For each of the two kinds of channels seven rows of eight voices: the cubics' coefficients, and the cosine and
    /// sine of the voices' offsets and how far these move in a period, in turns.
    private let buffer: Buffer

    static var voiceCount: Int { 6 }
    private static var lanes: Int { 8 }
    private static var slope: Int { lanes }
    private static var bend: Int { 2 * lanes }
    private static var twist: Int { 3 * lanes }
    private static var cosine: Int { 4 * lanes }
    private static var sine: Int { 5 * lanes }
    private static var turns: Int { 6 * lanes }
    private static var length: Int { 7 * lanes }
    /// Where in the period the cubics' argument is 0.
    static var middle: Int { controlFrames / 2 }

    /// Nothing: what an effect holds before `configure`.
    init() {
        buffer = Buffer()
    }

    /// Takes memory. Only in `configure`.
    static func taken() -> Sweeps {
        Sweeps(buffer: Buffer(count: 2 * length))
    }

    private init(buffer: Buffer) {
        self.buffer = buffer
    }

    /// A voice's path, from a centre that lies `rest` steps off the whole one.
    @inline(__always)
    func path(_ voice: Int, _ channel: Int, centre rest: Float) -> DelayPath {
        let base = (channel & 1) &* Self.length &+ voice
        return DelayPath(
            offset: buffer[base] + rest, slope: buffer[base &+ Self.slope], bend: buffer[base &+ Self.bend],
            twist: buffer[base &+ Self.twist])
    }

    /// Places a voice in the cycle, in the period's middle and in how far it moves in a period, in 2^-30 turns.
    func place(_ voice: Int, _ channel: Int, _ offset: Int32, step: Int32) {
        let turns = Float(offset) * 0x1p-30
        let base = (channel & 1) &* Self.length &+ voice
        buffer[base &+ Self.cosine] = cos(turns: turns)
        buffer[base &+ Self.sine] = sin(turns: turns)
        buffer[base &+ Self.turns] = Float(step) * 0x1p-30
    }

    /// Lays the first `count` voices' paths through a period.
    ///
    /// - `amplitude`: in the period's middle, in steps, and what it gains per frame.
    /// - `centreSlope`: the centre's steps per frame.
    @inline(__always)
    func lay(
        _ count: Int, _ channel: Int, _ oscillator: SlowSine, amplitude: (middle: Float, slope: Float),
        centreSlope: Float
    ) {
        let (sine, cosine) = (oscillator.sine, oscillator.cosine)
        var base = (channel & 1) &* Self.length
        let end = base &+ count
        while base < end {
            let (voiceCosine, voiceSine) = (buffer[vector: base &+ Self.cosine], buffer[vector: base &+ Self.sine])
            let s = sine * voiceCosine + cosine * voiceSine
            let c = cosine * voiceCosine - sine * voiceSine
            let angle =
                (buffer[vector: base &+ Self.turns] + oscillator.turnsPerPeriod) * (2 * Float.pi / Float(controlFrames))
            let sway = amplitude.middle * s
            let swaySlope = amplitude.middle * c * angle
            let bend = angle * angle * 0.5
            buffer[vector: base] = sway
            buffer[vector: base &+ Self.slope] = swaySlope + (amplitude.slope * s + centreSlope)
            buffer[vector: base &+ Self.bend] = amplitude.slope * c * angle - sway * bend
            buffer[vector: base &+ Self.twist] = swaySlope * bend * (-1 / 3) - amplitude.slope * s * bend
            base &+= 4
        }
    }
}
