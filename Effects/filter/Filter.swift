// Filter: eight kinds of second-order filter, or two in a row, that can be swept without a click.

@main
struct Filter: Effect {
    enum Parameter: Int, CaseIterable {
        case type, cutoff, resonance, gain, slope
    }

    enum Slope: Int {
        case single, double
    }

    static let descriptor = Descriptor(
        name: "Filter", version: "1.0.0",
        summary: "A state-variable filter: low-pass, high-pass, band-pass, notch, peak, shelves, all-pass.")

    static func describe(_ parameter: Parameter) -> ParameterDescription {
        switch parameter {
        case .type:
            .choice(
                "type", "Type",
                ["low-pass", "high-pass", "band-pass", "notch", "peak", "low-shelf", "high-shelf", "all-pass"])
        case .cutoff: .hertz("cutoff", "Cutoff", 10...20000, initial: 1000)
        case .resonance:
            .continuous("resonance", "Resonance (Q)", .none, 0.1...40, initial: 0.70710678, scale: .logarithmic)
        case .gain: .decibels("gain", "Gain", -30...30, initial: 0)
        case .slope: .choice("slope", "Slope", ["12 dB", "24 dB"])
        }
    }

    /// The cutoff is held below this share of the sampling rate.
    private static let highestCutoff = 0.49
    /// How long a change of type or slope takes.
    private static let switchMilliseconds: Float = 20
    /// The tail ends when a full-scale input's has fallen to -140 dB, here in nepers; and after this many seconds at
    /// the latest.
    private static let tailNepers: Double = 16.118
    private static let longestTailSeconds: Double = 60

    private var sampleRate: Float = 0
    private var first = Section()
    private var second = Section()
    private var states = Storage<PairState>()
    /// From 0 to 1 while the sections move from what they were at the last switch to what is now asked for.
    private var crossfade = Glide(1)
    private var type = FilterType.lowPass
    private var slope = Slope.single
    /// Whether the second section is in the path: with slope 24 dB, and while fading from it or to it.
    private var hasSecond = false

    mutating func configure(_ format: Format, _ parameters: Parameters<Parameter>) -> Timing {
        sampleRate = format.sampleRate
        states = Storage(count: (format.channelCount + 1) / 2)
        crossfade.configure(milliseconds: Self.switchMilliseconds, sampleRate: sampleRate)
        let goals = goals(parameters)
        var frames = goals.first.ringingFrames(toNepers: Self.tailNepers)
        if parameters.choice(.slope, as: Slope.self) == .double {
            frames += goals.second.ringingFrames(toNepers: Self.tailNepers)
        }
        return Timing(tailFrames: Int(min(frames + 1, Self.longestTailSeconds * Double(sampleRate))))
    }

    mutating func control(_ parameters: Parameters<Parameter>) -> Motion {
        let newType: FilterType = parameters.choice(.type)
        let newSlope: Slope = parameters.choice(.slope)
        let goals = goals(parameters)
        if parameters.isStart {
            (type, slope) = (newType, newSlope)
            crossfade.snap(to: 1)
            first.begin(at: goals.first)
            second.begin(at: goals.second)
            hasSecond = slope == .double
            return .still
        }

        if newType != type || newSlope != slope {
            (type, slope) = (newType, newSlope)
            first.startCrossfade()
            if hasSecond {
                second.startCrossfade()
            } else if slope == .double {
                second.begin(at: goals.second.bypassed)
                second.startCrossfade()
                hasSecond = true
            }
            crossfade.snap(to: 0)
            crossfade.glide(to: 1)
        }
        let isMoving = crossfade.advance()
        first.move(to: goals.first, crossfade: Double(crossfade.value))
        if hasSecond {
            second.move(to: slope == .double ? goals.second : goals.second.bypassed, crossfade: Double(crossfade.value))
        }
        // One period after the fade the second section stands at bypass and can go.
        if !isMoving && slope == .single && hasSecond {
            hasSecond = false
            for pair in 0..<states.count { states[pair].clearSecond() }
        }
        return isMoving ? .moving : .still
    }

    mutating func process(_ block: Block) {
        var channel = 0
        while channel < block.channelCount {
            // A last channel without a partner is its own: both lanes compute, and store, the same.
            let left = block[channel]
            let right = block[min(channel &+ 1, block.channelCount &- 1)]
            var state = states[channel &>> 1]
            switch (block.isSteady, hasSecond) {
            case (true, false): first.runSteadily(left, right, &state.first)
            case (true, true): Section.runSteadily(first, second, left, right, &state)
            case (false, false): first.runMoving(left, right, &state.first, from: block.offset)
            case (false, true): Section.runMoving(first, second, left, right, &state, from: block.offset)
            }
            states[channel &>> 1] = state
            channel &+= 2
        }
    }

    mutating func reset() {
        states.clear()
    }

    /// What both sections should be, as the parameters stand.
    private func goals(_ parameters: Parameters<Parameter>) -> (first: Prototype, second: Prototype) {
        let frequency = min(Double(parameters[.cutoff]) / Double(sampleRate), Self.highestCutoff)
        let warped = tan(Double.pi * frequency)
        let type: FilterType = parameters.choice(.type)
        let isDouble = parameters.choice(.slope, as: Slope.self) == .double
        let resonance = Double(parameters[.resonance])
        let decibels = parameters[.gain]

        let resonances = isDouble ? type.resonances(resonance) : (resonance, resonance)
        // A filter with a gain, twice in a row: half the gain each. A is the square root of one section's gain.
        let a = Double(gain(decibels: decibels * (isDouble ? 0.25 : 0.5)))
        return (
            Prototype(type, warped: warped, resonance: resonances.0, a: a),
            Prototype(type, warped: warped, resonance: resonances.1, a: a)
        )
    }
}
