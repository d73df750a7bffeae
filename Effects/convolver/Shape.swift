// What the knobs do to an impulse response before it is used: cuts, decay, fade. Only in `configure`.

/// Shapes a response frame by frame.
struct Shape {
    /// The response's frames, without what resampling puts in front.
    let frameCount: Int
    private let lead: Int
    private let decayFactor: Double
    private var decay = 1.0
    private let fadeStart: Int
    private var frame = 0

    /// - Parameters:
    ///   - lead: frames in front of the response's first.
    ///   - decay: the share of its length after which the response has lost 60 dB more than it has at its end with 1.
    ///   - fade: the share of its length in which it fades out.
    init(frameCount: Int, lead: Int, decay: Float, fade: Float) {
        self.frameCount = frameCount
        self.lead = lead
        // ln(10^-3) more at `decay` of the length than there would be.
        let loss = -6.907755 * Double(1 / decay - 1) / Double(frameCount)
        decayFactor = Self.exponential(loss)
        fadeStart = frameCount - Int((Float(frameCount) * fade).rounded(.toNearestOrAwayFromZero))
    }

    /// Whether all frames stay as they are.
    var isFlat: Bool { decayFactor == 1 && fadeStart == frameCount }

    /// The factor of the next frame.
    mutating func next() -> Float {
        let place = frame - lead
        frame += 1
        guard place > 0 else { return 1 }
        decay *= decayFactor
        guard fadeStart < frameCount, place >= fadeStart else { return Float(decay) }
        let x = Double(place - fadeStart + 1) / Double(frameCount - fadeStart + 1)
        let fade = x >= 1 ? 0 : 0.5 + 0.5 * UnitVector(turns: 0.5 * x).cosine
        return Float(decay * fade)
    }

    /// e to the power x, for x up to 0: by its series for a part of x between -1 and 0, which is then squared.
    private static func exponential(_ x: Double) -> Double {
        var part = max(x, -1_000)
        var squarings = 0
        while part < -1 {
            part *= 0.5
            squarings += 1
        }
        var (sum, term, n) = (1.0, 1.0, 1.0)
        while n < 20 {
            term *= part / n
            sum += term
            n += 1
        }
        for _ in 0..<squarings { sum *= sum }
        return sum
    }
}

/// A Butterworth filter of second order: high-pass or low-pass, in double precision.
///
/// Source: W3C, Audio EQ Cookbook, with Q = 1 / sqrt 2, in terms of tan(pi f / rate).
struct Cut: BitwiseCopyable {
    private var b0 = 1.0, b1 = 0.0, b2 = 0.0, a1 = 0.0, a2 = 0.0
    private var first = 0.0, second = 0.0

    /// Changes nothing.
    init() {}

    init(hertz: Float, rate: Float, isHighpass: Bool) {
        let k = tan(Double.pi * Double(min(hertz / rate, 0.49)))
        let norm = 1 / (1 + k * 1.4142135623730951 + k * k)
        b0 = isHighpass ? norm : k * k * norm
        b1 = isHighpass ? -2 * norm : 2 * k * k * norm
        b2 = b0
        a1 = 2 * (k * k - 1) * norm
        a2 = (1 - k * 1.4142135623730951 + k * k) * norm
    }

    /// After how many frames at most 1e-6 of its response is left.
    static func ringFrames(hertz: Float, rate: Float) -> Int {
        let k = Float(tan(Double.pi * Double(min(hertz / rate, 0.49))))
        let (squares, cross) = (1 + k * k, Float(2).squareRoot() * k)
        return Int(28 / log((squares + cross) / (squares - cross))) + 1
    }

    mutating func run(_ x: Double) -> Double {
        let y = b0 * x + first
        first = b1 * x - a1 * y + second
        second = b2 * x - a2 * y
        return y
    }
}
