// From a client's line to a request. Clients are not trusted to send sense. Pure functions, any thread.

private import EffectHost
internal import Presets

/// Reads one request, key by key, and complains of what is missing, of the wrong sort, or unknown.
struct RequestReader {
    private let members: [JSONMember]
    private var readKeys: Set<String> = []

    /// The request in a line.
    ///
    /// Errors: `.badRequest`; the id, where one could be read, comes with it.
    static func read(_ line: [UInt8]) -> (RequestID?, Result<ControlRequest, ControlError>) {
        do throws(ControlError) {
            var reader = try RequestReader(line)
            let id: RequestID?
            do throws(ControlError) {
                id = try reader.id()
            } catch {
                return (nil, .failure(error))
            }
            do throws(ControlError) {
                let name = try reader.text("do", expecting: "what to do: \(DisplayText.list(ControlAction.names))")
                let action = try reader.action(name)
                var request = ControlRequest(action, id: id)
                request.directory = try reader.optionalText("directory")
                if let directory = request.directory, !directory.hasPrefix("/") {
                    throw bad("\"directory\" is \(DisplayText.quoted(directory)); expected an absolute path")
                }
                try reader.finish(name)
                return (id, .success(request))
            } catch {
                return (id, .failure(error))
            }
        } catch {
            return (nil, .failure(error))
        }
    }

    private init(_ line: [UInt8]) throws(ControlError) {
        guard String(validating: line, as: UTF8.self) != nil else { throw Self.bad("the line is not UTF-8 text") }
        let root: JSONNode
        do throws(LocatedProblem) {
            root = try JSONLocator.tree(of: line)
        } catch {
            let place = error.span.map { "byte \($0.start + 1) of the line: " } ?? ""
            throw Self.bad(place + error.problem.message)
        }
        guard case .object(let members) = root.content else {
            throw Self.bad("the line is \(root.shown); expected an object, such as {\"do\":\"status\"}")
        }
        self.members = members
        var seen: Set<String> = []
        for member in members where !seen.insert(member.key).inserted {
            throw Self.bad("\(DisplayText.quoted(member.key)) is given twice")
        }
    }

    static func bad(_ message: String) -> ControlError { ControlError(.badRequest, message) }

    // MARK: Keys

    private mutating func take(_ key: String) -> JSONNode? {
        readKeys.insert(key)
        return members.first { $0.key == key }?.value
    }

    private mutating func id() throws(ControlError) -> RequestID? {
        guard let node = take("id") else { return nil }
        switch node.content {
        case .null: return nil
        case .number(let number) where number.isFinite: return .number(number)
        case .string(let text) where text.utf8.count <= PresetLimits.valueLength: return .text(text)
        default:
            throw Self.bad(
                "\"id\" is \(node.shown); expected a number, or a text of at most \(PresetLimits.valueLength) bytes")
        }
    }

    mutating func optionalText(_ key: String) throws(ControlError) -> String? {
        guard let node = take(key) else { return nil }
        guard case .string(let text) = node.content, !text.isEmpty, !text.utf8.contains(0) else {
            throw Self.bad("\"\(key)\" is \(node.shown); expected a text")
        }
        return text
    }

    mutating func text(_ key: String, expecting expected: String) throws(ControlError) -> String {
        guard let text = try optionalText(key) else { throw Self.bad("\"\(key)\" is missing; expected \(expected)") }
        return text
    }

    mutating func node() throws(ControlError) -> String { try text("node", expecting: "a node's id") }

    mutating func target() throws(ControlError) -> ParameterTarget {
        let text = try text("target", expecting: Self.targetExpectation)
        guard let target = ParameterTarget(text) else {
            throw Self.bad("\"target\" is \(DisplayText.quoted(text)); expected \(Self.targetExpectation)")
        }
        return target
    }

    mutating func flag(_ key: String) throws(ControlError) -> Bool? {
        guard let node = take(key) else { return nil }
        guard case .bool(let flag) = node.content else {
            throw Self.bad("\"\(key)\" is \(node.shown); expected true or false")
        }
        return flag
    }

    mutating func number(_ key: String, in range: ClosedRange<Double>) throws(ControlError) -> Double? {
        guard let node = take(key) else { return nil }
        guard case .number(let number) = node.content, range.contains(number) else {
            let (low, high) = (DisplayText.number(range.lowerBound), DisplayText.number(range.upperBound))
            throw Self.bad("\"\(key)\" is \(node.shown); expected a number from \(low) to \(high)")
        }
        return number
    }

    mutating func value(_ key: String) throws(ControlError) -> PresetValue? {
        guard let node = take(key) else { return nil }
        switch node.content {
        case .number(let number) where number.isFinite: return .number(number)
        case .string(let text): return .text(text)
        case .bool(let flag): return .flag(flag)
        default:
            throw Self.bad("\"\(key)\" is \(node.shown); expected a number, a text such as \"2.5kHz\", true or false")
        }
    }

    static let targetExpectation = "a node and a parameter, such as \"lowpass.cutoff\" or \"lowpass.@mix\""

    /// Complains of keys that nobody asked for.
    private func finish(_ name: String) throws(ControlError) {
        guard let member = members.first(where: { !readKeys.contains($0.key) }) else { return }
        let known = readKeys.sorted()
        var message = "\"\(name)\" has no \(DisplayText.quoted(member.key)); expected \(DisplayText.list(known))"
        if let nearest = NearestName.nearest(to: member.key, among: known) {
            message += "; did you mean \"\(nearest)\"?"
        }
        throw Self.bad(message)
    }
}
