// What a live session did, for people and machines. Plain values, any thread.

package import Control
package import Realtime
import Synchronization

/// The end of a live session.
package struct LiveReport: Codable, Sendable {
    /// As the session was at its end; its meters are those since they were last read.
    package let status: LiveStatus
    /// Periods rendered and slept through, and what they cost, in nanoseconds.
    package let load: LiveLoad
    package let captureXruns: Int
    package let playbackXruns: Int
    package let suspensions: Int
    /// How often the device went away.
    package let deviceLosses: Int
    /// Samples that were too loud for the device.
    package let clippedSamples: Int
    /// How much faster the capture clock ran than that of playback, in parts in a million; 0 where they are one.
    package let clockDriftPPM: Int
    /// Whether the audio thread had real-time priority.
    package let isRealtime: Bool
    /// What was kept in memory for it at the end, and what the system would not keep.
    package let lockedMemory: LockedPages.Account
    /// Each that an effect caused, at most a thousand.
    package let faults: [NodeFault]
    /// Why a recording has ended too soon, and what was kept of it; nil when none has.
    package let recordingFailure: String?
    /// Why it could not go on; nil when it was stopped, or its input was over.
    package let failure: String?
}

extension LiveSession {
    func report(failure: String?) -> LiveReport {
        let isRealtime = if case .realtime(priority: _) = scheduling { true } else { false }
        return LiveReport(
            status: status(), load: controller.load,
            captureXruns: state.pointee.captureXrunCount.load(ordering: .relaxed),
            playbackXruns: state.pointee.playbackXrunCount.load(ordering: .relaxed),
            suspensions: state.pointee.suspensionCount.load(ordering: .relaxed),
            deviceLosses: state.pointee.lossCount.load(ordering: .relaxed),
            clippedSamples: state.pointee.clippedSampleCount.load(ordering: .relaxed),
            clockDriftPPM: state.pointee.clockDriftMillionths.load(ordering: .relaxed),
            isRealtime: isRealtime, lockedMemory: LockedPages.shared.account, faults: faults,
            recordingFailure: recordingFailure, failure: failure)
    }
}
