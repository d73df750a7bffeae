// What a live session is to whoever drives it: server, OSC, MIDI, screen. Called on the event loop's thread.

/// Does what is asked.
package protocol ControlHandler: AnyObject {
    /// Does it, or begins to, and replies exactly once: at once, or later on the loop's thread.
    ///
    /// The request's action is never `.subscribe`. The reply's `id` doesn't matter; who asked puts its own.
    func perform(_ request: ControlRequest, reply: @escaping (ControlReply) -> Void)
}

extension ControlHandler {
    /// For what is answered at once.
    ///
    /// - Returns: nil when the answer comes later, and is then not heard.
    package func answer(_ action: ControlAction) -> ControlReply? {
        var answer: ControlReply?
        perform(ControlRequest(action)) { answer = $0 }
        return answer
    }
}
