// Recording what is heard. The control thread.

import AudioIO
import Control
import Foundation
import Synchronization

/// A recorder whose tap was taken away; the audio thread may still be in the middle of a round with it.
struct RetiredRecorder {
    let recorder: SoundRecorder
    /// The audio thread's count of rounds when the tap was taken away.
    let round: UInt64
    let done: (Result<SoundRecorder, ControlError>) -> Void
}

extension LiveSession {
    /// Begins to write what is heard to a file that doesn't exist yet.
    func begin(recordingTo path: String) throws(LiveSessionError) {
        if let recorder {
            throw .control(
                ControlError(.unavailable, "\(recorder.path) is being recorded; stop that first, with record --stop"))
        }
        guard access(path, F_OK) != 0 else {
            throw .control(ControlError(.fileFailed, "\(path): the file exists; choose another name"))
        }
        let recorder = try SoundRecorder(
            path: path, sampleRate: grant.sampleRate, channelCount: grant.channelCount)
        self.recorder = recorder
        // Partner: the audio thread's acquiring load.
        state.pointee.tap.store(recorder.tap, ordering: .releasing)
        var event = ControlEvent(.recording)
        event.file = path
        publish(event)
    }

    /// Ends the recording. `done` is called when the file is whole, or with what went wrong and what was kept.
    func stopRecording(_ done: @escaping (Result<SoundRecorder, ControlError>) -> Void) {
        guard let recorder else { return }
        self.recorder = nil
        state.pointee.tap.store(nil, ordering: .releasing)
        let round = state.pointee.roundCount.load(ordering: .sequentiallyConsistent)
        retiredRecorders.append(RetiredRecorder(recorder: recorder, round: round, done: done))
    }

    /// Finishes those that the audio thread has let go of.
    func finishRetiredRecorders() {
        // Partner: the releasing store at the audio thread's end.
        let hasEnded = state.pointee.hasEnded.load(ordering: .acquiring)
        let isWaiting = state.pointee.isWaiting.load(ordering: .relaxed)
        let round = state.pointee.roundCount.load(ordering: .sequentiallyConsistent)
        let ready = retiredRecorders.filter { hasEnded || isWaiting || round > $0.round }
        guard !ready.isEmpty else { return }
        retiredRecorders.removeAll { one in ready.contains { $0.recorder === one.recorder } }
        for one in ready {
            do throws(AudioIOError) {
                try one.recorder.finish()
                if one.recorder.lostFrameCount > 0 {
                    note(
                        "recording: \(one.recorder.lostFrameCount) frames were lost, the disk was too slow",
                        isProblem: true)
                }
                one.done(.success(one.recorder))
                publish(
                    ControlEvent(.recording, message: "recorded \(Self.length(one.recorder)) to \(one.recorder.path)"))
            } catch {
                let kept =
                    one.recorder.seconds > 0
                    ? "\(one.recorder.path) has the first \(Self.length(one.recorder))" : "nothing was kept"
                let words = "the recording has ended: \(error.description); \(kept)"
                recordingFailure = words
                note(words, isProblem: true)
                one.done(.failure(ControlError(.fileFailed, words)))
                publish(ControlEvent(.recording))
            }
        }
    }

    private static func length(_ recorder: SoundRecorder) -> String {
        String(format: "%.1f s", recorder.seconds)
    }
}
