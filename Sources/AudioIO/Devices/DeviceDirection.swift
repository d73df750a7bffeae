// Which way sound goes through a device. Any thread.

/// Capture or playback, seen from the program.
package enum DeviceDirection: String, Sendable, Codable, CaseIterable {
    case capture, playback
}
