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
            .continuous(
                "feedback", "Feedback", .percent, -90...90, initial: 0, glideMilliseconds: sweepGlideMilliseconds)
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
    private var oscillator = SlowSine()
    // What was last derived, and from what.
    private var knownMix: (mix: Float, feedback: Float, normalisation: Float) = (0, 0, 0)
    private var knownSway: (delay: Float, depth: Float) = (0, 0)
    private var dryFactor: Float = 1
    private var wetFactor: Float = 0

    // From the format.
    private var stepsPerMillisecond: Double = 0
    private var sampleRate: Float = 0
    private var hasOddChannels = false
    var sweeps = Sweeps()
    /// Where each frame of the period is read, for every voice.
    var placeNumbers = Buffer()
    /// What the voices have read of a channel.
    var taken = Storage<Float4>()
    var interpolator = DelayInterpolator()
    var lines = DelayLines()

    mutating func configure(_ format: Format, _ parameters: Parameters<Parameter>) -> Timing {
        sampleRate = format.sampleRate
        stepsPerMillisecond = Double(sampleRate) * (Double(DelayInterpolator.stepsPerFrame) / 1000)
        hasOddChannels = format.channelCount > 1
        voices.configure(sampleRate: sampleRate)
        sweeps = .taken()
        placeNumbers = Buffer(count: Self.placeNumberCount)
        taken = Storage(count: controlFrames)
        interpolator = .tabulated()
        let longest = Self.describe(.delay).range.upperBound + Self.describe(.depth).range.upperBound
        lines = DelayLines(
            channelCount: format.channelCount,
            maximumDelay: format.frames(milliseconds: longest) + Self.shortestFrames + DelayInterpolator.reach
                + controlFrames)
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
        moveMix(parameters)
        return .moving
    }

    mutating func reset() {
        lines.clear()
    }

    /// The shortest delay, in frames, that the interpolator and a feedback taken four frames at a time can do.
    private static var shortestFrames: Int { DelayInterpolator.reach + 4 }

    /// Moves what input, voices and feedback are multiplied by.
    @inline(__always)
    private mutating func moveMix(_ parameters: Parameters<Parameter>) {
        let knobs = (parameters[.mix], parameters[.feedback], voices.normalisation)
        if parameters.isStart || knobs != knownMix {
            knownMix = knobs
            let mix = parameters[.mix] * 0.01
            let fraction = parameters[.feedback] * 0.01
            dryFactor = sin(turns: 0.25 * (1 - mix))
            wetFactor = sin(turns: 0.25 * mix) * voices.normalisation * sqrt(1 - fraction * fraction)
        }
        feedback.move(to: parameters[.feedback] * 0.01, parameters)
        dry.move(to: dryFactor, parameters)
        wet.move(to: wetFactor, parameters)
    }

    /// Moves the middle of the delays' sway, and its amplitude, on by one control period.
    @inline(__always)
    private mutating func moveCentre(_ parameters: Parameters<Parameter>) {
        let knobs = (parameters[.delay], parameters[.depth])
        if !parameters.isStart && knobs == knownSway && centreSlope == 0 && amplitude.step == 0 { return }
        knownSway = knobs
        let sway = Double(parameters[.depth]) * 0.5 * stepsPerMillisecond
        amplitude.move(to: Float(sway), parameters)
        let shortest = Double(Self.shortestFrames * DelayInterpolator.stepsPerFrame)
        let newCentre = max(Double(parameters[.delay]) * stepsPerMillisecond, shortest) + sway
        let oldCentre = parameters.isStart ? newCentre : endCentre
        endCentre = newCentre
        let middle = (oldCentre + newCentre) * 0.5
        centre = Int32(truncatingIfNeeded: Int64(middle))
        centreRest = Float(middle - Double(centre))
        centreSlope = Float((newCentre - oldCentre) * (1 / Double(controlFrames)))
    }

    /// Lays the voices' delays through the control period.
    @inline(__always)
    private mutating func moveSweeps(_ parameters: Parameters<Parameter>) {
        oscillator.move(hertz: parameters[.rate], sampleRate: sampleRate, isStart: parameters.isStart)
        for channel in 0..<(hasOddChannels ? 2 : 1) {
            sweeps.lay(
                voices.count, channel, oscillator, amplitude: (amplitude[Sweeps.middle], amplitude.step),
                centreSlope: centreSlope)
        }
    }

    /// How long it rings: the longest delay, and with feedback as many rounds as it takes to fall 120 dB below the sound.
    private func tailFrames(_ format: Format, _ parameters: Parameters<Parameter>) -> Int {
        let (delay, depth) = (parameters.target(.delay), parameters.target(.depth))
        let longest =
            max(format.frames(milliseconds: delay), Self.shortestFrames) + format.frames(milliseconds: depth)
            + DelayInterpolator.reach + 1
        let fraction = (parameters.target(.feedback) * 0.01).magnitude
        guard fraction > 0 else { return longest }
        let rounds = Int(Self.silenceLog2 / log2(fraction)) + 1
        return longest + rounds * longest
    }

    /// -145 dB as a binary logarithm: 120 dB down from the 20 dB that the line can hold above its input at 90 %
    /// feedback, and the 4 dB that six voices add.
    private static var silenceLog2: Float { -24.087 }
}
