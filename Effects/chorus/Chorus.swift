// Chorus: voices that each lag behind by a slowly swaying delay. Knobs, memory, and what is derived from the knobs;
// `Chorus+Process.swift` does the work.

@main
struct Chorus: Effect {
    enum Parameter: Int, CaseIterable {
        case voices, rate, depth, delay, feedback, spread, mix
    }

    static let descriptor = Descriptor(
        name: "Chorus", version: "1.0.0",
        summary: "Thickens a sound with one to six voices of slowly swaying delay.")

    static func describe(_ parameter: Parameter) -> ParameterDescription {
        switch parameter {
        case .voices: .count("voices", "Voices", 1...Sweeps.voiceCount, initial: 2)
        case .rate: .continuous("rate", "Rate", .hertz, 0.01...10, initial: 0.6, scale: .logarithmic)
        case .depth:
            .continuous("depth", "Depth", .milliseconds, 0...10, initial: 3, glideMilliseconds: sweepGlideMilliseconds)
        case .delay:
            .continuous("delay", "Delay", .milliseconds, 2...40, initial: 8, glideMilliseconds: sweepGlideMilliseconds)
        case .feedback:
            .continuous("feedback", "Feedback", .percent, -90...90, initial: 0, glideMilliseconds: sweepGlideMilliseconds)
        case .spread: .percent("spread", "Spread", 0...100, initial: 100)
        case .mix: .percent("mix", "Mix", 0...100, initial: 50)
        }
    }

    /// Delays move slowly: their speed is heard as pitch, at most 8 % of it. So does the feedback, whose sound takes
    /// time to come and go.
    private static let sweepGlideMilliseconds: Float = 500

    // From the knobs, along the stream.
    var dry = Ramp()
    var wet = Ramp()
    var feedback = Ramp()
    var voices = Voices()
    /// The middle of the delays' sway in the period's middle: whole steps, the rest, and what is added per frame.
    var centre: Int32 = 0
    var centreRest: Float = 0
    var centreSlope: Float = 0
    private var endCentre: Double = 0
    private var amplitude = Ramp()
    /// The oscillator's phase at the period's end, in 2^-64 turns.
    private var phase: UInt64 = 0
    private var phaseStep: UInt64 = 0
    private var knownRate: Float = 0

    // From the format.
    private var stepsPerMillisecond: Double = 0
    private var sampleRate: Float = 0
    private var hasOddChannels = false
    var sweeps = Sweeps()
    /// Where each frame of the period is read, for every voice.
    var steps = Storage<Int32>()
    var parts = Storage<Float>()
    /// What the voices have read for each frame of the period, spread over four lanes.
    var taken = Storage<Float4>()
    var interpolator = Interpolator()
    var lines = DelayLines()

    mutating func configure(_ format: Format, _ parameters: Parameters<Parameter>) -> Timing {
        sampleRate = format.sampleRate
        stepsPerMillisecond = Double(sampleRate) * (Double(Interpolator.stepsPerFrame) / 1000)
        hasOddChannels = format.channelCount > 1
        voices.configure(sampleRate: sampleRate)
        sweeps = .taken()
        steps = Storage(count: Self.placeCount)
        parts = Storage(count: Self.placeCount)
        taken = Storage(count: controlFrames)
        interpolator = .tabulated()
        let longest = Self.describe(.delay).range.upperBound + Self.describe(.depth).range.upperBound
        lines = DelayLines(
            channelCount: format.channelCount,
            maximumDelay: format.frames(milliseconds: longest) + Self.shortestFrames + Interpolator.reach + controlFrames)
        return Timing(tailFrames: tailFrames(format, parameters))
    }

    mutating func control(_ parameters: Parameters<Parameter>) -> Motion {
        if voices.move(
            to: parameters.count(.voices), spread: parameters[.spread] * 0.01, isStart: parameters.isStart)
        {
            voices.place(in: sweeps, hasOddChannels: hasOddChannels)
        }
        moveCentre(parameters)
        moveSweeps(parameters)

        let mix = parameters[.mix] * 0.01
        let fraction = parameters[.feedback] * 0.01
        feedback.move(to: fraction, parameters)
        dry.move(to: sin(turns: 0.25 * (1 - mix)), parameters)
        wet.move(
            to: sin(turns: 0.25 * mix) * voices.normalisation * sqrt(1 - fraction * fraction), parameters)
        return .moving
    }

    mutating func reset() {
        lines.clear()
    }

    /// The shortest delay, in frames, that the interpolator and a feedback taken four frames at a time can do.
    private static var shortestFrames: Int { Interpolator.reach + 4 }

    /// Moves the middle of the delays' sway, and its amplitude, on by one control period.
    private mutating func moveCentre(_ parameters: Parameters<Parameter>) {
        let sway = Double(parameters[.depth]) * 0.5 * stepsPerMillisecond
        amplitude.move(to: Float(sway), parameters)
        let shortest = Double(Self.shortestFrames * Interpolator.stepsPerFrame)
        let newCentre = max(Double(parameters[.delay]) * stepsPerMillisecond, shortest) + sway
        let oldCentre = parameters.isStart ? newCentre : endCentre
        endCentre = newCentre
        let middle = (oldCentre + newCentre) * 0.5
        centre = Int32(truncatingIfNeeded: Int64(middle))
        centreRest = Float(middle - Double(centre))
        centreSlope = Float((newCentre - oldCentre) * (1 / Double(controlFrames)))
    }

    /// Lays the voices' delays through the control period.
    private mutating func moveSweeps(_ parameters: Parameters<Parameter>) {
        if parameters[.rate] != knownRate {
            knownRate = parameters[.rate]
            let turns = Double(knownRate) * Double(controlFrames) / Double(sampleRate)
            phaseStep = UInt64(min(turns, 0.5) * 0x1p64)
        }
        if parameters.isStart { phase = 0 }
        let middle = Float(Int32(truncatingIfNeeded: (phase &+ phaseStep / 2) &>> 32)) * 0x1p-32
        phase = phase &+ phaseStep
        let oscillator = (
            sine: sin(turns: middle), cosine: cos(turns: middle), turns: Float(Int64(phaseStep &>> 1)) * 0x1p-63
        )
        for channel in 0..<(hasOddChannels ? 2 : 1) {
            sweeps.lay(
                voices.count, channel, oscillator: oscillator, amplitude: (amplitude[Sweeps.middle], amplitude.step),
                centreSlope: centreSlope)
        }
    }

    /// How long it rings: the longest delay, and with feedback as many rounds as it takes to fall by 120 dB.
    private func tailFrames(_ format: Format, _ parameters: Parameters<Parameter>) -> Int {
        let (delay, depth) = (parameters.target(.delay), parameters.target(.depth))
        let longest =
            max(format.frames(milliseconds: delay), Self.shortestFrames) + format.frames(milliseconds: depth)
            + Interpolator.reach + 1
        let fraction = (parameters.target(.feedback) * 0.01).magnitude
        guard fraction > 0 else { return longest }
        let rounds = Int(Self.silenceLog2 / log2(fraction)) + 1
        return longest + rounds * longest
    }

    /// -120 dB as a binary logarithm.
    private static var silenceLog2: Float { -19.931_569 }
}
