// The protocol an effect conforms to, and the small types its requirements speak in.

/// An audio effect: a struct marked `@main`, in a module of its own together with the SDK.
///
/// The SDK makes the effect's entry points from this: it keeps the parameters and their glides, cuts blocks where
/// something moves, and hands out memory. All calls come from one thread at a time.
///
/// An effect's output must not depend on how the stream is cut into blocks. It is so by construction when `process`
/// treats frame after frame, and everything that changes with time comes from `control` through a `Ramp`.
protocol Effect {
    /// The knobs: an enumeration whose raw values count from 0 in order of declaration.
    associatedtype Parameter: RawRepresentable, CaseIterable where Parameter.RawValue == Int

    /// What the effect is called and does.
    static var descriptor: Descriptor { get }

    /// What a knob is. Called once for each, before anything else.
    static func describe(_ parameter: Parameter) -> ParameterDescription

    /// A new effect, before it knows the format. Allocates nothing.
    init()

    /// Prepares for a format: takes memory (`DelayLine`, `Buffer`; what an earlier call took is already given back)
    /// and says the latency and the tail, with the parameters as they stand.
    mutating func configure(_ format: Format, _ parameters: Parameters<Parameter>) throws(Refusal) -> Timing

    /// Derives from the parameters what `process` works with. Called once at the start of the stream
    /// (`parameters.isStart`: take the values at once) and then at the start of each control period, `controlFrames`
    /// long, as long as something moves: a parameter, or the effect itself, which says so by returning `.moving`.
    mutating func control(_ parameters: Parameters<Parameter>) -> Motion

    /// Processes one piece of a block in place. While something moves, the piece lies within one control period.
    mutating func process(_ block: Block)

    /// Forgets all sound. `control` with `isStart` follows before the next `process`.
    mutating func reset()

    #if CAJON_METERS
        /// Sets the meters up: a `MeteredEffect`'s own.
        static func makeMeters()
    #endif
}

/// Frames in a control period: parameters move, and blocks are cut, on this grid, counted from the stream's start.
let controlFrames = 16

/// Whether `control` is to be called again at the next control period although no parameter moves.
enum Motion {
    case still
    case moving
}

/// The stream an effect is configured for.
struct Format {
    /// Frames per second, above 0.
    let sampleRate: Float
    /// Channels of the input and the output, at least 1.
    let channelCount: Int
    /// Channels of the side-chain; 0 when nothing is connected.
    let sidechainChannelCount: Int
    /// The longest block, in frames.
    let maximumFrameCount: Int

    /// A time as a number of frames, rounded to the nearest.
    func frames(milliseconds: Float) -> Int {
        Int((milliseconds * 0.001 * sampleRate).rounded(.toNearestOrAwayFromZero))
    }
}

/// How long an effect's output lags behind its input, and how long it rings after the input has ended; in frames.
struct Timing {
    var latencyFrames = 0
    var tailFrames = 0
}

/// Why an effect can't work in a format: one sentence for people, naming what it needs instead.
struct Refusal: Error {
    let reason: StaticString

    init(_ reason: StaticString) {
        self.reason = reason
    }
}
