// What a live session is to play, on what, and how it is to be reached. A plain value, any thread.

package import AudioIO
package import Control

/// One live session as it is asked for.
package struct LiveRequest: Sendable {
    /// Where the sound comes from.
    package enum Source: Equatable, Sendable {
        /// The capture device of `device`, or silence where it names none.
        case device
        /// A sound file, once or over and over. It decides the sample rate and the number of channels.
        case file(String, loops: Bool)
    }

    /// What plays first.
    package var graph: GraphSource
    /// `node.parameter=value`, applied to the first graph alone.
    package var overrides: [String] = []
    package var source = Source.device
    package var device: DeviceRequest
    /// The share of each period that rendering may take before effects are stopped. Range: above 0, at most 1.
    package var budgetShare = 0.75
    /// Whether the sound sleeps when there is nothing to hear.
    package var idles = true
    /// Whether changed files are loaded again by themselves.
    package var watches = false
    /// The name of the control socket; nil for one of its own.
    package var name: String?
    /// Whether there is a control socket.
    package var isControlled = true
    /// The port of 127.0.0.1 for Open Sound Control; nil for none.
    package var oscPort: UInt16?
    /// Whether controllers of the ALSA sequencer are listened to.
    package var takesMIDI = true
    /// A file to record to from the start; nil for none.
    package var recording: String?
    /// After so many seconds the session ends by itself; nil for never.
    package var limitSeconds: Double?

    package init(graph: GraphSource, device: DeviceRequest) {
        self.graph = graph
        self.device = device
    }
}
