// Which voices sound, and where in the cycle each is.

/// Loudness and phase of up to six voices. Both go to their targets in small steps: a voice fades in and out, and moves
/// to its new place in the cycle no faster than a slow vibrato would.
struct Voices {
    /// How loud each voice is, 0 to 1, at the control period's start, and what it gains per frame.
    private(set) var weights = SIMD8<Float>.zero
    private(set) var weightSlopes = SIMD8<Float>.zero
    /// Each voice's place in the cycle in the period's middle, in 2^-30 turns, and how far it moves in the period.
    private(set) var offsets = SIMD8<Int32>.zero
    private(set) var offsetSteps = SIMD8<Int32>.zero
    /// How far odd channels are ahead of even ones, in the same unit.
    private(set) var spread: Int32 = 0
    private(set) var spreadStep: Int32 = 0
    /// Makes the power of the voices' sum that of one, at the period's end.
    private(set) var normalisation: Float = 1
    /// How many voices are to be computed.
    private(set) var count = 1

    private var endWeights = SIMD8<Float>.zero
    private var endOffsets = SIMD8<Int32>.zero
    private var endSpread: Int32 = 0
    private var largestWeightStep: Float = 1
    private var largestOffsetStep: Int32 = 1

    private static var turn: Int32 { 1 << 30 }
    private static var fadeMilliseconds: Float { 50 }
    private static var turnsPerSecond: Float { 0.5 }
    private static var numbers: SIMD8<Int32> { SIMD8(0, 1, 2, 3, 4, 5, 6, 7) }

    /// Whether some voice is fading.
    var isFading: Bool { weightSlopes != .zero }

    mutating func configure(sampleRate: Float) {
        let periodSeconds = Float(controlFrames) / sampleRate
        largestWeightStep = min(periodSeconds * 1000 / Self.fadeMilliseconds, 1)
        largestOffsetStep = max(1, Int32(min(periodSeconds * Self.turnsPerSecond, 0.5) * Float(Self.turn)))
    }

    /// Moves on by one control period towards `voiceCount` voices and a spread, 0 to 1; at the start of the stream, is
    /// there at once.
    mutating func move(to voiceCount: Int, spread target: Float, isStart: Bool) {
        let number = Int32(truncatingIfNeeded: voiceCount)
        let isWanted = Self.numbers .< number
        let goalWeights = SIMD8<Float>(repeating: 0).replacing(with: 1, where: isWanted)
        let goalOffsets = Self.numbers &* (Self.turn / number)
        let goalSpread = Int32(target * Float(Self.turn / 2)) / number
        if isStart {
            endWeights = goalWeights
            endOffsets = goalOffsets
            endSpread = goalSpread
        }
        weights = endWeights
        // A voice that can't be heard is at once where it is to sound from.
        let start = endOffsets.replacing(with: goalOffsets, where: weights .== 0)
        let spreadStart = endSpread

        endWeights = weights + (goalWeights - weights).clamped(
            lowerBound: SIMD8(repeating: -largestWeightStep), upperBound: SIMD8(repeating: largestWeightStep))
        weightSlopes = (endWeights - weights) * (1 / Float(controlFrames))
        offsetSteps = (goalOffsets &- start).clamped(
            lowerBound: SIMD8(repeating: -largestOffsetStep), upperBound: SIMD8(repeating: largestOffsetStep))
        endOffsets = start &+ offsetSteps
        offsets = start &+ (offsetSteps &>> 1)
        spreadStep = min(max(goalSpread &- spreadStart, -largestOffsetStep), largestOffsetStep)
        endSpread = spreadStart &+ spreadStep
        spread = spreadStart &+ (spreadStep &>> 1)

        let power = (endWeights * endWeights).sum()
        normalisation = 1 / sqrt(power)
        count = voiceCount
        for voice in voiceCount..<Sweeps.voiceCount where weights[voice] > 0 { count = voice + 1 }
    }
}
