// What a subscriber is told unasked, one line each. A plain value, any thread.

/// Something that happened in a live session.
package struct ControlEvent: Codable, Equatable, Sendable {
    /// What it was.
    package enum Kind: String, Codable, CaseIterable, Sendable {
        /// The meters, at the rate that was asked for.
        case meters
        /// A parameter was set, by whomever: `target`, `value`, `text`.
        case parameter
        /// The nodes or their order changed, or another preset plays: `preset`.
        case graph
        /// A node's effect failed: `node`, `message`.
        case fault
        /// A node's effect runs again: `node`.
        case restarted
        /// A node's effect stays out: `node`, `message`.
        case out
        /// An effect wrote to its log: `node`, `message`.
        case log
        /// Something about the sound devices: `message`.
        case device
        /// Recording began: `file`. Or it ended: `message` when all of it was written.
        case recording
        /// A controller was learned: `target`, `controller`, and `channel` if it matters.
        case learned
        /// Anything else worth a line: `message`.
        case message
        /// The session ends.
        case ending
    }

    /// The line's `event`.
    package var event: Kind
    /// Since the session's start.
    package var uptimeSeconds: Double?
    package var node: String?
    package var target: String?
    package var value: Float?
    package var text: String?
    package var message: String?
    package var preset: String?
    package var file: String?
    package var controller: Int?
    package var channel: Int?
    package var meters: LiveMeters?

    package init(_ event: Kind, message: String? = nil, node: String? = nil, uptimeSeconds: Double? = nil) {
        self.event = event
        self.message = message
        self.node = node
        self.uptimeSeconds = uptimeSeconds
    }
}
