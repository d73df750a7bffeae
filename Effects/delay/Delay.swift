// Delay: echoes that come again, filtered each time round. Knobs, memory, and what is derived from the knobs;
// `Delay+Process.swift` does the work.

@main
struct Delay: Effect {
    enum Parameter: Int, CaseIterable {
        case sync, time, tempo, note, feel, right, feedback, lowCut, highCut, mode, rate, depth, change, ducking, mix
    }

    /// Where the echoes go.
    enum Mode: Int {
        case stereo, cross, pingPong
    }

    static let descriptor = Descriptor(
        name: "Delay", version: "1.0.0",
        summary:
            "Repeats a sound in milliseconds or in beats, filtered each time round, straight, crossed or ping-pong.")

    static func describe(_ parameter: Parameter) -> ParameterDescription {
        switch parameter {
        case .sync: .toggle("sync", "Sync to tempo")
        case .time: timeKnob("time", "Time", .milliseconds, 1...NoteLength.longestMilliseconds, initial: 350)
        case .tempo: timeKnob("tempo", "Tempo", .none, 30...300, initial: 120)
        case .note: .choice("note", "Note", ["1/1", "1/2", "1/4", "1/8", "1/16", "1/32"], initial: 2)
        case .feel: .choice("feel", "Feel", ["straight", "dotted", "triplet"])
        case .right: timeKnob("right", "Right time", .percent, 50...200, initial: 100)
        case .feedback: .percent("feedback", "Feedback", 0...99, initial: 40)
        case .lowCut: .hertz("low-cut", "Low cut", 20...2_000, initial: 100)
        case .highCut: .hertz("high-cut", "High cut", 500...20_000, initial: 6_000)
        case .mode: .choice("mode", "Mode", ["stereo", "cross", "ping-pong"])
        case .rate: .continuous("rate", "Rate", .hertz, 0.05...8, initial: 0.5, scale: .logarithmic)
        case .depth: .continuous("depth", "Depth", .milliseconds, 0...5, initial: 0, glideMilliseconds: 500)
        case .change: .choice("change", "Time change", ["tape", "fade"])
        case .ducking: .decibels("ducking", "Ducking", 0...24, initial: 0)
        case .mix: .percent("mix", "Mix", 0...100, initial: 30)
        }
    }

    /// A knob that sets a time: what reads the line glides, in its own way, so that the knob needn't.
    private static func timeKnob(
        _ id: StaticString, _ name: StaticString, _ unit: ParameterDescription.Unit, _ range: ClosedRange<Float>,
        initial: Float
    ) -> ParameterDescription {
        .continuous(id, name, unit, range, initial: initial, scale: .logarithmic, glideMilliseconds: 0)
    }

    /// How long it takes to go over to another mode.
    private static let modeMilliseconds: Float = 50
    /// The longest of all delays: the longest time on the right, where it may be twice as long.
    private static let longestMilliseconds = 2 * NoteLength.longestMilliseconds
    /// What the lines may take of the box's 64 MiB.
    private static let greatestByteCount = 56 << 20
    /// Beyond this not even one channel's line fits.
    private static let greatestFrameCount: Float = 0x1p24

    // From the knobs, along the stream.
    var dry = Ramp()
    var wet = Ramp()
    var feedback = Ramp()
    /// How far the echoes cross over to the other channel of a pair, and how far the input is put together on the left.
    var crossing = Ramp()
    var joining = Ramp()
    var filter = LoopFilter()
    var ducker = Ducker()
    /// Where even channels read, and odd ones.
    var evenHead = ReadHead()
    var oddHead = ReadHead()
    private var oscillator = SlowSine()
    private var crossed = Glide(0)
    private var joined = Glide(0)
    // What was last derived, and from what.
    private var knownMix: Float = 0
    private var dryFactor: Float = 1
    private var wetFactor: Float = 0
    private var knownTimes = TimeKnobs()
    private var goals = (even: 0.0, odd: 0.0)

    // From the format.
    private var sampleRate: Float = 0
    var hasOddChannels = false
    var lines = DelayLines()
    var interpolator = DelayInterpolator()
    /// Where each frame of a chunk is read, for every head.
    var placeNumbers = Buffer()
    var taken = Storage<Float4>()
    /// The echoes of a pair of channels, and what a head reads that is being faded to.
    var echoes = Buffer()
    var filterStates = Storage<LoopFilter.State>()

