// What the devices granted, which may differ from what was asked. Any thread.

/// How an open device will exchange sound.
package struct DeviceGrant: Equatable, Sendable, Encodable {
    /// One direction.
    package struct Side: Equatable, Sendable, Encodable {
        /// As it was asked for.
        package let name: String
        /// What alsa-lib says is behind the name, one stage after the other.
        package let stages: [String]
        package let sampleFormat: String
        package let channelCount: Int
        package let periodFrames: Int
        package let bufferFrames: Int
        /// Positions of the device's channels, in alsa-lib's words (FL, FR, ...); empty when it doesn't say.
        package let channelMap: [String]
        /// For capture, the device's channel for each of the graph's; for playback, the graph's for each of the
        /// device's; -1 is silence.
        package let route: [Int]
    }

    /// Whose clock the sound follows.
    package enum Clock: String, Sendable, Encodable {
        /// One device's own, or one that both share.
        case shared
        /// As `shared`; and the two are started by one call, on the same frame.
        case linked
        /// Playback's; what is captured is resampled to it.
        case resampled
        /// No device has one: blocks are exchanged as fast as they come.
        case none
    }

    package let capture: Side?
    package let playback: Side?
    /// Hertz.
    package let sampleRate: Int
    /// Frames exchanged at once.
    package let periodFrames: Int
    /// Channels of the blocks that are exchanged.
    package let channelCount: Int
    package let clock: Clock
    /// What is not as one might expect, in words for people.
    package let warnings: [String]

    /// Whether the two directions were started by one call.
    package var isLinked: Bool { clock == .linked }
}
