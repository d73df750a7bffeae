// What moves in the room: slow rotations between the lines, which shift its resonances without changing any pitch.

/// Four angles that swing to and fro, each at a rate of its own.
///
/// A rotation of two lines' signals keeps their power whatever its angle, so the room neither gains nor loses by it.
/// Source: S. J. Schlecht, E. A. P. Habets, "Time-varying feedback matrices in feedback delay networks and their
/// application in artificial reverberation", JASA 138(3), 2015.
struct Rotations {
    /// Cosine and sine of each angle at a period's first frame, and what each frame adds.
    private(set) var cosines = Float4(repeating: 1)
    private(set) var sines = Float4.zero
    private(set) var cosineSteps = Float4.zero
    private(set) var sineSteps = Float4.zero
    private var endCosines = Float4(repeating: 1)
    private var endSines = Float4.zero
    /// Where in its swing each angle is, in 2^-32 turns.
    private var phases = SIMD4<UInt32>.zero

    /// Control periods until the angles are computed anew.
    private var periodsLeft: Int32 = 0
    private var periods: Int32 = 1

    /// How long angles move along a straight line, at most, unless a control period is longer.
    private static var stepSeconds: Float { 0.001_4 }

    /// A rotation's cosine and sine at four frames.
    struct Turn {
        let cosine: Float4
        let sine: Float4
    }

    /// The widest swing to either side, in turns.
    private static var widest: Float { 0.25 }
    private static var rates: Float4 { Float4(1, 1.237, 0.813, 1.511) }
    private static var beginnings: SIMD4<UInt32> { SIMD4(0x0000_0000, 0x5a00_0000, 0x9d00_0000, 0xd300_0000) }

    /// Moves on by one control period.
    mutating func move(hertz: Float, depth: Float, sampleRate: Float, isStart: Bool) {
        if isStart {
            phases = Self.beginnings
            (endCosines, endSines) = Self.turn(phases, depth: depth)
            periodsLeft = 0
            periods = max(1, Int32(sampleRate * Self.stepSeconds * (1 / Float(controlFrames))))
        }
        if periodsLeft == 0 {
            periodsLeft = periods
            let frames = Float(periods) * Float(controlFrames)
            let turns = Self.rates * (hertz * frames / sampleRate * 0x1p32)
            for angle in 0..<4 { phases[angle] = phases[angle] &+ UInt32(turns[angle]) }
            (cosines, sines) = (endCosines, endSines)
            (endCosines, endSines) = Self.turn(phases, depth: depth)
            cosineSteps = (endCosines - cosines) * (1 / frames)
            sineSteps = (endSines - sines) * (1 / frames)
        } else {
            cosines += cosineSteps * Float(controlFrames)
            sines += sineSteps * Float(controlFrames)
        }
        periodsLeft -= 1
    }

    /// Cosine and sine of the angles at these places in their swings.
    private static func turn(_ phases: SIMD4<UInt32>, depth: Float) -> (Float4, Float4) {
        var turns = Float4.zero
        for angle in 0..<4 { turns[angle] = Float(Int32(bitPattern: phases[angle]) >> 8) * 0x1p-24 }
        let angles = sin(turns: turns) * (depth * widest)
        return (cos(turns: angles), sin(turns: angles))
    }

    /// An angle's cosine and sine at four frames of the period.
    ///
    /// The straight lines between two angles lie within the circle; one Newton step towards the reciprocal square
    /// root brings them onto it, so that no power is lost.
    @inline(__always)
    func turn(_ angle: Int, _ time: Float4) -> Turn {
        let c = cosines[angle] + cosineSteps[angle] * time
        let s = sines[angle] + sineSteps[angle] * time
        let scale = 1.5 - 0.5 * (c * c + s * s)
        return Turn(cosine: c * scale, sine: s * scale)
    }
}
