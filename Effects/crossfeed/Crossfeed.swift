// Crossfeed: what each ear hears of the other side's loudspeaker, for headphones. Knobs and the work on the samples;
// `Bauer.swift` has the formulas.

@main
struct Crossfeed: Effect {
    enum Parameter: Int, CaseIterable {
        case preset, cutoff, feed, amount
    }

    static let descriptor = Descriptor(
        name: "Crossfeed", version: "1.0.0",
        summary: "Lets each ear hear some of the other side, as from loudspeakers: for headphones, after Bauer.")

    static func describe(_ parameter: Parameter) -> ParameterDescription {
        switch parameter {
        case .preset: .choice("preset", "Preset", ["default", "chu-moy", "jan-meier", "free"])
        case .cutoff: .hertz("cutoff", "Cut frequency", 300...2_000, initial: 700)
        case .feed: .decibels("feed", "Feed level", 1...15, initial: 4.5)
        case .amount: .percent("amount", "Amount", 0...100, initial: 100)
        }
    }

    /// How long it takes to go over to another preset.
    private static let presetMilliseconds: Float = 50

    /// The cut frequency's binary logarithm, and the feed level.
    private var cutoff = Glide(0)
    private var feed = Glide(0)
    private var known: (cutoff: Float, feed: Float, amount: Float) = (0, 0, 0)
    private var sampleRate: Float = 0
    /// At the period's start, what each frame adds, and at its end.
    private var start = Bauer()
    private var step = Bauer()
    private var end = Bauer()
    private var isMoving = false
    private var state = Bauer.State()

    mutating func configure(_ format: Format, _ parameters: Parameters<Parameter>) -> Timing {
        sampleRate = format.sampleRate
        cutoff.configure(milliseconds: Self.presetMilliseconds, sampleRate: sampleRate)
        feed.configure(milliseconds: Self.presetMilliseconds, sampleRate: sampleRate)
        guard format.channelCount > 1, parameters.target(.amount) > 0 else { return Timing() }
        return Timing(tailFrames: Bauer.tailFrames(cutoffHertz: settings(parameters).cutoff, sampleRate: sampleRate))
    }

    mutating func control(_ parameters: Parameters<Parameter>) -> Motion {
        let goal = settings(parameters)
        cutoff.glide(to: log2(goal.cutoff))
        feed.glide(to: goal.feed)
        if parameters.isStart {
            cutoff.snap()
            feed.snap()
        }
        let moved = (cutoff.advance(), feed.advance())
        let knobs = (cutoff.value, feed.value, parameters[.amount])
        let old = end
        if parameters.isStart || knobs != known {
            known = knobs
            end = Bauer(
                cutoffHertz: Double(exp2(cutoff.value)), feedDecibels: feed.value, amount: parameters[.amount] * 0.01,
                sampleRate: Double(sampleRate))
            isMoving = !parameters.isStart
        } else {
            isMoving = false
        }
        start = isMoving ? old : end
        step = isMoving ? end.step(from: old) : Bauer()
        return moved.0 || moved.1 ? .moving : .still
    }

    /// The first two channels; a mono sound and all others stay as they are.
    mutating func process(_ block: Block) {
        guard block.channelCount > 1 else { return }
        var running = state
        if isMoving {
            let (start, step, offset) = (start, step, block.offset)
            Channel.forEachFrame(block[0], block[1]) { input, frame in
                start.advanced(step, Double(Int32(truncatingIfNeeded: offset &+ frame))).next(input, &running)
            }
        } else {
            let bauer = end
            Channel.forEachFrame(block[0], block[1]) { input, _ in bauer.next(input, &running) }
        }
        state = running
    }

    mutating func reset() {
        state = Bauer.State()
    }

    /// Where the preset, or the knobs, want it.
    private func settings(_ parameters: Parameters<Parameter>) -> (cutoff: Float, feed: Float) {
        switch parameters.count(.preset) {
        case 0: (700, 4.5)
        case 1: (700, 6)
        case 2: (650, 9.5)
        default: (parameters.target(.cutoff), parameters.target(.feed))
        }
    }
}
