// What each action takes. Pure functions, any thread.

private import EffectHost
private import Presets

extension RequestReader {
    /// The action of that name, with what it takes.
    mutating func action(_ name: String) throws(ControlError) -> ControlAction {
        switch name {
        case "get": return .get(try scope())
        case "set": return .set(try target(), try change())
        case "status": return .status
        case "meters": return .meters
        case "load": return .load(try source())
        case "bypass": return try bypass()
        case "insert": return .insert(effect: try effect(), try place(isNeeded: false))
        case "remove": return .remove(node: try node())
        case "move": return .move(node: try node(), try place(isNeeded: true))
        case "replace": return .replace(node: try node(), effect: try effect())
        case "record": return try record()
        case "learn":
            return .learn(
                try target(), minimum: try value("minimum"), maximum: try value("maximum"),
                picksUp: try flag("pickup") ?? false)
        case "unlearn": return try unlearn()
        case "midi": return .midi
        case "save": return .save(file: try text("file", expecting: "a file"), force: try flag("force") ?? false)
        case "subscribe": return .subscribe(try subscription())
        case "stop": return .stop
        default:
            let known = ControlAction.names
            var message =
                "there is nothing called \(DisplayText.quoted(name)) to do; expected \(DisplayText.list(known))"
            if let nearest = NearestName.nearest(to: name, among: known) { message += "; did you mean \"\(nearest)\"?" }
            throw Self.bad(message)
        }
    }

    private mutating func scope() throws(ControlError) -> ControlScope {
        guard let text = try optionalText("target") else { return .everything }
        if PresetName.isID(text) { return .node(text) }
        guard let target = ParameterTarget(text) else {
            throw Self.bad(
                "\"target\" is \(DisplayText.quoted(text)); expected a node's id, or \(Self.targetExpectation)")
        }
        return .parameter(target)
    }

    /// Every parameter's range lies within single precision's.
    private static let huge = Double(Float.greatestFiniteMagnitude)

    private mutating func change() throws(ControlError) -> ParameterChange {
        let changes: [ParameterChange] = [
            try value("value").map { .to($0) }, try number("number", in: -Self.huge...Self.huge).map { .number($0) },
            try value("by").map { .by($0) },
            try number("position", in: 0...1).map { .position($0) }, try number("turn", in: -1...1).map { .turn($0) },
        ].compactMap(\.self)
        guard changes.count == 1 else {
            throw Self.bad(
                "expected one of \"value\", \"number\", \"by\", \"position\" and \"turn\", found \(changes.count)")
        }
        return changes[0]
    }

    private mutating func source() throws(ControlError) -> GraphSource {
        switch (try optionalText("preset"), try optionalText("chain")) {
        case (let preset?, nil): return .preset(preset)
        case (nil, let chain?): return .chain(chain)
        default: throw Self.bad("expected either \"preset\" or \"chain\"")
        }
    }

    private mutating func bypass() throws(ControlError) -> ControlAction {
        let node = try node()
        guard let word = try optionalText("to") else { return .bypass(node: node, .toggle) }
        guard let change = SwitchChange(rawValue: word) else {
            throw Self.bad("\"to\" is \(DisplayText.quoted(word)); expected on, off or toggle")
        }
        return .bypass(node: node, change)
    }

    private mutating func effect() throws(ControlError) -> String {
        try text("effect", expecting: "an effect as in a chain, such as \"chorus mix=40%\"")
    }

    private mutating func place(isNeeded: Bool) throws(ControlError) -> NodePlace {
        let places: [NodePlace] = [
            try optionalText("before").map { .before($0) }, try optionalText("after").map { .after($0) },
            try number("at", in: 0...Double(PresetLimits.nodes)).map { .at(Int($0)) },
        ].compactMap(\.self)
        if let index = try number("at", in: 0...Double(PresetLimits.nodes)), index != index.rounded() {
            throw Self.bad("\"at\" is the number \(DisplayText.number(index)); expected a whole number")
        }
        if places.isEmpty, !isNeeded { return .end }
        guard places.count == 1 else {
            throw Self.bad("expected one of \"before\", \"after\" and \"at\", found \(places.count)")
        }
        return places[0]
    }

    private mutating func record() throws(ControlError) -> ControlAction {
        switch (try optionalText("file"), try flag("stop")) {
        case (let file?, nil): return .record(file: file)
        case (nil, true?): return .stopRecording
        default: throw Self.bad("expected either \"file\" or \"stop\": true")
        }
    }

    private mutating func unlearn() throws(ControlError) -> ControlAction {
        guard let text = try optionalText("target") else { return .unlearn(nil) }
        guard let target = ParameterTarget(text) else {
            throw Self.bad("\"target\" is \(DisplayText.quoted(text)); expected \(Self.targetExpectation)")
        }
        return .unlearn(target)
    }

    private mutating func subscription() throws(ControlError) -> Subscription {
        let rate = try number("meters", in: 0...Subscription.maximumMetersPerSecond)
        return Subscription(metersPerSecond: rate ?? 0, events: try flag("events") ?? true)
    }
}
