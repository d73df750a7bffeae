// One line from a client, taken apart. A plain value, any thread.

private import Presets

/// What is to be done, and what the client calls it.
package struct ControlRequest: Equatable, Sendable {
    /// nil when the client doesn't care.
    package var id: RequestID?
    package var action: ControlAction
    /// Where relative paths in the request start; nil for the session's own working folder.
    package var directory: String?

    package init(_ action: ControlAction, id: RequestID? = nil, directory: String? = nil) {
        self.id = id
        self.action = action
        self.directory = directory
    }

    /// A path of the request, ready to be opened.
    package func resolved(_ path: String) -> String {
        guard let directory, !path.hasPrefix("/") else { return path }
        return directory.hasSuffix("/") ? directory + path : "\(directory)/\(path)"
    }

    /// The request as a client sends it, without the line's end.
    package var line: String {
        var members: [JSONValue.Member] = []
        switch id {
        case .number(let number): members.append(.init("id", .number(number)))
        case .text(let text): members.append(.init("id", .string(text)))
        case nil: break
        }
        members.append(.init("do", .string(action.name)))
        members += action.members
        if let directory { members.append(.init("directory", .string(directory))) }
        return JSONValue.object(members).text
    }
}

extension ControlAction {
    /// What a request says beside `do`.
    fileprivate var members: [JSONValue.Member] {
        switch self {
        case .status, .meters, .midi, .stop, .get(.everything), .unlearn(nil): []
        case .get(.node(let node)): [.init("target", .string(node))]
        case .get(.parameter(let target)), .unlearn(let target?): [.init("target", .string(target.description))]
        case .set(let target, let change): [.init("target", .string(target.description)), change.member]
        case .load(.preset(let preset)): [.init("preset", .string(preset))]
        case .load(.chain(let chain)): [.init("chain", .string(chain))]
        case .bypass(let node, let change): [.init("node", .string(node)), .init("to", .string(change.rawValue))]
        case .insert(let effect, let place): [.init("effect", .string(effect))] + place.members
        case .remove(let node): [.init("node", .string(node))]
        case .move(let node, let place): [.init("node", .string(node))] + place.members
        case .replace(let node, let effect): [.init("node", .string(node)), .init("effect", .string(effect))]
        case .record(let file): [.init("file", .string(file))]
        case .stopRecording: [.init("stop", .bool(true))]
        case .learn(let target, let minimum, let maximum, let picksUp):
            [.init("target", .string(target.description))]
                + [minimum.map { .init("minimum", $0.json) }, maximum.map { .init("maximum", $0.json) }].compactMap(
                    \.self) + (picksUp ? [.init("pickup", .bool(true))] : [])
        case .save(let file, let force):
            [.init("file", .string(file))] + (force ? [.init("force", .bool(true))] : [])
        case .subscribe(let subscription):
            [
                .init("meters", .number(subscription.metersPerSecond)),
                .init("events", .bool(subscription.events)),
            ]
        }
    }
}

extension ParameterChange {
    fileprivate var member: JSONValue.Member {
        switch self {
        case .to(let value): .init("value", value.json)
        case .number(let number): .init("number", .number(number))
        case .by(let value): .init("by", value.json)
        case .position(let position): .init("position", .number(position))
        case .turn(let turn): .init("turn", .number(turn))
        }
    }
}

extension NodePlace {
    fileprivate var members: [JSONValue.Member] {
        switch self {
        case .before(let node): [.init("before", .string(node))]
        case .after(let node): [.init("after", .string(node))]
        case .at(let index): [.init("at", .number(Double(index)))]
        case .end: []
        }
    }
}

extension PresetValue {
    fileprivate var json: JSONValue {
        switch self {
        case .number(let number): .number(number)
        case .text(let text): .string(text)
        case .flag(let flag): .bool(flag)
        }
    }
}
