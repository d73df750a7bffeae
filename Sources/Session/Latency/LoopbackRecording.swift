// What came back while a loopback was measured. A plain value, any thread.

package import AudioIO

/// The sound that was captured from the schedule's first frame to its last, and what happened meanwhile.
package struct LoopbackRecording: Sendable {
    /// One array of samples for each channel, the schedule's frames long. As a device gave them: of any value.
    package var channels: [[Float]]
    /// Frames at which sound was lost: what was on its way then says nothing.
    package var faultFrames: [Int] = []
    /// What the device said its latency was, after each period.
    package var latencies: [Int] = []
    package var counters = DeviceCounters()

    package init(channels: [[Float]]) { self.channels = channels }
}
