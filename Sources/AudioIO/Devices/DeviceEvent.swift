// What a device has to say after each call. Any thread; trivial values, made on the audio thread.

/// How waiting for, or writing to, a device ended.
package enum DeviceEvent: Equatable, Sendable {
    /// A period can be exchanged, or was.
    case ready
    /// The time is over, and nothing can be exchanged yet.
    case timeout
    /// Sound was lost: playback ran dry, or captured sound was not fetched in time. `recover` starts anew.
    case xrun(DeviceDirection)
    /// The system slept, or the device did. `recover` wakes it.
    case suspended(DeviceDirection)
    /// The device has gone, or answers only with errors: an errno. Close it and open it again when it has returned.
    case lost(Int32)
}
