// What sways delays: a sine that is turned on, control period by control period.

/// A sine and its cosine in double precision, so that they keep their phase over days of stream.
struct SlowSine {
    /// At the control period's middle, and how far the phase moves in the period, in turns.
    private(set) var sine: Float = 0
    private(set) var cosine: Float = 1
    private(set) var turnsPerPeriod: Float = 0

    /// At the period's end.
    private var endSine = 0.0
    private var endCosine = 1.0
    /// Those of half a period's turn.
    private var halfSine = 0.0
    private var halfCosine = 1.0
    private var knownRate: Float = -1

    /// The most that half a period may turn, in radians: beyond it, at rates of a few hundred hertz, it goes no faster.
    private static var greatestHalfTurn: Double { 0.5 }

    /// Moves on by one control period at a rate in hertz; at the start of the stream, begins with a phase of 0.
    @inline(__always)
    mutating func move(hertz: Float, sampleRate: Float, isStart: Bool) {
        if hertz != knownRate {
            knownRate = hertz
            setRate(Double(hertz) / Double(sampleRate))
        }
        if isStart { (endSine, endCosine) = (0, 1) }
        let middleSine = endSine * halfCosine + endCosine * halfSine
        let middleCosine = endCosine * halfCosine - endSine * halfSine
        let newSine = middleSine * halfCosine + middleCosine * halfSine
        let newCosine = middleCosine * halfCosine - middleSine * halfSine
        // Back onto the circle, from which rounding strays: one step of Newton's for 1 / |z|.
        let scale = 1.5 - 0.5 * (newSine * newSine + newCosine * newCosine)
        (endSine, endCosine) = (newSine * scale, newCosine * scale)
        (sine, cosine) = (Float(middleSine), Float(middleCosine))
    }

    /// Takes a frequency in turns per frame.
    @inline(never)
    private mutating func setRate(_ frequency: Double) {
        let half = min(Double.pi * frequency * Double(controlFrames), Self.greatestHalfTurn)
        turnsPerPeriod = Float(half * (1 / Double.pi))
        // Taylor's series, to terms below 1e-16.
        let square = half * half
        var sine = 1 - square * (1 / 156)
        var term = 10.0
        while term >= 2 {
            sine = 1 - square * sine / (term * (term + 1))
            term -= 2
        }
        var cosine = 1 - square * (1 / 182)
        term = 11
        while term >= 1 {
            cosine = 1 - square * cosine / (term * (term + 1))
            term -= 2
        }
        (halfSine, halfCosine) = (half * sine, cosine)
    }
}
