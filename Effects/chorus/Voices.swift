// Which voices sound, and where in the cycle each is.

/// Loudness and phase of up to six voices. Both go to their targets in small steps: a voice fades in and out, and moves
/// to its new place in the cycle no faster than a slow vibrato would.
struct Voices {
    /// How loud each voice is, 0 to 1, in the control period's middle, and what it gains per frame.
    private(set) var weights = SIMD8<Float>.zero
    private(set) var weightSlopes = SIMD8<Float>.zero
    /// Each voice's place in the cycle in the period's middle, in 2^-30 turns, and how far it moves in the period.
    private var offsets = SIMD8<Int32>.zero
    private var offsetSteps = SIMD8<Int32>.zero
    /// How far odd channels are ahead of even ones, in the same unit.
    private var lead: Int32 = 0
    private var leadStep: Int32 = 0
    /// Makes the power of the voices' sum that of one, at the period's end.
    private(set) var normalisation: Float = 1
    /// How many voices are to be computed.
    private(set) var count = 1

    private var endWeights = SIMD8<Float>.zero
    private var endOffsets = SIMD8<Int32>.zero
    private var endLead: Int32 = 0
    private var largestWeightStep: Float = 1
    private var largestOffsetStep: Int32 = 1

    private static var turn: Int32 { 1 << 30 }
    private static var fadeMilliseconds: Float { 50 }
    private static var turnsPerSecond: Float { 0.5 }

    /// Whether some voice is fading, and whether any has yet to come to where it should be.
    private(set) var isFading = false
    private var isMoving = true
    private var knownCount = 0
    private var knownSpread: Float = 0

    mutating func configure(sampleRate: Float) {
        let periodSeconds = Float(controlFrames) / sampleRate
        largestWeightStep = min(periodSeconds * 1000 / Self.fadeMilliseconds, 1)
        largestOffsetStep = max(1, Int32(min(periodSeconds * Self.turnsPerSecond, 0.5) * Float(Self.turn)))
    }

    /// Moves on by one control period towards `voiceCount` voices and a spread, 0 to 1; at the start of the stream, is
    /// there at once. Returns whether anything is other than in the period before.
    @inline(__always)
    mutating func move(to voiceCount: Int, spread: Float, isStart: Bool) -> Bool {
        guard isStart || isMoving || voiceCount != knownCount || spread != knownSpread else { return false }
        moveOn(to: voiceCount, spread: spread, isStart: isStart)
        return true
    }

    @inline(never)
    private mutating func moveOn(to voiceCount: Int, spread: Float, isStart: Bool) {
        (knownCount, knownSpread) = (voiceCount, spread)
        let number = Int32(truncatingIfNeeded: voiceCount)
        (isFading, isMoving) = (false, false)
        var power: Float = 0
        count = voiceCount
        for voice in 0..<Sweeps.voiceCount {
            let goalWeight: Float = voice < voiceCount ? 1 : 0
            let goalOffset = Int32(truncatingIfNeeded: voice) &* (Self.turn / number)
            if isStart { endWeights[voice] = goalWeight }
            let weight = endWeights[voice]
            // A voice that can't be heard is at once where it is to sound from.
            let offset = isStart || weight == 0 ? goalOffset : endOffsets[voice]

            let weightStep = min(max(goalWeight - weight, -largestWeightStep), largestWeightStep)
            endWeights[voice] = weight + weightStep
            weights[voice] = weight + 0.5 * weightStep
            weightSlopes[voice] = weightStep * (1 / Float(controlFrames))
            let offsetStep = limited(goalOffset &- offset)
            endOffsets[voice] = offset &+ offsetStep
            offsets[voice] = offset &+ (offsetStep &>> 1)
            offsetSteps[voice] = offsetStep

            power += endWeights[voice] * endWeights[voice]
            isFading = isFading || weightStep != 0
            isMoving = isMoving || weightStep != 0 || offsetStep != 0
            if weight > 0 && voice >= count { count = voice &+ 1 }
        }
        normalisation = 1 / sqrt(power)
        moveLead(to: Int32(spread * Float(Self.turn / 2)) / number, isStart: isStart)
    }

    /// Puts where each voice is in the cycle into the sweeps, for even channels and odd ones.
    func place(in sweeps: Sweeps, hasOddChannels: Bool) {
        for voice in 0..<count {
            sweeps.place(voice, 0, offsets[voice], step: offsetSteps[voice])
            if hasOddChannels { sweeps.place(voice, 1, offsets[voice] &+ lead, step: offsetSteps[voice] &+ leadStep) }
        }
    }

    private mutating func moveLead(to goal: Int32, isStart: Bool) {
        if isStart { endLead = goal }
        leadStep = limited(goal &- endLead)
        lead = endLead &+ (leadStep &>> 1)
        endLead = endLead &+ leadStep
        isMoving = isMoving || leadStep != 0
    }

    private func limited(_ step: Int32) -> Int32 {
        min(max(step, -largestOffsetStep), largestOffsetStep)
    }
}
