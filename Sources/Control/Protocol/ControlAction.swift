// What can be asked of a live session. Plain values, any thread. PROTOCOL.md describes them for clients.

package import Presets

/// One thing to do, or to tell.
package enum ControlAction: Equatable, Sendable {
    /// What parameters are.
    case get(ControlScope)
    case set(ParameterTarget, ParameterChange)
    case status
    case meters
    case load(GraphSource)
    case bypass(node: String, SwitchChange)
    /// An effect as in a chain, with its parameters, at a place.
    case insert(effect: String, NodePlace)
    case remove(node: String)
    case move(node: String, NodePlace)
    /// Another effect in a node's place, under the node's id.
    case replace(node: String, effect: String)
    /// Write what is heard to a file, which must not exist.
    case record(file: String)
    case stopRecording
    /// The next controller that moves shall move this; values at the ends of its way, nil for the parameter's own; whether
    /// it has to meet the present value first.
    case learn(ParameterTarget, minimum: PresetValue?, maximum: PresetValue?, picksUp: Bool = false)
    /// Forget the controllers of a target, or all; or give up learning.
    case unlearn(ParameterTarget?)
    /// Which controllers move what.
    case midi
    /// Write the state as a preset; overwrites only by force.
    case save(file: String, force: Bool)
    /// Tell this client what happens. The server does it; a handler never sees it.
    case subscribe(Subscription)
    /// Fade out and end.
    case stop

    /// The word in a request's `do`.
    package var name: String {
        switch self {
        case .get: "get"
        case .set: "set"
        case .status: "status"
        case .meters: "meters"
        case .load: "load"
        case .bypass: "bypass"
        case .insert: "insert"
        case .remove: "remove"
        case .move: "move"
        case .replace: "replace"
        case .record, .stopRecording: "record"
        case .learn: "learn"
        case .unlearn: "unlearn"
        case .midi: "midi"
        case .save: "save"
        case .subscribe: "subscribe"
        case .stop: "stop"
        }
    }

    /// All of them.
    package static let names = [
        "get", "set", "status", "meters", "load", "bypass", "insert", "remove", "move", "replace", "record", "learn",
        "unlearn", "midi", "save", "subscribe", "stop",
    ]
}

/// What to tell the parameters of.
package enum ControlScope: Equatable, Sendable {
    case everything
    case node(String)
    case parameter(ParameterTarget)
}

/// A graph to be loaded.
package enum GraphSource: Equatable, Sendable {
    /// A preset's name, or a path to a `.json` file.
    case preset(String)
    /// Effects one after the other, as `cajon render --chain` takes them.
    case chain(String)
}

/// What happens to a switch.
package enum SwitchChange: String, CaseIterable, Equatable, Sendable {
    case on, off, toggle

    /// The position after it.
    package func position(from current: Bool) -> Bool {
        switch self {
        case .on: true
        case .off: false
        case .toggle: !current
        }
    }
}

/// Where in the order of nodes.
package enum NodePlace: Equatable, Sendable {
    case before(String)
    case after(String)
    /// From 0.
    case at(Int)
    case end
}

/// What a client is told unasked.
package struct Subscription: Equatable, Sendable {
    /// The most meters that a client can have, for each second.
    package static let maximumMetersPerSecond = 30.0

    /// How many times a second it gets the meters; 0 for never.
    package var metersPerSecond: Double
    /// Whether it gets what happens: faults, presets loaded, controllers learned.
    package var events: Bool

    package init(metersPerSecond: Double = 0, events: Bool = true) {
        self.metersPerSecond = metersPerSecond
        self.events = events
    }
}
