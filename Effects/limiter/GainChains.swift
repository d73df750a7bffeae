// From the gains asked for to the gains applied: the least within the lookahead, the release, and a smooth way there.

/// One chain per channel. Gains are whole numbers of 2^-24 where they are summed, so that sums are exact: no drift, and
/// exactly 1 at rest.
struct GainChains {
    private let states: Storage<GainState>
    /// Gains below 1 that may still become the least, oldest and least first, and when they came.
    private let waiting: Buffer
    private let times: Storage<Int32>
    private let waitingMask: Int
    /// What the two sums drop when it leaves them.
    private let gains: Storage<Int64>
    private let sums: Storage<Int64>

    /// Frames that are summed first, and then.
    private let first: Int
    private let second: Int
    /// Frames within which the least gain is sought.
    private let window: Int32
    private let full: Double
    private var releaseShare = 1.0

    /// Frames around a peak for which the gain stays as low as it asks: what lies between samples is made of these.
    private static var margin: Int { 8 }
    private static var one: Double { 16_777_216 }
    /// So near to where it was going, 0.000009 dB, the release has come there.
    private static var nearby: Double { 1e-6 }

    /// Nothing: what an effect holds before `configure`.
    init() {
        states = Storage()
        waiting = Buffer()
        times = Storage()
        waitingMask = 0
        gains = Storage()
        sums = Storage()
        first = 1
        second = 1
        window = 1
        full = Self.one
    }

    /// Takes memory, at rest. Only in `configure`.
    init(count: Int, lookahead: Int) {
        let smoothing = max(lookahead, 2)
        first = (smoothing + 1) / 2
        second = smoothing + 1 - first
        full = Self.one * Double(first * second)
        window = Int32(smoothing + 2 * Self.margin + 1)
        var length = 32
        while length < Int(window) + 1 { length *= 2 }
        waitingMask = length - 1
        states = Storage(count: count)
        waiting = Buffer(count: count * length)
        times = Storage(count: count * length)
        gains = Storage(count: count * first)
        sums = Storage(count: count * second)
        clear()
    }

    /// How many frames after a peak has been measured its sample is to be put out.
    var delay: Int { first + second - 2 + Self.margin }

    /// By which share of the way a gain comes back per frame: 1 - 1/e of it in so many frames.
    mutating func setRelease(frames: Float) {
        let x = 1 / max(frames, 1)
        // 1 - exp(-x), by its series where the difference would cancel.
        let y = Double(x)
        releaseShare = x < 0.05 ? y * (1 - y * (0.5 - y * (1 / 6 - y * (1 / 24)))) : Double(1 - exp(-x))
    }

    /// Whether the first `count` chains stand at 1, with nothing on the way.
    func areAtRest(_ count: Int) -> Bool {
        for chain in 0..<count {
            let state = states[chain]
            guard state.waitingCount == 0, state.restFrames >= Int32(first + second) else { return false }
        }
        return true
    }

    /// Turns a row of gains asked for into the gains to be applied.
    func run(_ chain: Int, _ row: Row, count: Int) {
        var state = states[chain]
        let waiting = waiting.base + chain &* (waitingMask &+ 1)
        let times = times.base + chain &* (waitingMask &+ 1)
        let gains = gains.base + chain &* first
        let sums = sums.base + chain &* second
        for frame in 0..<count {
            let target = row[frame]
            state.now = state.now &+ 1
            if state.waitingCount > 0, state.now &- times[state.oldest] >= window {
                state.oldest = (state.oldest &+ 1) & waitingMask
                state.waitingCount &-= 1
            }
            if target < 1 {
                // Nothing greater can be the least any more.
                while state.waitingCount > 0 {
                    guard waiting[(state.oldest &+ state.waitingCount &- 1) & waitingMask] >= target else { break }
                    state.waitingCount &-= 1
                }
                let place = (state.oldest &+ state.waitingCount) & waitingMask
                waiting[place] = target
                times[place] = state.now
                state.waitingCount &+= 1
            }
            let least = state.waitingCount > 0 ? Double(waiting[state.oldest]) : 1

            let distance = least - state.released
            state.released = distance < Self.nearby ? least : state.released + releaseShare * distance
            let gain = Int64(Int32(state.released * Self.one))
            state.restFrames = state.released == 1 ? min(state.restFrames, Int32.max - 1) &+ 1 : 0

            state.firstSum = state.firstSum &+ gain &- gains[state.firstPlace]
            gains[state.firstPlace] = gain
            state.firstPlace = state.firstPlace &+ 1 == first ? 0 : state.firstPlace &+ 1
            state.secondSum = state.secondSum &+ state.firstSum &- sums[state.secondPlace]
            sums[state.secondPlace] = state.firstSum
            state.secondPlace = state.secondPlace &+ 1 == second ? 0 : state.secondPlace &+ 1
            row[frame] = Float(Double(state.secondSum) / full)
        }
        states[chain] = state
    }

    /// Makes all do what the first does.
    func spreadFirst() {
        for chain in 1..<max(states.count, 1) {
            states[chain] = states[0]
            for place in 0...waitingMask {
                waiting[chain &* (waitingMask &+ 1) &+ place] = waiting[place]
                times[chain &* (waitingMask &+ 1) &+ place] = times[place]
            }
            for place in 0..<first { gains[chain &* first &+ place] = gains[place] }
            for place in 0..<second { sums[chain &* second &+ place] = sums[place] }
        }
    }

    func clear() {
        let one = Int64(Self.one)
        for chain in 0..<states.count {
            states[chain] = GainState(
                released: 1, firstSum: one &* Int64(first), secondSum: one &* Int64(first) &* Int64(second), now: 0,
                restFrames: Int32(first + second), oldest: 0, waitingCount: 0, firstPlace: 0, secondPlace: 0)
        }
        for place in 0..<gains.count { gains[place] = one }
        for place in 0..<sums.count { sums[place] = one &* Int64(first) }
    }
}

/// What a chain remembers besides its rows.
struct GainState: BitwiseCopyable {
    /// The gain after the release.
    var released: Double
    var firstSum: Int64
    var secondSum: Int64
    /// Frames so far; it wraps round.
    var now: Int32
    /// Frames since the release was last below 1.
    var restFrames: Int32
    var oldest: Int
    var waitingCount: Int
    var firstPlace: Int
    var secondPlace: Int
}
