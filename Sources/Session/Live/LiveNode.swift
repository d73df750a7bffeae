// One node of a graph that plays, as the control thread sees it. Made with its graph on any thread, then the control
// thread's own.

/// A node: its effect, how it stands, and how to make the effect anew.
package final class LiveNode {
    /// An effect at rest, ready to play.
    package struct Made {
        package let effect: any LiveEffect
        package let latencyFrames: Int

        package init(effect: any LiveEffect, latencyFrames: Int) {
            self.effect = effect
            self.latencyFrames = latencyFrames
        }
    }

    /// Makes the effect anew with those values, on a thread of its own.
    package typealias Maker = @Sendable (_ values: [Float]) throws -> Made

    /// How the node is doing.
    package enum State: String, Equatable, Sendable, Codable {
        /// Its effect is called for every block, heard or bypassed.
        case playing
        /// Its effect failed and is being made anew; its input is heard.
        case restarting
        /// Its effect failed for good; its input is heard.
        case out
    }

    package let id: String
    /// As the preset names it.
    package let effectName: String
    package let hasSidechain: Bool
    /// Of each parameter.
    package let ranges: [ClosedRange<Float>]
    package let latencyFrames: Int
    package let tailFrames: Int
    package internal(set) var values: [Float]
    package internal(set) var mix: Float
    package internal(set) var isBypassed: Bool
    package internal(set) var state = State.playing
    /// Restarts since it last played well for a while.
    package internal(set) var restartCount = 0
    package internal(set) var faultCount = 0
    package internal(set) var load = LoadHistogram()

    let make: Maker
    /// What plays, and what has failed and not yet been replaced.
    package internal(set) var effect: any LiveEffect
    /// On its way into the plan.
    var successor: (any LiveEffect)?
    /// What the successor was made with.
    var successorValues: [Float] = []
    /// The node's place in the plan; nil when it isn't heard.
    var place: Int?
    /// Where in the stream the effect began to play.
    var startPosition: UInt64 = 0

    package init(
        _ id: String, effectName: String, hasSidechain: Bool = false, ranges: [ClosedRange<Float>] = [],
        values: [Float] = [], mix: Float = 1, isBypassed: Bool = false, latencyFrames: Int = 0, tailFrames: Int = 0,
        effect: any LiveEffect, make: @escaping Maker
    ) {
        self.id = id
        self.effectName = effectName
        self.hasSidechain = hasSidechain
        self.ranges = ranges
        self.values = values
        self.mix = mix
        self.isBypassed = isBypassed
        self.latencyFrames = latencyFrames
        self.tailFrames = tailFrames
        self.effect = effect
        self.make = make
    }
}