    mutating func configure(_ format: Format, _ parameters: Parameters<Parameter>) throws(Refusal) -> Timing {
        sampleRate = format.sampleRate
        hasOddChannels = format.channelCount > 1
        crossed.configure(milliseconds: Self.modeMilliseconds, sampleRate: sampleRate)
        joined.configure(milliseconds: Self.modeMilliseconds, sampleRate: sampleRate)
        evenHead.configure(sampleRate: sampleRate)
        oddHead.configure(sampleRate: sampleRate)
        ducker.configure(sampleRate: sampleRate)
        let longestMilliseconds = Self.longestMilliseconds + Self.describe(.depth).range.upperBound
        guard sampleRate * longestMilliseconds * 0.001 < Self.greatestFrameCount else {
            throw Refusal("5 s of delay take too much memory at so high a sample rate; needs a lower one")
        }
        let longest =
            format.frames(milliseconds: longestMilliseconds) + ReadHead.shortestFrames + DelayInterpolator.reach
        guard DelayLines.byteCount(maximumDelay: longest) <= Self.greatestByteCount / format.channelCount else {
            throw Refusal("5 s of delay for so many channels take more than 56 of the 64 MiB that there are; needs fewer, or a lower rate")
        }
        lines = DelayLines(channelCount: format.channelCount, maximumDelay: longest)
        interpolator = .tabulated()
        placeNumbers = Buffer(count: 4 * DelayPlaces.length)
        taken = Storage(count: controlFrames)
        echoes = Buffer(count: 3 * Self.longChunkFrames)
        filterStates = Storage(count: (format.channelCount + 1) / 2)
        return Timing(tailFrames: tailFrames(parameters))
    }

    mutating func control(_ parameters: Parameters<Parameter>) -> Motion {
        let isStart = parameters.isStart
        let times = self.times(parameters)
        let change: ReadHead.Change = parameters.choice(.change)
        let sway = Double(parameters[.depth]) * 0.0005 * Double(sampleRate)
        oscillator.move(hertz: parameters[.rate], sampleRate: sampleRate, isStart: isStart)
        var isMoving = evenHead.move(to: times.even, sway: sway, change, isStart: isStart)
        if oddHead.move(to: times.odd, sway: sway, change, isStart: isStart) { isMoving = true }
        evenHead.lay(sine: oscillator.sine, cosine: oscillator.cosine, turnsPerPeriod: oscillator.turnsPerPeriod)
        // A quarter of a cycle ahead.
        oddHead.lay(sine: oscillator.cosine, cosine: -oscillator.sine, turnsPerPeriod: oscillator.turnsPerPeriod)

        filter.move(
            lowCut: parameters[.lowCut], highCut: parameters[.highCut], sampleRate: sampleRate, isStart: isStart)
        if moveMode(parameters) { isMoving = true }
        feedback.move(to: parameters[.feedback] * 0.01, parameters)
        if ducker.move(decibels: parameters[.ducking], isStart: isStart) { isMoving = true }
        moveMix(parameters)
        return isMoving ? .moving : .still
    }

    mutating func reset() {
        lines.clear()
        filterStates.clear()
    }

    private mutating func moveMix(_ parameters: Parameters<Parameter>) {
        if parameters.isStart || parameters[.mix] != knownMix {
            knownMix = parameters[.mix]
            dryFactor = sin(turns: 0.25 * (1 - knownMix * 0.01))
            wetFactor = sin(turns: 0.25 * knownMix * 0.01)
        }
        dry.move(to: dryFactor, parameters)
        wet.move(to: wetFactor * ducker.factor, parameters)
    }

    /// Moves on towards a mode by one control period; returns whether it is under way.
    private mutating func moveMode(_ parameters: Parameters<Parameter>) -> Bool {
        let mode: Mode = parameters.choice(.mode)
        crossed.glide(to: mode == .stereo ? 0 : 1)
        joined.glide(to: mode == .pingPong ? 1 : 0)
        if parameters.isStart {
            crossed.snap()
            joined.snap()
        }
        let moved = (crossed.advance(), joined.advance())
        crossing.move(to: crossed.value, parameters)
        joining.move(to: joined.value, parameters)
        return moved.0 || moved.1
    }

    /// What the knobs ask for, in whole frames, for even channels and odd ones.
    private mutating func times(_ parameters: Parameters<Parameter>) -> (even: Double, odd: Double) {
        let knobs = TimeKnobs(parameters)
        if knobs != knownTimes {
            knownTimes = knobs
            goals = knobs.frames(sampleRate: sampleRate)
        }
        return goals
    }

    private mutating func tailFrames(_ parameters: Parameters<Parameter>) -> Int {
        let times = self.times(parameters)
        let longest = max(times.even, hasOddChannels ? times.odd : 0)
        let sway = parameters.target(.depth) * 0.0005 * sampleRate
        return Tail(
            delayFrames: Float(longest) + sway + Float(DelayInterpolator.reach + 1),
            feedback: parameters.target(.feedback) * 0.01,
            lowCut: Float(Butterworth.warped(parameters.target(.lowCut), sampleRate)),
            highCut: Float(Butterworth.warped(parameters.target(.highCut), sampleRate))
        ).frames
    }
}
