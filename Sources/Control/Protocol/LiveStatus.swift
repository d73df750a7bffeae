// How a live session is: what the screen shows, `status` replies and `--json` prints. Plain values, any thread.

/// A live session at one moment.
package struct LiveStatus: Codable, Equatable, Sendable {
    /// What the session as a whole does.
    package enum State: String, Codable, Sendable {
        case playing
        /// Silent for so long that nothing is computed.
        case idle
        /// The sound device has gone; waiting for it to come back.
        case waiting
        /// Fading out, to end.
        case ending
    }

    /// The session's name: what `--session` takes.
    package var session: String
    package var processID: Int
    package var state: State
    /// The preset's name, or `chain`.
    package var preset: String
    /// In the order of the graph.
    package var nodes: [NodeStatus]
    /// What the sound devices granted, as people read it, a line for each.
    package var devices: [String]
    package var sampleRate: Double
    package var periodFrames: Int
    package var periodCount: Int
    /// From a sound's arrival to its leaving, devices and effects together.
    package var latencyMilliseconds: Double
    /// Periods that came too late, since the start.
    package var xruns: Int
    package var uptimeSeconds: Double
    package var meters: LiveMeters
    /// nil when nothing is recorded.
    package var recording: LiveRecording?
    /// The last ones, the newest last.
    package var messages: [LiveMessage]
    /// The target whose controller is being waited for.
    package var learning: String?

    package init(
        session: String, processID: Int, state: State, preset: String, nodes: [NodeStatus], devices: [String],
        sampleRate: Double, periodFrames: Int, periodCount: Int, latencyMilliseconds: Double, xruns: Int,
        uptimeSeconds: Double, meters: LiveMeters, recording: LiveRecording? = nil, messages: [LiveMessage] = [],
        learning: String? = nil
    ) {
        self.session = session
        self.processID = processID
        self.state = state
        self.preset = preset
        self.nodes = nodes
        self.devices = devices
        self.sampleRate = sampleRate
        self.periodFrames = periodFrames
        self.periodCount = periodCount
        self.latencyMilliseconds = latencyMilliseconds
        self.xruns = xruns
        self.uptimeSeconds = uptimeSeconds
        self.meters = meters
        self.recording = recording
        self.messages = messages
        self.learning = learning
    }
}

/// A file that is being written.
package struct LiveRecording: Codable, Equatable, Sendable {
    package var file: String
    package var seconds: Double
    /// Frames that could not be written in time.
    package var lostFrames: Int

    package init(file: String, seconds: Double, lostFrames: Int = 0) {
        self.file = file
        self.seconds = seconds
        self.lostFrames = lostFrames
    }
}

/// Something that has happened.
package struct LiveMessage: Codable, Equatable, Sendable {
    /// Since the session's start.
    package var uptimeSeconds: Double
    /// One line.
    package var text: String
    /// Whether something went wrong.
    package var isProblem: Bool

    package init(uptimeSeconds: Double, text: String, isProblem: Bool = false) {
        self.uptimeSeconds = uptimeSeconds
        self.text = text
        self.isProblem = isProblem
    }
}
