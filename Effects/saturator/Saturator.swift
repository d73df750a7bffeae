// Saturator: bends a sound's wave at several times its rate. Knobs, memory, and what is derived from the knobs;
// `Saturator+Process.swift` does the work.

@main
struct Saturator: Effect {
    enum Parameter: Int, CaseIterable {
        case drive, curve, bias, tone, output, autoLevel, mix, oversampling
    }

    static let descriptor = Descriptor(
        name: "Saturator", version: "1.0.0",
        summary: "Adds harmonics without aliasing: five curves, from warm to folded, at up to eight times the rate.")

    static func describe(_ parameter: Parameter) -> ParameterDescription {
        switch parameter {
        case .drive: .decibels("drive", "Drive", 0...36, initial: 12)
        case .curve: .choice("curve", "Curve", ["tanh", "tube", "tape", "hard-clip", "fold"])
        case .bias: .percent("bias", "Bias", -100...100, initial: 0)
        case .tone: .decibels("tone", "Tone", -12...12, initial: 0)
        case .output: .decibels("output", "Output", -24...24, initial: 0)
        case .autoLevel: .toggle("auto-level", "Auto level", initial: true)
        case .mix: .percent("mix", "Mix", 0...100, initial: 100)
        case .oversampling: .choice("oversampling", "Oversampling", ["off", "2x", "4x", "8x"], initial: 2)
        }
    }

    /// How long the change from one curve to another takes.
    private static let switchMilliseconds: Float = 30

    // From the knobs, along the stream.
    var drive = Ramp()
    var bias = Ramp()
    var dry = Ramp()
    var wet = Ramp()
    var curve = Curve.tanh
    var nextCurve = Curve.tanh
    /// How much of the next curve sounds, 0 to 1.
    var nextShare = Ramp()
    var output = OutputFilter()
    private var switching = Glide(0)
    private var automatic = Glide(1)
    private var known: (drive: Float, bias: Float, curve: Curve, next: Curve)?
    private var level: Float = 1
    private var nextLevel: Float = 1

    // From the format.
    private var sampleRate: Float = 0
    var oversampler = Oversampler()
    var past = DelayLines()
    /// Per channel the wet sound of a chunk.
    var rows = Buffer()

    mutating func configure(_ format: Format, _ parameters: Parameters<Parameter>) -> Timing {
        sampleRate = format.sampleRate
        switching.configure(milliseconds: Self.switchMilliseconds, sampleRate: sampleRate)
        automatic.configure(milliseconds: Self.switchMilliseconds, sampleRate: sampleRate)
        oversampler = Oversampler(stageCount: parameters.count(.oversampling), channelCount: format.channelCount)
        past = DelayLines(
            channelCount: format.channelCount, maximumDelay: oversampler.latencyFrames + 2 * Oversampler.chunkFrames)
        rows = Buffer(count: format.channelCount * Self.rowLength)
        output.configure(format)
        return Timing(
            latencyFrames: oversampler.latencyFrames,
            tailFrames: oversampler.latencyFrames + format.frames(milliseconds: OutputFilter.tailMilliseconds))
    }

    /// Room for the last frames of a row to be taken four at a time.
    static var rowLength: Int { Oversampler.chunkFrames + 4 }

    mutating func control(_ parameters: Parameters<Parameter>) -> Motion {
        let isSwitching = moveCurve(parameters)
        let isChanging = moveLevels(parameters)
        drive.move(to: gain(decibels: parameters[.drive]), parameters)
        bias.move(to: parameters[.bias] * 0.01, parameters)
        output.move(tone: parameters[.tone], isStart: parameters.isStart)
        return isSwitching || isChanging ? .moving : .still
    }

    mutating func reset() {
        oversampler.clear()
        past.clear()
        output.clear()
    }

    /// Goes from curve to curve, one change at a time.
    private mutating func moveCurve(_ parameters: Parameters<Parameter>) -> Bool {
        let goal: Curve = parameters.choice(.curve)
        if parameters.isStart {
            (curve, nextCurve) = (goal, goal)
            switching.snap(to: 0)
        } else if switching.value == 1 {
            curve = nextCurve
            switching.snap(to: 0)
        }
        let start = switching.value
        if switching.target == 0 && goal != curve {
            nextCurve = goal
            switching.glide(to: 1)
        }
        let isSwitching = switching.advance()
        if start == 0 {
            // Where the last change has just ended, the ramp begins anew.
            nextShare = Ramp()
        }
        nextShare.move(to: switching.value, parameters)
        return isSwitching
    }

    /// Moves what dry and wet sound are multiplied by.
    private mutating func moveLevels(_ parameters: Parameters<Parameter>) -> Bool {
        automatic.glide(to: parameters.isOn(.autoLevel) ? 1 : 0)
        if parameters.isStart { automatic.snap() }
        let isChanging = automatic.advance()
        let knobs = (drive: parameters[.drive], bias: parameters[.bias], curve: curve, next: nextCurve)
        if parameters.isStart || known == nil || known! != knobs {
            known = knobs
            level = Loudness.correction(curve, drive: gain(decibels: knobs.drive), bias: knobs.bias * 0.01)
            nextLevel =
                nextCurve == curve
                ? level : Loudness.correction(nextCurve, drive: gain(decibels: knobs.drive), bias: knobs.bias * 0.01)
        }
        let corrected = level + switching.value * (nextLevel - level)
        let correction = 1 + automatic.value * (corrected - 1)
        let mix = parameters[.mix] * 0.01
        dry.move(to: 1 - mix, parameters)
        wet.move(to: mix * correction * gain(decibels: parameters[.output]), parameters)
        return isChanging
    }
}
