// Reverb: a room made of sixteen delay lines that feed one another. Knobs, and what is derived from them;
// `Reverb+Process.swift` does the work.

@main
struct Reverb: Effect {
    enum Parameter: Int, CaseIterable {
        case decay, bass, bassFrequency, treble, trebleFrequency, size, preDelay, early, diffusion
        case modRate, modDepth, lowCut, highCut, width, mix, freeze
    }

    static let descriptor = Descriptor(
        name: "Reverb", version: "1.0.0",
        summary: "Puts a sound into a room, from a small chamber to a hall that holds it for ever.")

    static func describe(_ parameter: Parameter) -> ParameterDescription {
        switch parameter {
        case .decay:
            .continuous(
                "decay", "Decay", .seconds, 0.1...30, initial: 2, scale: .logarithmic,
                glideMilliseconds: slowGlideMilliseconds)
        case .bass: ratio("bass", "Bass", 0.25...2, initial: 1.2)
        case .bassFrequency: .hertz("bass-frequency", "Bass frequency", 50...1000, initial: 250)
        case .treble: ratio("treble", "Treble", 0.1...1.5, initial: 0.5)
        case .trebleFrequency: .hertz("treble-frequency", "Treble frequency", 1000...16000, initial: 5000)
        case .size: .percent("size", "Size", 10...100, initial: 60)
        case .preDelay: .milliseconds("pre-delay", "Pre-delay", 0...250, initial: 12)
        case .early: .percent("early", "Early", 0...100, initial: 60)
        case .diffusion: .percent("diffusion", "Diffusion", 0...100, initial: 90)
        case .modRate: .continuous("mod-rate", "Modulation rate", .hertz, 0.05...5, initial: 0.5, scale: .logarithmic)
        case .modDepth: .percent("mod-depth", "Modulation depth", 0...100, initial: 50)
        case .lowCut: .hertz("low-cut", "Low cut", 10...1000, initial: 40)
        case .highCut: .hertz("high-cut", "High cut", 1000...20000, initial: 14000)
        case .width: .percent("width", "Width", 0...100, initial: 100)
        case .mix: .percent("mix", "Mix", 0...100, initial: 30)
        case .freeze: .toggle("freeze", "Freeze")
        }
    }

    /// What changes how long it rings glides slowly, so that no step of a filter is heard.
    private static let slowGlideMilliseconds: Float = 200
    /// How long the change to another size or pre-delay takes, and that to a frozen room.
    private static let crossingMilliseconds: Float = 80

    private static func ratio(
        _ id: StaticString, _ name: StaticString, _ range: ClosedRange<Float>, initial: Float
    ) -> ParameterDescription {
        .continuous(
            id, name, .ratio, range, initial: initial, scale: .logarithmic, glideMilliseconds: slowGlideMilliseconds)
    }

    // From the knobs, along the stream.
    var dry = Ramp()
    var wet = Ramp()
    /// What a channel's sound is multiplied by on its way into each line, and straight to the output.
    var entrance = Ramp()
    var early = Ramp()
    /// How much the sides of a pair of channels keep of their own, and of each other.
    var straight = Ramp()
    var crossed = Ramp()
    var preDelay = Crossing()
    private var knownMix: (mix: Float, width: Float) = (-1, -1)
    private var dryFactor: Float = 1
    private var wetFactor: Float = 0
    private var straightFactor: Float = 1
    private var crossedFactor: Float = 0
    private var knownDecay = Decay()
    private var knownDiffusion: Float = -1
    private var knownCuts: (low: Float, high: Float) = (0, 0)
    private var normalisation: Float = 1
    private var freezing = Glide(0)

    // From the format.
    private var format = Format(sampleRate: 48_000, channelCount: 1, sidechainChannelCount: 0, maximumFrameCount: 1)
    var past = Rings()
    var diffuser = Diffuser()
    var network = Network()
    var cuts = CutFilters()
    /// Per channel, what has come out of the diffuser, then what comes out of the room: one control period of frames.
    var rows = Buffer()

    mutating func configure(_ format: Format, _ parameters: Parameters<Parameter>) -> Timing {
        self.format = format
        let longest = format.frames(milliseconds: Self.describe(.preDelay).range.upperBound)
        past = Rings(count: format.channelCount, maximumDelay: longest)
        diffuser = Diffuser(format)
        network = Network(format, crossingMilliseconds: Self.crossingMilliseconds)
        cuts = CutFilters(channelCount: format.channelCount)
        rows = Buffer(count: format.channelCount * controlFrames)
        preDelay.configure(milliseconds: Self.crossingMilliseconds, sampleRate: format.sampleRate)
        freezing.configure(milliseconds: Self.crossingMilliseconds, sampleRate: format.sampleRate)
        return Timing(tailFrames: tailFrames(parameters))
    }

