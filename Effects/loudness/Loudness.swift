// Loudness: measures how loud the sound is, as EBU R 128 does, and brings it slowly to a target if it is told to.
// Knobs, meters and memory; `Loudness+Process.swift` does the work.

@main
struct Loudness: MeteredEffect {
    enum Parameter: Int, CaseIterable {
        case normalise, target, speed, maximumGain, gate, ceiling
    }

    enum Meter: Int, CaseIterable {
        case momentary, shortTerm, integrated, range, truePeak, greatestMomentary, greatestShortTerm, gain
    }

    static let descriptor = Descriptor(
        name: "Loudness", version: "1.0.0",
        summary: "Measures loudness by EBU R 128, and brings it slowly to a target where that is wanted.")

    static func describe(_ parameter: Parameter) -> ParameterDescription {
        switch parameter {
        case .normalise: .toggle("normalise", "Normalise")
        case .target: .decibels("target", "Target (LUFS)", -40...(-6), initial: -18)
        case .speed: .continuous("speed", "Speed", .seconds, 1...60, initial: 10, scale: .logarithmic)
        case .maximumGain: .decibels("maximum-gain", "Maximum gain", 0...24, initial: 12)
        case .gate: .decibels("gate", "Gate (LUFS)", -70...(-20), initial: -45)
        case .ceiling: .decibels("ceiling", "Ceiling (dBTP)", -20...0, initial: -1)
        }
    }

    static func describe(_ meter: Meter) -> MeterDescription {
        switch meter {
        case .momentary: .last("momentary", "Momentary (LUFS)", .decibels, levels)
        case .shortTerm: .last("short-term", "Short-term (LUFS)", .decibels, levels)
        case .integrated: .last("integrated", "Integrated (LUFS)", .decibels, levels)
        case .range: .last("range", "Range (LU)", .decibels, 0...60)
        case .truePeak: .last("true-peak", "True peak (dBTP)", .decibels, levels)
        case .greatestMomentary: .last("momentary-maximum", "Greatest momentary (LUFS)", .decibels, levels)
        case .greatestShortTerm: .last("short-term-maximum", "Greatest short-term (LUFS)", .decibels, levels)
        case .gain: .last("gain", "Gain", .decibels, -60...24)
        }
    }

    private static let levels: ClosedRange<Float> = -70...10

    var clock = BlockClock()
    var ears = Ears()
    var windows = Windows()
    var programme = GatedMean()
    var range = RangeOfLevels()
    var peaks = TruePeak()
    var leveller = Leveller()
    /// Of the hundredth of a second at hand.
    var blockPeak: Float = 0
    /// Mean squares since the start.
    var greatestMomentary = 0.0
    var greatestShortTerm = 0.0

    mutating func configure(_ format: Format, _ parameters: Parameters<Parameter>) -> Timing {
        clock = BlockClock(sampleRate: Double(format.sampleRate))
        ears = Ears(channelCount: format.channelCount, sampleRate: Double(format.sampleRate))
        windows = Windows(taking: ())
        programme = GatedMean(taking: ())
        range = RangeOfLevels(taking: ())
        peaks = TruePeak(channelCount: format.channelCount, sampleRate: format.sampleRate)
        leveller.begin()
        return Timing()
    }

    mutating func control(_ parameters: Parameters<Parameter>) -> Motion {
        leveller.isOn = parameters.isOn(.normalise)
        leveller.target = parameters.target(.target)
        leveller.mostGain = parameters.target(.maximumGain)
        leveller.gate = parameters.target(.gate)
        leveller.ceiling = parameters.target(.ceiling)
        leveller.setSpeed(seconds: parameters.target(.speed))
        if parameters.isStart { leveller.begin() }
        return .still
    }

    mutating func reset() {
        clock.begin()
        ears.clear()
        windows.clear()
        programme.clear()
        range.clear()
        peaks.clear()
        leveller.begin()
        blockPeak = 0
        (greatestMomentary, greatestShortTerm) = (0, 0)
    }
}
