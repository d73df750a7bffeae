// Gain: level, pan, width, polarity and mute: a gain matrix on the first two channels and a factor on all others.

@main
struct Gain: Effect {
    enum Parameter: Int, CaseIterable {
        case level, pan, width, invert, mute
    }

    enum Invert: Int {
        case none, both, left, right
    }

    static let descriptor = Descriptor(
        name: "Gain", version: "1.0.0", summary: "Sets level, pan, stereo width and polarity, and mutes.")

    static func describe(_ parameter: Parameter) -> ParameterDescription {
        switch parameter {
        case .level: .decibels("level", "Level", silentDecibels...24, initial: 0)
        case .pan: .percent("pan", "Pan", -100...100, initial: 0)
        case .width: .percent("width", "Width", 0...200, initial: 100)
        case .invert: .choice("invert", "Invert", ["none", "both", "left", "right"])
        case .mute: .toggle("mute", "Mute")
        }
    }

    /// The bottom of the level's range stands for silence; the last `fadeDecibels` above it fade out.
    private static let silentDecibels: Float = -96
    private static let fadeDecibels: Float = 6
    /// How long mute and polarity take to change.
    private static let switchMilliseconds: Float = 20

    private var channelCount = 0
    /// How much of the first two channels goes to each of them.
    private var leftToLeft = Ramp()
    private var rightToLeft = Ramp()
    private var leftToRight = Ramp()
    private var rightToRight = Ramp()
    /// The factor of all other channels, and of a mono stream's only one.
    private var other = Ramp()
    /// The polarity of left, right and all others, and what mute lets through.
    private var leftSign = Glide(1)
    private var rightSign = Glide(1)
    private var otherSign = Glide(1)
    private var opening = Glide(1)

    mutating func configure(_ format: Format, _ parameters: Parameters<Parameter>) -> Timing {
        channelCount = format.channelCount
        leftSign.configure(milliseconds: Self.switchMilliseconds, sampleRate: format.sampleRate)
        rightSign.configure(milliseconds: Self.switchMilliseconds, sampleRate: format.sampleRate)
        otherSign.configure(milliseconds: Self.switchMilliseconds, sampleRate: format.sampleRate)
        opening.configure(milliseconds: Self.switchMilliseconds, sampleRate: format.sampleRate)
        return Timing()
    }

    mutating func control(_ parameters: Parameters<Parameter>) -> Motion {
        let motion = moveSwitches(parameters)

        let decibels = parameters[.level]
        let fade = min(1, (decibels - Self.silentDecibels) / Self.fadeDecibels)
        let level = fade * gain(decibels: decibels) * opening.value
        let pan = parameters[.pan] * 0.01
        let left = level * min(1, 1 - pan) * leftSign.value
        let right = level * min(1, 1 + pan) * rightSign.value
        let width = parameters[.width] * 0.01
        let same = 0.5 * (1 + width)
        let crossed = 0.5 * (1 - width)

        leftToLeft.move(to: left * same, parameters)
        rightToLeft.move(to: left * crossed, parameters)
        leftToRight.move(to: right * crossed, parameters)
        rightToRight.move(to: right * same, parameters)
        other.move(to: level * (channelCount == 1 ? leftSign.value : otherSign.value), parameters)
        return motion
    }

    mutating func process(_ block: Block) {
        var first = 0
        if block.channelCount >= 2 {
            processPair(block[0], block[1], block)
            first = 2
        }
        for index in first..<block.channelCount {
            let channel = block[index]
            if block.isSteady {
                channel.map { samples, _ in samples * other.start }
            } else {
                channel.map { samples, frame in samples * other.vector(at: block.offset &+ frame) }
            }
        }
    }

    mutating func reset() {}

    private func processPair(_ left: Channel, _ right: Channel, _ block: Block) {
        if block.isSteady {
            let (ll, rl, lr, rr) = (leftToLeft.start, rightToLeft.start, leftToRight.start, rightToRight.start)
            Channel.map(left, right) { l, r, _ in (l * ll + r * rl, l * lr + r * rr) }
        } else {
            Channel.map(left, right) { l, r, frame in
                let at = block.offset &+ frame
                return (
                    l * leftToLeft.vector(at: at) + r * rightToLeft.vector(at: at),
                    l * leftToRight.vector(at: at) + r * rightToRight.vector(at: at)
                )
            }
        }
    }

    /// Moves mute and polarity on by one control period.
    private mutating func moveSwitches(_ parameters: Parameters<Parameter>) -> Motion {
        let invert: Invert = parameters.choice(.invert)
        leftSign.glide(to: invert == .both || invert == .left ? -1 : 1)
        rightSign.glide(to: invert == .both || invert == .right ? -1 : 1)
        otherSign.glide(to: invert == .both ? -1 : 1)
        opening.glide(to: parameters.isOn(.mute) ? 0 : 1)
        if parameters.isStart {
            leftSign.snap()
            rightSign.snap()
            otherSign.snap()
            opening.snap()
            return .still
        }
        let moved = (leftSign.advance(), rightSign.advance(), otherSign.advance(), opening.advance())
        return moved.0 || moved.1 || moved.2 || moved.3 ? .moving : .still
    }
}
