// What is to be measured, and how. A plain value, any thread.

package import AudioIO

/// One measurement as it is asked for.
package struct LatencyRequest: Sendable {
    /// Both directions, as `live` would open them.
    package var device: DeviceRequest
    /// How loud the bursts are, in dBFS. Range: -60...-1.
    package var levelDecibels = -20.0
    /// Bursts for each output channel. Range: 1...100.
    package var repetitionCount = 8

    package init(device: DeviceRequest) { self.device = device }
}
