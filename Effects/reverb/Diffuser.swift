// What makes of each sound a dense cluster of echoes, before it enters the room.

/// Five all-pass filters in a row for each channel, of different lengths in each.
///
/// Source: M. R. Schroeder, "Natural sounding artificial reverberation", JAES 10(3), 1962.
struct Diffuser {
    private var lines = Rings()
    private let delays: Storage<Int>
    /// Each filter's gain at a period's first frame, what each frame adds, and where the gain ends.
    private let gains: Buffer
    private let steps: Buffer
    private let ends: Buffer
    private let channelCount: Int
    private let sampleRate: Float
    /// Whether any gain has moved in this period.
    private(set) var isMoving = true

    static var stageCount: Int { 5 }
    static var greatestGain: Float { 0.7 }
    /// The filters ring at most so long, as a share of the room's shortest decay.
    private static var share: Float { 0.33 }

    private static func milliseconds(_ stage: Int) -> Float {
        switch stage {
        case 0: 2.03
        case 1: 3.57
        case 2: 6.11
        case 3: 10.49
        default: 17.93
        }
    }

    /// Nothing: what an effect holds before `configure`.
    init() {
        delays = Storage()
        (gains, steps, ends) = (Buffer(), Buffer(), Buffer())
        channelCount = 0
        sampleRate = 48_000
    }

    /// Takes memory. Only in `configure`.
    init(_ format: Format) {
        channelCount = format.channelCount
        sampleRate = format.sampleRate
        let count = channelCount * Self.stageCount
        delays = Storage(count: count)
        gains = Buffer(count: count)
        steps = Buffer(count: count)
        ends = Buffer(count: count)
        var longest = 0
        for channel in 0..<channelCount {
            // The golden ratio's multiples keep all channels' lengths apart.
            let turns = Float(channel) * 0.618_034
            let stretch = 1 + 0.2 * (turns - turns.rounded(.down))
            for stage in 0..<Self.stageCount {
                let delay = max(format.frames(milliseconds: Self.milliseconds(stage) * stretch), 8)
                delays[channel * Self.stageCount + stage] = delay
                longest = max(longest, delay)
            }
        }
        lines = Rings(count: count, maximumDelay: longest)
    }

    /// Moves all gains on by one control period, to `gain` or to what lets the filter ring no longer than the room.
    mutating func move(gain: Float, decay: Decay, isStart: Bool) {
        let fall = Decay.logarithm(seconds: decay.leastSeconds * Self.share) / sampleRate
        isMoving = false
        for index in 0..<channelCount * Self.stageCount {
            let goal = min(gain, exp2(fall * Float(delays[index])))
            let start = isStart ? goal : ends[index]
            gains[index] = start
            steps[index] = (goal - start) * (1 / Float(controlFrames))
            ends[index] = goal
            if goal != start { isMoving = true }
        }
    }

    /// Four frames of a channel, the first of them `frame` frames after the last `advance`, `place` in the period.
    @inline(__always)
    func process(_ input: Float4, _ channel: Int, frame: Int, place: Int) -> Float4 {
        let time = Float4(repeating: Float(Int32(truncatingIfNeeded: place))) + Float4(0, 1, 2, 3)
        let first = channel &* Self.stageCount
        let spot = lines.place(frame)
        return pass(first &+ 4, pass(first &+ 3, pass(first &+ 2, pass(first &+ 1, pass(first, input)))))

        @inline(__always)
        func pass(_ index: Int, _ sound: Float4) -> Float4 {
            let gain = gains[index] + steps[index] * time
            let late = lines.read(index, delay: delays[index] &- frame)
            let inside = sound + gain * late
            lines.write(inside, index, at: spot)
            return late - gain * inside
        }
    }

    @inline(__always)
    mutating func advance(_ frameCount: Int) { lines.advance(frameCount) }

    mutating func clear() { lines.clear() }
}
