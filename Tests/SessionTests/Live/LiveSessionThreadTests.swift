// A whole live session in this process, all its threads at once. `make test-threads` runs it under ThreadSanitizer.

import AudioIO
import Control
import EffectHost
import EffectTestSupport
import Foundation
import Presets
import Session
import Testing

@Suite("A live session's threads")
struct LiveSessionThreadTests {
    /// What is done while it plays, step by step, on the session's own thread.
    private final class Player {
        let session: LiveSession
        let recording: String
        private(set) var loadedCount = 0
        private(set) var recordedSeconds = 0.0
        private(set) var problems: [String] = []
        private var steps = 0

        static let loads = 6

        init(_ session: LiveSession, recording: String) {
            self.session = session
            self.recording = recording
        }

        private func ask(_ action: ControlAction, _ done: @escaping (ControlReply) -> Void = { _ in }) {
            session.perform(ControlRequest(action)) { [unowned self] reply in
                // A node that is just being swapped is no mistake.
                if let error = reply.error, error.kind != .unavailable { problems.append("\(action): \(error)") }
                done(reply)
            }
        }

        func begin() {
            ask(.record(file: recording))
            load()
        }

        /// One preset after the other; with the last one the recording ends, and then the session.
        private func load() {
            let chain =
                loadedCount % 2 == 0 ? "tone: filter cutoff=900 | chorus" : "tone: filter cutoff=3000 | compressor"
            ask(.load(.chain(chain))) { [unowned self] _ in
                loadedCount += 1
                guard loadedCount == Self.loads else { return load() }
                ask(.stopRecording) { [unowned self] reply in
                    recordedSeconds = reply.seconds ?? 0
                    session.end()
                }
            }
        }

        /// Every few milliseconds.
        func change() {
            steps += 1
            ask(.set(ParameterTarget(node: "tone", parameter: "cutoff"), .to(.number(Double(400 + steps % 7 * 300)))))
            ask(.bypass(node: "tone", .toggle))
            ask(.status)
            ask(.meters)
        }
    }

    @Test("play, record, change and load side by side until the session ends")
    func everything() throws {
        let folder = try TemporaryFolder()
        let sound = PlanarSound.noise(channelCount: 2, frameCount: 24_000, amplitude: 0.3, seed: 11)
        var request = LiveRequest(
            graph: .chain("tone: filter cutoff=500 | gain"), device: DeviceRequest(capture: nil, playback: "null"))
        request.source = .file(try folder.write(sound), loops: true)
        request.isControlled = false
        request.takesMIDI = false
        request.limitSeconds = 120
        _ = try StagedEffects.store()
        // Deadlines are watched. Who misses one here is made anew, and so are more threads busy.
        let loader = try EffectLoader(cache: nil, scriptEngine: StagedEffects.scriptEngine, watchesDeadlines: true)
        let library = EffectLibrary(directories: [StagedEffects.directory.path])
        let session = try LiveSession(request, store: EffectStore(loader: loader, library: library))
        let player = Player(session, recording: folder.file("heard.wav"))
        let changes = session.loop.every(milliseconds: 2) { player.change() }
        session.loop.after(milliseconds: 1) { player.begin() }
        let report = session.run()
        changes.cancel()
        #expect(player.loadedCount == Player.loads)
        #expect(report.failure == nil)
        #expect(player.problems == [])
        #expect(player.recordedSeconds > 0)
        #expect(try PlanarSound(readingFile: folder.file("heard.wav")).frameCount > 0)
    }
}
