// How one effect of a live session is. A plain value, any thread.

package import EffectHost

/// A node of the graph that plays.
package struct NodeStatus: Codable, Equatable, Sendable {
    /// Whether its effect runs.
    package enum State: String, Codable, Sendable {
        case playing
        /// It has just failed; its input is heard in its place.
        case failed
        /// A new instance is being made.
        case restarting
        /// It failed too often, and stays out until it is replaced or another preset is loaded.
        case out
    }

    package var id: String
    /// As the preset names it.
    package var effect: String
    package var state: State
    package var isBypassed: Bool
    /// How much of its output is the effect's, 0 to 1.
    package var mix: Float
    package var latencyFrames: Int
    /// As a share of the period; nil before there is anything to tell.
    package var load: LoadFigures?
    /// How often it has failed.
    package var faultCount: Int
    /// What it came to grief over last.
    package var lastFault: String?
    /// What its effect shows of what it measures; nil for one without meters, and while it doesn't play.
    package var meters: [MeterReading]?

    package init(
        id: String, effect: String, state: State = .playing, isBypassed: Bool = false, mix: Float = 1,
        latencyFrames: Int = 0, load: LoadFigures? = nil, faultCount: Int = 0, lastFault: String? = nil,
        meters: [MeterReading]? = nil
    ) {
        self.id = id
        self.effect = effect
        self.state = state
        self.isBypassed = isBypassed
        self.mix = mix
        self.latencyFrames = latencyFrames
        self.load = load
        self.faultCount = faultCount
        self.lastFault = lastFault
        self.meters = meters
    }
}
