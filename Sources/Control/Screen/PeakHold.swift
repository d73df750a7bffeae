// The mark above a level that stays for a while. A plain value, any thread.

/// Holds a channel's highest level, then lets it fall.
package struct PeakHold: Equatable, Sendable {
    /// How long a peak stays.
    private static let holdSeconds = 1.5
    /// How fast it falls then.
    private static let fallDecibelsPerSecond = 20.0
    /// Below that there is nothing to hold.
    private static let floor = -90.0

    /// In dBFS; nil for nothing.
    package private(set) var decibels: Double?
    private var reachedAt = 0.0
    private var updatedAt = 0.0

    package init() {}

    /// Takes a level at a time, in seconds that never go back.
    package mutating func update(_ peak: Double?, at seconds: Double) {
        let falling = max(0, seconds - max(updatedAt, reachedAt + Self.holdSeconds))
        updatedAt = seconds
        if let held = decibels {
            let fallen = held - falling * Self.fallDecibelsPerSecond
            decibels = fallen > Self.floor ? fallen : nil
        }
        if let peak, peak >= decibels ?? -.infinity {
            decibels = peak
            reachedAt = seconds
        }
    }
}
