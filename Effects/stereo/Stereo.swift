// Stereo: what can be done to the picture between two loudspeakers. Knobs, memory, and what is derived from the knobs;
// `Stereo+Process.swift` does the work.

@main
struct Stereo: Effect {
    enum Parameter: Int, CaseIterable {
        case swap, polarity, mid, side, width, compensate, solo, rotation, balance, law, delay, monoBass, monoBelow
    }

    static let descriptor = Descriptor(
        name: "Stereo", version: "1.0.0",
        summary: "Works on the stereo picture: middle and side, width, rotation, balance, delay, and mono bass.")

    static func describe(_ parameter: Parameter) -> ParameterDescription {
        switch parameter {
        case .swap: .toggle("swap", "Swap channels")
        case .polarity: .choice("polarity", "Invert polarity", ["none", "both", "left", "right"])
        case .mid: .decibels("mid", "Middle level", Picture.silentDecibels...12, initial: 0)
        case .side: .decibels("side", "Side level", Picture.silentDecibels...12, initial: 0)
        case .width: .percent("width", "Width", 0...200, initial: 100)
        case .compensate: .toggle("compensate", "Keep loudness", initial: true)
        case .solo: .choice("solo", "Solo", ["off", "mid", "side"])
        case .rotation: .continuous("rotation", "Rotation", .degrees, -90...90, initial: 0)
        case .balance: .percent("balance", "Balance", -100...100, initial: 0)
        case .law: .choice("law", "Balance law", ["0-db", "3-db", "4.5-db", "6-db"])
        case .delay:
            .continuous("delay", "Channel delay", .milliseconds, -30...30, initial: 0, glideMilliseconds: 0)
        case .monoBass: .toggle("mono-bass", "Mono bass")
        case .monoBelow: .hertz("mono-below", "Mono below", 20...500, initial: 120)
        }
    }

    private static let fadeMilliseconds: Float = 40

    // From the knobs, along the stream.
    private var picture = Picture()
    /// How much of the first two channels goes to each of them.
    var leftToLeft = Ramp()
    var rightToLeft = Ramp()
    var leftToRight = Ramp()
    var rightToRight = Ramp()
    /// The factor of a mono sound.
    var alone = Ramp()
    var leftLag = Lag()
    var rightLag = Lag()
    var bass = BassFilter()
    /// How far the bass is mono.
    private var bassShare = Glide(0)
    var bassRamp = Ramp()

    // From the format.
    private var sampleRate: Float = 0
    var lines = DelayLines()
    /// The middle of a chunk's frames, before any delay.
    var middle = Buffer()

    mutating func configure(_ format: Format, _ parameters: Parameters<Parameter>) throws(Refusal) -> Timing {
        sampleRate = format.sampleRate
        picture.configure(sampleRate: sampleRate)
        bassShare.configure(milliseconds: Self.fadeMilliseconds, sampleRate: sampleRate)
        leftLag.configure(milliseconds: Self.fadeMilliseconds, sampleRate: sampleRate)
        rightLag.configure(milliseconds: Self.fadeMilliseconds, sampleRate: sampleRate)
        guard format.channelCount > 1 else { return Timing() }
        let longest = Self.describe(.delay).range.upperBound
        guard sampleRate * longest * 0.001 < 0x1p20 else {
            throw Refusal("30 ms of delay take too much memory at so high a sample rate; needs a lower one")
        }
        lines = DelayLines(channelCount: 2, maximumDelay: format.frames(milliseconds: longest) + Self.chunkFrames + 4)
        middle = Buffer(count: Self.chunkFrames)
        let ring = parameters.isOn(.monoBass) ? BassFilter.ring(parameters.target(.monoBelow), sampleRate) : 0
        return Timing(tailFrames: format.frames(milliseconds: parameters.target(.delay).magnitude) + ring)
    }

    mutating func control(_ parameters: Parameters<Parameter>) -> Motion {
        var isMoving = picture.move(parameters)
        leftToLeft.move(to: picture.leftToLeft, parameters)
        rightToLeft.move(to: picture.rightToLeft, parameters)
        leftToRight.move(to: picture.leftToRight, parameters)
        rightToRight.move(to: picture.rightToRight, parameters)
        alone.move(to: picture.alone, parameters)

        let lag = Int((parameters.target(.delay) * 0.001 * sampleRate).rounded(.toNearestOrAwayFromZero))
        if leftLag.move(to: max(0, -lag), isStart: parameters.isStart) { isMoving = true }
        if rightLag.move(to: max(0, lag), isStart: parameters.isStart) { isMoving = true }

        bassShare.glide(to: parameters.isOn(.monoBass) ? 1 : 0)
        if parameters.isStart { bassShare.snap() }
        if bassShare.advance() { isMoving = true }
        bassRamp.move(to: bassShare.value, parameters)
        bass.move(hertz: parameters[.monoBelow], sampleRate: sampleRate, isStart: parameters.isStart)
        return isMoving ? .moving : .still
    }

    mutating func reset() {
        lines.clear()
        bass.clear()
    }
}
