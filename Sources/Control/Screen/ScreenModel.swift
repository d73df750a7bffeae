// What the terminal screen shows, apart from its shape: the session, the cursor, what is being typed. A value without a
// terminal or a clock; owned by one screen.

private import EffectHost
private import Presets

/// A session as the screen knows it, and where the user is in it.
package struct ScreenModel: Sendable {
    /// A question with the answer typed so far.
    package struct Prompt: Equatable, Sendable {
        /// What becomes of the answer.
        enum Purpose: Equatable, Sendable {
            case value(ParameterTarget)
            case load, record
        }

        let purpose: Purpose
        let question: String
        var answer: String
    }

    /// nil until the session has said how it is.
    package private(set) var status: LiveStatus?
    /// The selected node's.
    package private(set) var parameters: [ParameterReading] = []
    /// The peaks that are held, by channel.
    package private(set) var held: (input: [PeakHold], output: [PeakHold]) = ([], [])
    /// What is asked at the moment.
    package internal(set) var prompt: Prompt?
    /// The last thing that is to be said, until a key is pressed.
    package internal(set) var notice: (text: String, isProblem: Bool)?
    package internal(set) var showsHelp = false
    /// Whether the next q ends the session.
    var isLeaving = false
    /// The node under the cursor; nil without nodes.
    package internal(set) var node: String?
    /// Which of the node's parameters is under the cursor; nil for the node itself.
    package internal(set) var parameterIndex: Int?

    package init() {}

    /// What is to be asked for besides the status.
    package var wantedScope: ControlScope? { node.map { .node($0) } }

    /// Takes news of the session.
    ///
    /// - Parameters:
    ///   - parameters: the selected node's, nil when they could not be had.
    ///   - seconds: a time that never goes back.
    package mutating func update(_ status: LiveStatus, parameters: [ParameterReading]?, at seconds: Double) {
        self.status = status
        if !status.nodes.contains(where: { $0.id == node }) {
            node = status.nodes.first?.id
            parameterIndex = nil
            self.parameters = []
        }
        let prefix = node.map { "\($0)." } ?? "."
        if let parameters, parameters.allSatisfy({ $0.target.hasPrefix(prefix) }) { self.parameters = parameters }
        if let index = parameterIndex, index >= self.parameters.count {
            parameterIndex = self.parameters.isEmpty ? nil : self.parameters.count - 1
        }
        Self.hold(status.meters.input, in: &held.input, at: seconds)
        Self.hold(status.meters.output, in: &held.output, at: seconds)
    }

    private static func hold(_ levels: [LevelReading], in held: inout [PeakHold], at seconds: Double) {
        if held.count != levels.count { held = levels.map { _ in PeakHold() } }
        for (index, level) in levels.enumerated() { held[index].update(level.peak, at: seconds) }
    }

    /// Takes the answer to something that was asked for.
    package mutating func receive(_ reply: ControlReply, to action: ControlAction) {
        if let error = reply.error {
            notice = (Self.line(error.message), true)
            return
        }
        if let warning = reply.warnings?.first { notice = (Self.line(warning), true) }
        switch action {
        case .set:
            if let text = reply.text, let index = parameters.firstIndex(where: { $0.target == reply.target }) {
                parameters[index].text = text
                parameters[index].value = reply.value ?? parameters[index].value
            }
        case .load: notice = notice ?? ("\(reply.preset ?? "the chain") plays", false)
        case .record: notice = ("recording \(reply.file ?? "")", false)
        case .stopRecording: notice = ("recorded \(reply.file ?? "")", false)
        case .learn(let target, _, _, _): notice = ("move the controller for \(target)", false)
        default: break
        }
    }

    /// A message's first line, and that there is more.
    private static func line(_ message: String) -> String {
        let lines = message.split(separator: "\n")
        return (lines.first.map(String.init) ?? "") + (lines.count > 1 ? " …" : "")
    }

    /// Of another node there are others.
    mutating func forgetParameters() { parameters = [] }

    /// The parameter under the cursor.
    package var parameter: ParameterReading? {
        parameterIndex.flatMap { parameters.indices.contains($0) ? parameters[$0] : nil }
    }
}