    mutating func control(_ parameters: Parameters<Parameter>) -> Motion {
        moveFreezing(parameters)
        moveRoom(parameters)
        moveLevels(parameters)
        moveCuts(parameters)
        network.rotations.move(
            hertz: parameters[.modRate], depth: parameters[.modDepth] * 0.01, sampleRate: format.sampleRate,
            isStart: parameters.isStart)
        return .moving
    }

    mutating func reset() {
        past.clear()
        diffuser.clear()
        network.clear()
        cuts.clear()
    }

    private mutating func moveFreezing(_ parameters: Parameters<Parameter>) {
        freezing.glide(to: parameters.isOn(.freeze) ? 1 : 0)
        if parameters.isStart { freezing.snap() }
        _ = freezing.advance()
        network.absorbed.move(to: 1 - freezing.value, parameters)
    }

    /// Moves delays and decay. A frozen room keeps its size.
    private mutating func moveRoom(_ parameters: Parameters<Parameter>) {
        let frames = format.frames(milliseconds: parameters.target(.preDelay))
        _ = preDelay.move(to: Float(frames), isStart: parameters.isStart)
        let isFrozen = freezing.target != 0 || freezing.value != 0
        let size = isFrozen && !parameters.isStart ? network.size : targetSize(parameters)
        let isResizing = network.move(toSize: size, isStart: parameters.isStart)
        let decay = Decay(
            seconds: parameters[.decay], bass: parameters[.bass], bassHertz: parameters[.bassFrequency],
            treble: parameters[.treble], trebleHertz: parameters[.trebleFrequency])
        let isOther = parameters.isStart || decay != knownDecay
        if isOther || isResizing || network.isMoving {
            network.setDecay(decay, isStart: parameters.isStart)
            normalisation = network.normalisation(decay)
        }
        if isOther || parameters[.diffusion] != knownDiffusion || diffuser.isMoving {
            diffuser.move(
                gain: parameters[.diffusion] * 0.01 * Diffuser.greatestGain, decay: decay, isStart: parameters.isStart)
        }
        (knownDecay, knownDiffusion) = (decay, parameters[.diffusion])
    }

    /// The size that was asked for, or that of which the longest line loses 20 dB: what dies away faster than it comes
    /// round sounds like a few echoes, and no filter follows its decay.
    private func targetSize(_ parameters: Parameters<Parameter>) -> Float {
        let ratio = min(1, min(parameters.target(.bass), parameters.target(.treble)))
        let longest = 1000 / 3 * parameters.target(.decay) * ratio
        return min(parameters.target(.size) * 0.01, longest / Network.longestMilliseconds)
    }

    private mutating func moveLevels(_ parameters: Parameters<Parameter>) {
        let knobs = (parameters[.mix], parameters[.width])
        if parameters.isStart || knobs != knownMix {
            knownMix = knobs
            let mix = parameters[.mix] * 0.01
            dryFactor = sin(turns: 0.25 * (1 - mix))
            wetFactor = sin(turns: 0.25 * mix)
            // The sides' difference times the width, at an unchanged power of two sounds that are unlike.
            let width = parameters[.width] * 0.01
            let power = sqrt(2 / (1 + width * width))
            straightFactor = 0.5 * power * (1 + width)
            crossedFactor = 0.5 * power * (1 - width)
        }
        let isWide = format.channelCount > 1
        dry.move(to: dryFactor, parameters)
        wet.move(to: wetFactor, parameters)
        straight.move(to: isWide ? straightFactor : 1, parameters)
        crossed.move(to: isWide ? crossedFactor : 0, parameters)
        let open = normalisation * (1 - freezing.value)
        // A quarter: the power that enters each of sixteen lines.
        entrance.move(to: 0.25 * open, parameters)
        early.move(to: 0.25 * open * parameters[.early] * 0.01, parameters)
    }

    private mutating func moveCuts(_ parameters: Parameters<Parameter>) {
        let knobs = (parameters[.lowCut], parameters[.highCut])
        guard parameters.isStart || knobs != knownCuts || cuts.isMoving else { return }
        knownCuts = knobs
        cuts.move(lowHertz: knobs.0, highHertz: knobs.1, sampleRate: format.sampleRate, isStart: parameters.isStart)
    }

    /// How long it rings until it is 120 dB down: twice the longest decay, and what comes before it.
    private func tailFrames(_ parameters: Parameters<Parameter>) -> Int {
        let ratio = max(1, max(parameters.target(.bass), parameters.target(.treble)))
        let seconds = 2.1 * parameters.target(.decay) * ratio + Self.tailMarginSeconds
        return format.frames(milliseconds: parameters.target(.preDelay) + 1000 * seconds)
    }

    /// For the diffuser, the longest lines and the low cut.
    private static var tailMarginSeconds: Float { 0.4 }
}
