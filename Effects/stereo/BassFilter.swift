// Mono bass: the middle's lows and both channels' highs, which add up flat.

/// A crossover of Linkwitz and Riley's, of fourth order: two Butterworth filters in a row on either side.
struct BassFilter {
    private var state = State()
    /// The warped frequency at the period's start, what each frame adds, and that at its end.
    private var start = 0.0
    private var step = 0.0
    private var end = 0.0
    private var known: Float = 0
    private var steady = Butterworth(1)

    private struct State {
        var low1 = Butterworth.State()
        var low2 = Butterworth.State()
        var high1 = Butterworth.State()
        var high2 = Butterworth.State()
    }

    /// How long it rings until -120 dB, in frames.
    static func ring(_ hertz: Float, _ sampleRate: Float) -> Int {
        // Twice the same poles: they ring with t exp(-decay t), which takes a quarter longer.
        Int((1.25 * 13.816 / Butterworth.decay(Butterworth.warped(hertz, sampleRate))).rounded(.up))
    }

    /// Moves on by one control period.
    mutating func move(hertz: Float, sampleRate: Float, isStart: Bool) {
        let old = end
        if isStart || hertz != known {
            known = hertz
            end = Butterworth.warped(hertz, sampleRate)
            steady = Butterworth(end)
        }
        start = isStart ? end : old
        step = (end - start) * (1 / Double(controlFrames))
    }

    /// Puts the middle's lows in the place of both channels', as far as `share` says.
    @inline(__always)
    mutating func run(_ left: Channel, _ right: Channel, middle: Buffer, share: Ramp, from offset: Int) {
        var running = state
        if step == 0 {
            let filter = steady
            Channel.forEachFrame(left, right) { input, frame in
                let output = Self.next(input, middle[frame], filter, &running)
                return input + Double(share[offset &+ frame]) * (output - input)
            }
        } else {
            Channel.forEachFrame(left, right) { input, frame in
                let filter = Butterworth(start + step * Double(Int32(truncatingIfNeeded: offset &+ frame)))
                let output = Self.next(input, middle[frame], filter, &running)
                return input + Double(share[offset &+ frame]) * (output - input)
            }
        }
        state = running
    }

    mutating func clear() {
        state = State()
    }

    @inline(__always)
    private static func next(
        _ input: Double2, _ middle: Float, _ filter: Butterworth, _ state: inout State
    ) -> Double2 {
        let low = filter.lowpass(
            filter.lowpass(Double2(repeating: Double(middle)), &state.low1), &state.low2)
        return low + filter.highpass(filter.highpass(input, &state.high1), &state.high2)
    }
}
