// What the audio thread and the control thread tell each other besides the engine's rings. Owned by the session.

import AudioIO
import Realtime
import Synchronization

/// Single figures and flags; each is written by one thread and stands for itself unless it says otherwise.
struct AudioLoopState: ~Copyable {
    /// Written by the control thread: the audio thread is to end after its period.
    let shouldStop = Atomic<Bool>(false)
    /// Written by the control thread: where the recorder wants the sound; nil for nowhere. Its releasing store pairs with
    /// the audio thread's acquiring load.
    let tap = Atomic<UnsafeMutablePointer<RecorderTap>?>(nil)
    /// Written by the control thread: for how many frames the sound goes on after a file's end.
    let tailFrames = Atomic<Int>(0)

    // Written by the audio thread.
    /// Rounds of the loop; a tap that was taken away is no longer used once this has moved on.
    let roundCount = Atomic<UInt64>(0)
    /// The audio thread waits for a device that has gone.
    let isWaiting = Atomic<Bool>(false)
    /// The audio thread has come to its end. Its releasing store pairs with the control thread's acquiring load.
    let hasEnded = Atomic<Bool>(false)
    /// It came to its end because the sound file and its tail did.
    let hasPlayedOut = Atomic<Bool>(false)
    let captureXrunCount = Atomic<Int>(0)
    let playbackXrunCount = Atomic<Int>(0)
    let suspensionCount = Atomic<Int>(0)
    let lossCount = Atomic<Int>(0)
    let clippedSampleCount = Atomic<Int>(0)
    /// The devices' part of the latency.
    let latencyFrames = Atomic<Int>(0)
    /// Parts in a million by which the capture clock is faster.
    let clockDriftMillionths = Atomic<Int>(0)

    /// Takes over what the device has counted. `earlier` is what devices before it had.
    @_noLocks
    func note(_ counters: DeviceCounters, since earlier: DeviceCounters) {
        captureXrunCount.store(earlier.captureXruns &+ counters.captureXruns, ordering: .relaxed)
        playbackXrunCount.store(earlier.playbackXruns &+ counters.playbackXruns, ordering: .relaxed)
        suspensionCount.store(earlier.suspensions &+ counters.suspensions, ordering: .relaxed)
    }
}
