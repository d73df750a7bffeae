// What is asked of a sound device. Any thread.

/// The devices to open, and how.
///
/// With neither `capture` nor `playback` there is nothing to open, which is an error.
package struct DeviceRequest: Equatable, Sendable {
    /// What to do about two devices that may each have a clock of their own.
    package enum ClockPolicy: String, Sendable, Codable, CaseIterable {
        /// Resample unless the two are known to share a clock: linked, on one card, or one of them has no clock at all.
        case automatic
        /// Take for granted that they share one. If they don't, there is an xrun sooner or later.
        case shared
        /// Resample whatever is captured.
        case resampled
    }

    /// A PCM of alsa-lib's to capture from: `hw:0`, `plughw:CARD=PCH`, `default`, `pulse`, ...; nil captures silence.
    package var capture: String?
    /// A PCM to play to; nil plays nothing.
    package var playback: String?
    /// Hertz; nil takes 48 kHz, or what is nearest among the rates that the devices have.
    package var sampleRate: Int?
    /// Frames exchanged at once; the device may grant the nearest that it has. Range: 1...65,536.
    package var periodFrames = 128
    /// Periods in the playback buffer, which is filled before the start. Range: 2...64.
    package var periodCount = 2
    /// Channels of the blocks that are exchanged; nil takes two, or what is nearest among those of the device.
    package var channelCount: Int?
    /// Nil takes the best that the device has.
    package var sampleFormat: DeviceSampleFormat?
    package var clockPolicy = ClockPolicy.automatic
    /// Whether bits that a device of 24 bits or fewer loses are replaced by noise.
    package var isDithered = true

    package init(capture: String? = nil, playback: String? = nil) {
        self.capture = capture
        self.playback = playback
    }
}
