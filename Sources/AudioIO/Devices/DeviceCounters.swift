// What went wrong with a device, counted. Any thread; trivial values.

/// Counts since the device was opened.
package struct DeviceCounters: Equatable, Sendable, Encodable {
    package var captureXruns = 0
    package var playbackXruns = 0
    package var suspensions = 0
    /// How often `recover` had the sound going again.
    package var recoveries = 0

    @_noLocks package init() {}
}
