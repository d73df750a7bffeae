// One sound device as the audio thread uses it: duplex, playback only, or capture only. Opened and closed off that
// thread, used by one thread at a time.
internal import CALSA
internal import CRealtime
internal import Realtime

/// Exchanges blocks of planar floats with ALSA.
///
/// **A period's round.** `wait` until it says `.ready`, `read`, render, `write`; on any other event but `.timeout`,
/// `recover`. All that waits is `wait`; the others only move samples. After `.lost`, or when `recover` returns false,
/// the device is to be closed, and opened again when it has returned (`DeviceError.mayPass`).
///
/// **What it doesn't do.** None of these calls allocates or locks by itself. What lies behind a PCM may: `hw`, `null`
/// and ALSA's converters don't, `file` writes files, and plugins that speak to a server (`pulse`, `jack`) lock the
/// mutex of their own connection.
package struct AudioDevice: ~Copyable {
    package let grant: DeviceGrant
    var capture: CaptureStream
    var playback: PlaybackStream
    var bridge: ClockBridge
    /// Where a block of captured sound lies before it is resampled.
    let bridgeBlock: AudioBuffer
    /// Whether the two are one to the kernel: started, stopped and prepared together.
    let isLinked: Bool
    /// Whether playback keeps time; then it is started full of silence.
    let playsByClock: Bool
    let periodFrames: Int
    let channelCount: Int
    let playbackBufferFrames: Int
    let captureBufferFrames: Int
    /// Playback's room at the last look.
    var playbackRoom = 0
    var isAsleep = false
    var isStarted = false

    package internal(set) var counters = DeviceCounters()

    /// Frames of the sound that was written and hasn't been heard yet; 0 without playback.
    package var playbackDelayFrames: Int {
        @_noLocks get { playback.pcm.delay() }
    }

    /// Frames between the microphone and what the next `read` gives, the resampler's part included.
    package var captureDelayFrames: Int {
        @_noLocks get { Int(Double(capture.pcm.delay()) * bridge.ratio) + bridge.delayFrames }
    }

    /// Frames from a sound's arrival at the capture device to its leaving the playback device, by what the devices say,
    /// for a host that adds nothing. To be asked right after `write`.
    ///
    /// Then, with a period of P frames, what has been captured since the block was read are c frames, and the block itself
    /// is the last P of the d that wait to be heard. Its last frame came in c frames ago and goes out in d: c + d. A host
    /// that is late by some frames finds as many more in c as are missing in d. `cajon latency` measures the same.
    package var latencyFrames: Int {
        @_noLocks get { captureDelayFrames + playbackDelayFrames }
    }

    /// Samples that were too loud for the device's integers.
    package var clippedSampleCount: Int {
        @_noLocks get { playback.clippedSampleCount }
    }

    /// How much faster the captured clock runs than that of playback, as a fraction; 0 unless they differ.
    package var clockDrift: Double {
        @_noLocks get { bridge.drift }
    }

    /// Starts both directions, playback with its buffer full of silence, unless it has no clock.
    ///
    /// Errors: the device went away, or refuses to start.
    package mutating func start() throws(DeviceError) {
        let result = restart()
        guard result.code == 0 else {
            let side = result.direction == .capture ? grant.capture : grant.playback
            throw .cannotStart(side?.name ?? "device", result.direction, Int32(-result.code))
        }
        isStarted = true
    }

    /// Closes the devices, and drops what hasn't been played. `drain` before it plays that.
    package consuming func close() {}
}
