// What a sound device is and can do, as a list of devices shows it. Any thread.

/// One device, as a person would recognise it.
package struct DeviceDescription: Equatable, Sendable, Encodable {
    /// Whether it can be used now.
    package enum State: String, Sendable, Encodable {
        case available, busy, absent
        /// This user may not.
        case forbidden
        /// It didn't say within the time that it was given.
        case silent
        case failed
    }

    /// What one direction can do.
    package struct Abilities: Equatable, Sendable, Encodable {
        package let state: State
        /// Why it isn't available, in words.
        package let reason: String?
        /// Of the common rates, those that it has, in hertz.
        package let sampleRates: [Int]
        package let sampleFormats: [String]
        package let minimumChannels: Int
        package let maximumChannels: Int
        package let minimumPeriodFrames: Int
    }

    /// What to write for `--playback` or `--capture`.
    package let name: String
    /// The sound card's own name; nil for what is no card.
    package let card: String?
    /// What it calls itself.
    package let title: String
    package let capture: Abilities?
    package let playback: Abilities?
}
