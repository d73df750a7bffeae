// How long echoes ring.

/// When what goes round has fallen by 120 dB, whatever it is.
///
/// Each round takes the delay and the filters' group delay, and loses the feedback and what the filters take; both
/// depend on the frequency, so the slowest of many is looked for. Own derivation, from the filters' responses.
struct Tail {
    let delayFrames: Float
    /// As a factor.
    let feedback: Float
    /// The cuts' warped frequencies, tan(pi f / rate).
    let lowCut: Float
    let highCut: Float

    private static var silenceDecibels: Float { 120 }
    /// The same as a natural logarithm.
    private static var silence: Float { 13.816 }
    /// How far beyond the cuts is looked, and in which steps.
    private static var margin: Float { 16 }
    private static var ratio: Float { 1.1 }
    /// The square root of 2: the filters' 1 / Q.
    private static var damping: Float { 1.414_213_6 }

    var frames: Int {
        let all = delayFrames + ring(lowCut) + ring(highCut) + (feedback > 0 ? rounds : 0)
        // What four bytes can say is nine hours at the highest rate there is.
        return Int(min(Double(all), 4e9).rounded(.up)) + controlFrames
    }

    /// How long a filter rings, which by the bilinear transform is the same on both sides of a quarter of the rate;
    /// twice, since what went round comes through it more than once.
    private func ring(_ warped: Float) -> Float {
        2 * Self.silence / (Self.damping * min(warped, 1 / warped))
    }

    private var rounds: Float {
        // A sound that goes on until it has built up what the loop can hold is that much louder.
        let fall = Self.silenceDecibels - decibels(gain: 1 - feedback)
        var longest: Float = 0
        var place = lowCut / Self.margin
        while place < highCut * Self.margin {
            let (low, high) = (place / lowCut, place / highCut)
            let (low2, high2) = (low * low, high * high)
            let powerLoss = (1 + high2 * high2) * (1 + 1 / (low2 * low2))
            let loss = 0.5 * decibels(gain: powerLoss) - decibels(gain: feedback)
            let groupDelay =
                (1 + low2) / ((1 + low2 * low2) * lowCut) + (1 + high2) / ((1 + high2 * high2) * highCut)
            longest = max(
                longest, fall / loss * (delayFrames + groupDelay * Self.damping * 0.5 * (1 + place * place)))
            place *= Self.ratio
        }
        return longest
    }
}
