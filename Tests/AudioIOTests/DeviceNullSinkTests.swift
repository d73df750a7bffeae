// The sound server that the device tests start.

import Foundation
import TestSupport
import Testing

@Suite(
    "A null sink",
    .enabled(if: NullSink.isAvailable, "pulseaudio, its parec or ALSA's plugin for it isn't installed"))
struct DeviceNullSinkTests {
    @Test("plays in real time what ALSA programs play, and its monitor hears it")
    func playsAndRecords() throws {
        let sink = try NullSink()
        let recording = try sink.startRecording()
        var player = Program(
            "/usr/bin/aplay", ["-q", "-D", NullSink.playbackName, "-f", "FLOAT_LE", "-r", "48000", "-c", "2"])
        player.environment = sink.environment
        let half = Float(0.5).bitPattern.littleEndian
        player.input = .bytes((0..<48_000).flatMap { _ in withUnsafeBytes(of: half, Array.init) })
        let outcome = try player.run()
        #expect(outcome.status == 0, "\(outcome.error)")
        let deadline = ContinuousClock.now + .seconds(30)
        let frames = recording.frameCount
        while recording.frameCount < frames + 4_800, ContinuousClock.now < deadline { usleep(5_000) }
        let sound = try recording.finish()
        #expect(sound.count == 2)
        for channel in sound {
            // aplay plays whole periods, so all of it comes.
            #expect(channel.count { $0 == 0.5 } == 24_000)
            #expect(channel.allSatisfy { $0 == 0.5 || $0 == 0 })
        }
    }

    @Test("ends when it is stopped, and leaves nothing behind")
    func stops() throws {
        let path: String
        do {
            let sink = try NullSink()
            path = sink.folder.path
            sink.stop()
            #expect(throws: Program.Failure.self) { try sink.startRecording() }
        }
        #expect(!FileManager.default.fileExists(atPath: path))
    }
}
