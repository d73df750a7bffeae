// A live session as lines of a log: where there is no terminal, or where one is not to be painted on.

import Control
import Foundation
import Session

/// Says what happens, a line each, on standard error.
final class LiveLines {
    private let isQuiet: Bool

    init(isQuiet: Bool) { self.isQuiet = isQuiet }

    /// What is to be known before the first sound.
    func begin(_ session: LiveSession) {
        let status = session.status()
        for message in status.messages { say(message) }
        if let advice = Text.advice(on: session.scheduling) { line(advice) }
        guard !isQuiet else { return }
        for device in session.deviceLines { line(device) }
        let milliseconds = String(format: "%.1f ms", Double(status.periodFrames) / status.sampleRate * 1000)
        line(
            "playing \(status.preset): \(Text.rate(status.sampleRate)), periods of \(status.periodFrames) frames "
                + "(\(milliseconds)), session ‘\(status.session)’; Ctrl-C ends")
    }

    /// What has happened.
    func say(_ event: ControlEvent) {
        switch event.event {
        case .meters, .parameter: break
        case .graph: if !isQuiet, let preset = event.preset { line("playing \(preset)") }
        case .recording: if !isQuiet, let words = event.message ?? event.file.map({ "recording \($0)" }) { line(words) }
        case .learned:
            guard !isQuiet, let target = event.target, let controller = event.controller else { break }
            line("controller \(controller) moves \(target)")
        case .ending: if !isQuiet { line("fading out") }
        case .fault, .out, .device: if let message = event.message { line(message) }
        case .restarted, .log, .message: if !isQuiet, let message = event.message { line(message) }
        }
    }

    private func say(_ message: LiveMessage) {
        if message.isProblem || !isQuiet { line(message.text) }
    }

    private func line(_ text: String) { Terminal.say("cajon: \(text)") }
}
