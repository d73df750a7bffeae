// The two filters of a crossfeed after Bauer: a low-pass across, and a high boost straight on.

/// Coefficients of both filters, for both channels.
///
/// Source: B. B. Bauer, "Stereophonic Earphones and Binaural Loudspeakers", JAES 9(2), 1961; in the digital form, and
/// with the levels, that B. Mikhaylov published as bs2b ("Bauer stereophonic-to-binaural DSP").
struct Bauer {
    /// What both filters have put out last, and the input before.
    struct State {
        fileprivate var low = Double2.zero
        fileprivate var high = Double2.zero
        fileprivate var input = Double2.zero
    }

    /// Across: y = a y' + b x.
    private var lowPole = 0.0
    private var lowInput = 0.0
    /// Straight on: y = a y' + b x + c x'.
    private var highPole = 0.0
    private var highInput = 0.0
    private var highBefore = 0.0
    /// What the untouched input is multiplied by, and both filters' outputs.
    private var dry = 1.0
    private var wet = 0.0

    /// Nothing; as a step, none.
    init() {
        dry = 0
    }

    init(cutoffHertz: Double, feedDecibels: Float, amount: Float, sampleRate: Double) {
        // The level across and that straight on, below the cut; their difference is the feed level.
        let lowDecibels = feedDecibels * (-5 / 6) - 3
        let low = Double(gain(decibels: lowDecibels))
        let cut = 1 - gain(decibels: feedDecibels * (1 / 6) - 3)
        // The high boost's frequency, so that both together come out even.
        let ratio = exp2((lowDecibels - decibels(gain: cut)) * (1 / 12))
        lowPole = Self.pole(cutoffHertz / sampleRate)
        lowInput = low * (1 - lowPole)
        highPole = Self.pole(cutoffHertz * Double(ratio) / sampleRate)
        highInput = 1 - Double(cut) * (1 - highPole)
        highBefore = -highPole
        dry = Double(1 - amount)
        wet = Double(amount) / (1 - Double(cut) + low)
    }

    /// How long it rings until -120 dB.
    static func tailFrames(cutoffHertz: Float, sampleRate: Float) -> Int {
        // exp(-2 pi f t), and a few decibels for that both filters ring.
        Int((15 * sampleRate / (2 * Float.pi * cutoffHertz)).rounded(.up)) + 1
    }

    /// What each frame adds to get here from `start` in a control period.
    func step(from start: Bauer) -> Bauer {
        let perFrame = 1 / Double(controlFrames)
        var step = Bauer()
        step.lowPole = (lowPole - start.lowPole) * perFrame
        step.lowInput = (lowInput - start.lowInput) * perFrame
        step.highPole = (highPole - start.highPole) * perFrame
        step.highInput = (highInput - start.highInput) * perFrame
        step.highBefore = (highBefore - start.highBefore) * perFrame
        step.dry = (dry - start.dry) * perFrame
        step.wet = (wet - start.wet) * perFrame
        return step
    }

    /// This, moved on by `frame` steps.
    @inline(__always)
    func advanced(_ step: Bauer, _ frame: Double) -> Bauer {
        var moved = self
        moved.lowPole += step.lowPole * frame
        moved.lowInput += step.lowInput * frame
        moved.highPole += step.highPole * frame
        moved.highInput += step.highInput * frame
        moved.highBefore += step.highBefore * frame
        moved.dry += step.dry * frame
        moved.wet += step.wet * frame
        return moved
    }

    /// One frame of left and right.
    @inline(__always)
    func next(_ input: Double2, _ state: inout State) -> Double2 {
        state.low = lowInput * input + lowPole * state.low
        state.high = (highInput * input + highBefore * state.input) + highPole * state.high
        state.input = input
        return dry * input + wet * (state.high + Double2(state.low.y, state.low.x))
    }

    /// exp(-2 pi f) for a frequency in turns per frame, held to 1, which is beyond the spectrum: the sixteenth part by Taylor's series, to terms below
    /// 1e-16, and four times squared.
    private static func pole(_ frequency: Double) -> Double {
        let x = -2 * Double.pi * min(frequency, 1) * (1 / 16)
        var sum = 1.0
        var term = 14.0
        while term >= 1 {
            sum = 1 + sum * x / term
            term -= 1
        }
        let square = sum * sum
        let fourth = square * square
        let eighth = fourth * fourth
        return eighth * eighth
    }
}
