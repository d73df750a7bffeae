// What all of `cajon control` shares: which session, and how it is asked.

import ArgumentParser
import Control
import Foundation

/// `--session` and `--json`.
struct ControlOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Which live session, where several run.", valueName: "name"))
    var session: String?

    @Flag(help: "Print the reply as JSON.")
    var json = false

    /// Loading a preset whose effects were never compiled before takes longest.
    private static let timeoutMilliseconds: Int32 = 60_000

    /// Asks the session and prints the reply: as JSON, or what `text` makes of it.
    func run(_ action: ControlAction, _ text: (ControlReply) throws -> String?) throws {
        try Failure.reporting {
            let (reply, line) = try ask(action, try ControlClient(session: session))
            if json { return try Terminal.print(String(decoding: line, as: UTF8.self)) }
            if let text = try text(reply) { try Terminal.print(text) }
        }
    }

    /// The reply to a request, if it was done; what it warns of is said.
    func ask(_ action: ControlAction, _ client: ControlClient) throws -> (reply: ControlReply, line: [UInt8]) {
        let request = ControlRequest(action, directory: Self.directory(for: action))
        let (reply, line) = try client.ask(request, timeoutMilliseconds: Self.timeoutMilliseconds)
        if let error = reply.error { throw error }
        if !json { for warning in reply.warnings ?? [] { Terminal.say("cajon: \(warning)") } }
        return (reply, line)
    }

    /// Sends a line as it is.
    func send(_ line: String, _ client: ControlClient) throws -> (reply: ControlReply, line: [UInt8]) {
        try client.ask(line: Array(line.utf8), timeoutMilliseconds: Self.timeoutMilliseconds)
    }

    /// Paths are meant from where the user is, not from where the session was started.
    private static func directory(for action: ControlAction) -> String? {
        switch action {
        case .load, .insert, .replace, .record, .save: FileManager.default.currentDirectoryPath
        default: nil
        }
    }
}
