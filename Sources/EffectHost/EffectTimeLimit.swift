// How much time a call had, and the wording of it. A plain value, any thread.

/// The limit that an effect ran into.
package enum EffectTimeLimit: Equatable, Sendable, CustomStringConvertible {
    /// One of `EffectLimits`.
    case milliseconds(Int)
    /// What a step's deadline left, and when the effect was stopped, both counted from when it got the deadline.
    case period(microseconds: Int, stoppedMicroseconds: Int)

    package var description: String {
        switch self {
        case .milliseconds(let milliseconds): "its limit of \(milliseconds) ms"
        case .period(let microseconds, _): "its share of the period (\(microseconds) µs)"
        }
    }

    /// What follows where the effect was; empty when there is nothing to say.
    var outcome: String {
        switch self {
        case .milliseconds: ""
        case .period(_, let stoppedMicroseconds): ", and was stopped after \(stoppedMicroseconds) µs"
        }
    }
}
