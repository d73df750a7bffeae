// Gate: turns down what is quieter than a threshold. Knobs, memory, and what is derived from the knobs;
// `Gate+Process.swift` does the work.

@main
struct Gate: MeteredEffect {
    enum Parameter: Int, CaseIterable {
        case threshold, hysteresis, attack, hold, release, range, lookahead
    }

    enum Meter: Int, CaseIterable {
        case reduction
    }

    static let descriptor = Descriptor(
        name: "Gate", version: "1.0.0",
        summary: "Turns down what stays below a threshold: hysteresis, hold, range, side-chain, lookahead.",
        hasSidechain: true)

    static func describe(_ parameter: Parameter) -> ParameterDescription {
        switch parameter {
        case .threshold: .decibels("threshold", "Threshold", -80...0, initial: -40)
        case .hysteresis: .decibels("hysteresis", "Hysteresis", 0...24, initial: 6)
        case .attack: .milliseconds("attack", "Attack", 0.1...100, initial: 1, scale: .logarithmic)
        case .hold: .milliseconds("hold", "Hold", 1...1000, initial: 50, scale: .logarithmic)
        case .release: .milliseconds("release", "Release", 1...2000, initial: 100, scale: .logarithmic)
        case .range: .decibels("range", "Range", 0...90, initial: 60)
        case .lookahead: .milliseconds("lookahead", "Lookahead", 0...10, initial: 0)
        }
    }

    static func describe(_ meter: Meter) -> MeterDescription { .reduction(to: 90) }

    // From the knobs, along the stream.
    var opening = Ramp()
    var closing = Ramp()
    /// What is taken away where the gate is closed: 1 less its gain there.
    var depth = Ramp()
    var attackShare = 1.0
    var releaseShare = 1.0
    var holdFrames: Int32 = 0

    // From the format.
    private var sampleRate: Float = 0
    var lookaheadFrames = 0

    var door = Door()
    /// The levels heard in a chunk, then what is left of the sound.
    var row = Buffer()
    var lookahead = DelayLines()

    /// The most frames in a chunk: they fit into the nearest cache.
    static var chunkLength: Int { 512 }
    /// After how many of their time constants two one-pole filters in a row have done 1 - 1/e of a step: what solves
    /// (1 + x) exp(-x) = 1/e.
    private static var constantsPerTime: Float { 2.146_193_2 }

    mutating func configure(_ format: Format, _ parameters: Parameters<Parameter>) -> Timing {
        sampleRate = format.sampleRate
        row = Buffer(count: Self.chunkLength + 4)
        lookaheadFrames = format.frames(milliseconds: parameters.target(.lookahead))
        if lookaheadFrames > 0 {
            lookahead = DelayLines(
                channelCount: format.channelCount, maximumDelay: lookaheadFrames + Self.chunkLength)
        }
        return Timing(latencyFrames: lookaheadFrames)
    }

    mutating func control(_ parameters: Parameters<Parameter>) -> Motion {
        let threshold = parameters[.threshold]
        opening.move(to: gain(decibels: threshold), parameters)
        closing.move(to: gain(decibels: threshold - parameters[.hysteresis]), parameters)
        depth.move(to: 1 - gain(decibels: -parameters[.range]), parameters)
        let framesPerMillisecond = sampleRate * 0.001
        attackShare = Self.share(frames: parameters[.attack] * framesPerMillisecond)
        releaseShare = Self.share(frames: parameters[.release] * framesPerMillisecond)
        holdFrames = Int32(parameters[.hold] * framesPerMillisecond)
        return .still
    }

    mutating func reset() {
        door = Door()
        if lookaheadFrames > 0 { lookahead.clear() }
    }

    /// What share of the way both filters go per frame, to be 1 - 1/e there after so many frames.
    private static func share(frames: Float) -> Double {
        let x = Double(constantsPerTime / max(frames, 0.01))
        // 1 - exp(-x), by its series where the difference would cancel.
        return x < 0.05 ? x * (1 - x * (0.5 - x * (1 / 6 - x * (1 / 24)))) : 1 - Double(exp(Float(-x)))
    }
}
