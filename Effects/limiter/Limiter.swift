// Limiter: nothing gets louder than the ceiling, not even between samples. Knobs, memory, and what is derived from the
// knobs; `Limiter+Process.swift` does the work.

@main
struct Limiter: MeteredEffect {
    enum Parameter: Int, CaseIterable {
        case drive, ceiling, release, lookahead, link, truePeak
    }

    enum Meter: Int, CaseIterable {
        case reduction
    }

    static let descriptor = Descriptor(
        name: "Limiter", version: "1.0.0",
        summary: "Lets nothing through above a ceiling, between samples either: lookahead, true peak, linked channels.")

    static func describe(_ parameter: Parameter) -> ParameterDescription {
        switch parameter {
        case .drive: .decibels("drive", "Drive", 0...24, initial: 0)
        case .ceiling: .decibels("ceiling", "Ceiling", -24...0, initial: -1)
        case .release: .milliseconds("release", "Release", 1...2000, initial: 100, scale: .logarithmic)
        case .lookahead: .milliseconds("lookahead", "Lookahead", 1...10, initial: 2)
        case .link: .percent("link", "Link", 0...100, initial: 100)
        case .truePeak: .toggle("true-peak", "True peak", initial: true)
        }
    }

    static func describe(_ meter: Meter) -> MeterDescription { .reduction(to: 60) }

    /// How long the change from one way of measuring to the other takes.
    private static let switchMilliseconds: Float = 20

    // From the knobs, along the stream.
    var drive = Ramp()
    var ceiling = Ramp()
    var link = Ramp()
    /// How much of what lies between samples counts, 0 to 1.
    var between = Ramp()
    private var betweenGlide = Glide(1)

    // From the format.
    private var sampleRate: Float = 0
    var delayFrames = 0

    /// Whether one chain of gains serves all channels: the first.
    var isLinked = true
    var meter = PeakMeter()
    var chains = GainChains()
    var rows = Rows()
    var sound = DelayLines()

    mutating func configure(_ format: Format, _ parameters: Parameters<Parameter>) -> Timing {
        sampleRate = format.sampleRate
        betweenGlide.configure(milliseconds: Self.switchMilliseconds, sampleRate: sampleRate)
        meter = PeakMeter(channelCount: format.channelCount)
        rows = Rows(channelCount: format.channelCount)
        chains = GainChains(
            count: format.channelCount, lookahead: format.frames(milliseconds: parameters.target(.lookahead)))
        delayFrames = PeakMeter.delay + chains.delay
        sound = DelayLines(channelCount: format.channelCount, maximumDelay: delayFrames + Rows.length)
        return Timing(latencyFrames: delayFrames)
    }

    mutating func control(_ parameters: Parameters<Parameter>) -> Motion {
        betweenGlide.glide(to: parameters.isOn(.truePeak) ? 1 : 0)
        if parameters.isStart { betweenGlide.snap() }
        let isSwitching = betweenGlide.advance()
        between.move(to: betweenGlide.value, parameters)
        drive.move(to: gain(decibels: parameters[.drive]), parameters)
        ceiling.move(to: gain(decibels: parameters[.ceiling]), parameters)
        link.move(to: parameters[.link] * 0.01, parameters)
        chains.setRelease(frames: parameters[.release] * 0.001 * sampleRate)

        // Once apart, the chains stay apart until the stream starts anew: only then do they surely agree.
        if parameters.isStart {
            isLinked = link.end == 1
        } else if isLinked && link.end != 1 {
            chains.spreadFirst()
            isLinked = false
        }
        return isSwitching ? .moving : .still
    }

    mutating func reset() {
        meter.clear()
        chains.clear()
        sound.clear()
    }
}
