// Compressor: turns down what is loud. Knobs, memory, and what is derived from the knobs; `Compressor+Process.swift`
// does the work.

@main
struct Compressor: MeteredEffect {
    enum Parameter: Int, CaseIterable {
        case threshold, ratio, knee, attack, release, makeup, autoMakeup, link, sidechainHighpass, lookahead, mix
    }

    enum Meter: Int, CaseIterable {
        case reduction
    }

    static var descriptor: Descriptor {
        Descriptor(
            name: "Compressor", version: "1.0.0",
            summary: "Turns down what exceeds a threshold: soft knee, linked channels, side-chain, lookahead.",
            hasSidechain: true)
    }

    static func describe(_ parameter: Parameter) -> ParameterDescription {
        switch parameter {
        case .threshold: .decibels("threshold", "Threshold", -60...0, initial: -18)
        case .ratio: .continuous("ratio", "Ratio", .ratio, 1...100, initial: 4, scale: .logarithmic)
        case .knee: .decibels("knee", "Knee", 0...36, initial: 6)
        case .attack: .milliseconds("attack", "Attack", 0.1...500, initial: 10, scale: .logarithmic)
        case .release: .milliseconds("release", "Release", 1...5000, initial: 120, scale: .logarithmic)
        case .makeup: .decibels("makeup", "Make-up", -24...36, initial: 0)
        case .autoMakeup: .percent("auto-makeup", "Automatic make-up", 0...100, initial: 0)
        case .link: .percent("link", "Link", 0...100, initial: 100)
        case .sidechainHighpass:
            .hertz(
                "sidechain-highpass", "Side-chain high-pass", DetectorHighpass.off...1000, initial: DetectorHighpass.off
            )
        case .lookahead: .milliseconds("lookahead", "Lookahead", 0...10, initial: 0)
        case .mix: .percent("mix", "Mix", 0...100, initial: 100)
        }
    }

    static func describe(_ meter: Meter) -> MeterDescription { .reduction(to: 60) }

    // From the knobs, along the stream. Levels are binary logarithms of amplitudes.
    var threshold = Ramp()
    var slope = Ramp()
    var halfKnee = Ramp()
    var makeup = Ramp()
    var link = Ramp()
    var mix = Ramp()
    var ballistics = Ballistics()
    var highpass = DetectorHighpass()

    // From the format.
    private var sampleRate: Float = 0
    private var hasOneDetector = false

    /// Whether one detector serves all channels: the first.
    var isLinked = false
    var detectors = Detectors()
    var rows = Rows()
    var lookahead = DelayLines()
    var lookaheadFrames = 0

    mutating func configure(_ format: Format, _ parameters: Parameters<Parameter>) throws(Refusal) -> Timing {
        sampleRate = format.sampleRate
        let earCount = max(format.channelCount, format.sidechainChannelCount)
        hasOneDetector = format.channelCount == 1 || format.sidechainChannelCount == 1
        detectors = Detectors(count: earCount)
        rows = Rows(earCount: earCount)
        lookaheadFrames = format.frames(milliseconds: parameters.target(.lookahead))
        if lookaheadFrames > 0 {
            lookahead = DelayLines(
                channelCount: format.channelCount, maximumDelay: lookaheadFrames + Rows.length)
        }
        return Timing(latencyFrames: lookaheadFrames)
    }

    mutating func control(_ parameters: Parameters<Parameter>) -> Motion {
        let thresholdLevel = parameters[.threshold] * GainCurve.levelPerDecibel
        let slopeNow = 1 - 1 / parameters[.ratio]
        let halfKneeLevel = parameters[.knee] * (0.5 * GainCurve.levelPerDecibel)
        threshold.move(to: thresholdLevel, parameters)
        slope.move(to: slopeNow, parameters)
        halfKnee.move(to: halfKneeLevel, parameters)
        link.move(to: parameters[.link] * 0.01, parameters)
        mix.move(to: parameters[.mix] * 0.01, parameters)

        let curve = GainCurve(
            threshold: Float4(repeating: thresholdLevel), slope: Float4(repeating: slopeNow),
            halfKnee: Float4(repeating: halfKneeLevel))
        let atFullScale = curve.reduction(.zero)[0]
        makeup.move(
            to: parameters[.makeup] * GainCurve.levelPerDecibel + parameters[.autoMakeup] * 0.01 * atFullScale,
            parameters)

        let framesPerMillisecond = sampleRate * 0.001
        ballistics.set(
            attackFrames: parameters[.attack] * framesPerMillisecond,
            releaseFrames: parameters[.release] * framesPerMillisecond)
        highpass.set(hertz: parameters[.sidechainHighpass], sampleRate: sampleRate)
        if highpass.isOff { detectors.clearFilters() }
        return updateLink(isStart: parameters.isStart)
    }

    mutating func reset() {
        detectors.clear()
        if lookaheadFrames > 0 { lookahead.clear() }
    }

    /// One detector does when all would do the same: at full link, once they have come together.
    private mutating func updateLink(isStart: Bool) -> Motion {
        let wasLinked = isLinked
        let wantsLink = hasOneDetector || (link.start == 1 && link.end == 1)
        isLinked = wantsLink && (isStart || wasLinked || detectors.agree)
        if wasLinked && !isLinked { detectors.spreadFirst() }
        return wantsLink && !isLinked ? .moving : .still
    }
}
