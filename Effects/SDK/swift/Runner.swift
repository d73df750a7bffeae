// One effect in one box: its parameters, its clock, and the calls of the contract turned into calls of `Effect`.

internal import CajonC

/// Runs an effect: owns it and its parameters, and cuts blocks at the control grid where something moves.
struct Runner<E: Effect> {
    private var effect = E()
    // SAFETY: `parameterCount` elements, made in `init`, never freed: the runner lives as long as the module.
    private let states: UnsafeMutablePointer<ParameterState>
    private let parameterCount: Int
    private var format: Format?
    /// Whether `control` has been called since `configure` or `reset`.
    private var isStarted = false
    /// The next frame's place in its control period.
    private var phase = 0
    /// Whether `control` must be called when the next period starts.
    private var needsControl = false
    /// Whether nothing moves in this period.
    private var isSteady = true

    init() {
        let cases = E.Parameter.allCases
        parameterCount = cases.count
        states = .allocate(capacity: parameterCount)
        var index = 0
        for parameter in cases {
            precondition(parameter.rawValue == index, "parameters must count from 0 in order")
            (states + index).initialize(to: ParameterState(E.describe(parameter)))
            index += 1
        }
    }

    mutating func configure(_ newFormat: Format) throws(Refusal) -> Timing {
        format = nil
        guard newFormat.sampleRate > 0, newFormat.sampleRate < .infinity else {
            throw Refusal("the sample rate must be above 0")
        }
        guard newFormat.channelCount > 0 else { throw Refusal("needs at least one channel") }
        stateMemory.releaseAll()
        effect = E()
        for index in 0..<parameterCount {
            states[index].configure(sampleRate: newFormat.sampleRate)
            states[index].snap()
        }
        let timing = try effect.configure(newFormat, Parameters(states: states, isStart: true))
        format = newFormat
        rewind()
        return timing
    }

    mutating func setParameter(_ index: UInt32, _ value: Float) {
        guard index < UInt32(parameterCount), states[Int(index)].glide(to: value) else { return }
        if isStarted {
            needsControl = true
        } else {
            states[Int(index)].snap()
        }
    }

    mutating func reset() {
        guard format != nil else { return }
        effect.reset()
        rewind()
    }

    /// Processes a block in place; before `configure`, leaves it as it is.
    mutating func process(
        position: UInt64, samples: UnsafeMutablePointer<Float>, count: Int,
        sidechainSamples: UnsafePointer<Float>, sidechainCount: Int
    ) {
        guard let format, count > 0 else { return }
        let frameCount = count / format.channelCount
        let hasSidechain = sidechainCount > 0 && sidechainCount == frameCount &* format.sidechainChannelCount
        // The stream's first period is the one `start` has prepared.
        var isPrepared = !isStarted
        if !isStarted { start() }
        var done = 0
        while done < frameCount {
            if phase == 0 && needsControl && !isPrepared { control() }
            isPrepared = false
            let left = frameCount &- done
            let piece = needsControl ? min(left, controlFrames &- phase) : left
            effect.process(
                Block(
                    samples: samples + done, sidechainSamples: sidechainSamples + (hasSidechain ? done : 0),
                    stride: frameCount, frameCount: piece, channelCount: format.channelCount,
                    sidechainChannelCount: hasSidechain ? format.sidechainChannelCount : 0,
                    position: position &+ UInt64(done), offset: phase, isSteady: isSteady))
            done &+= piece
            phase = (phase &+ piece) & (controlFrames &- 1)
        }
    }

    /// The first call of `control`: every parameter stands where it was last set.
    private mutating func start() {
        let motion = effect.control(Parameters(states: states, isStart: true))
        isStarted = true
        isSteady = motion == .still
        needsControl = !isSteady
    }

    /// Moves all parameters on by one control period.
    private mutating func control() {
        // The period after the last change still needs a call, in which every ramp comes to rest.
        var changed = false
        for index in 0..<parameterCount where states[index].advance() { changed = true }
        let motion = effect.control(Parameters(states: states, isStart: false))
        isSteady = !changed && motion == .still
        needsControl = !isSteady
    }

    private mutating func rewind() {
        for index in 0..<parameterCount { states[index].snap() }
        isStarted = false
        needsControl = false
        isSteady = true
        phase = 0
    }
}
