// What the audio thread measures, some of which may be lost when nobody looks: trivial values that go through a ring.

/// One figure of one period.
enum LiveMeasurement: Sendable {
    /// The time that rendering a period of so many frames took.
    case period(nanoseconds: UInt32, frames: UInt32)
    /// The engine was at rest for a period.
    case idle
    /// The time a node took.
    case node(generation: UInt32, node: UInt32, nanoseconds: UInt32)
    /// A channel's level in one period.
    case level(isOutput: Bool, channel: UInt32, peak: Float, sumOfSquares: Double, frames: UInt32, clipped: UInt32)
}
