// Devices with a real clock: a sound server's sink, and its monitor. What is checked holds on a busy machine, too.

import AudioIO
import Foundation
import Realtime
import TestSupport
import Testing

@Suite(
    "A device with a clock", .serialized,
    .enabled(if: NullSink.isAvailable, "pulseaudio, its parec or ALSA's plugin for it isn't installed"))
struct DevicePulseTests {
    private let sink: NullSink
    private let opener: PCMOpener

    init() throws {
        sink = try NullSink()
        opener = .configured(sink.configuration)
    }

    private func request(capture: Bool = false) -> DeviceRequest {
        var request = DeviceRequest(
            capture: capture ? NullSink.captureName : nil, playback: NullSink.playbackName)
        request.periodFrames = 480
        request.periodCount = 4
        request.channelCount = 2
        return request
    }

    @Test("plays every frame, in order, and all of it before it is closed")
    func plays() throws {
        let recording = try sink.startRecording()
        let frames = 48_000
        do {
            var rig = DeviceRig(try AudioDevice.open(request(), with: opener))
            #expect(rig.device.grant.clock == .shared)
            #expect(rig.device.grant.playback?.sampleFormat == "FLOAT_LE")
            try rig.device.start()
            // Every sample is a number of its own.
            let ramp = (0..<frames).map { Float($0 + 1) / 65_536 }
            rig.play([ramp, ramp.map { -$0 }])
            #expect(rig.events.isEmpty)
            let delay = rig.device.playbackDelayFrames
            #expect(delay > 0)
            rig.device.drain()
        }
        let deadline = ContinuousClock.now + .seconds(30)
        let end = recording.frameCount + 9_600
        while recording.frameCount < end, ContinuousClock.now < deadline { usleep(5_000) }
        let sound = try recording.finish()
        // Silence before, after, and where the machine was too busy.
        let heard = sound[0].filter { $0 != 0 }
        let isWhole = heard == (0..<frames).map { Float($0 + 1) / 65_536 }
        #expect(isWhole, "\(heard.count) of \(frames) frames, from \(heard.first ?? 0) on")
        let isOpposite = zip(sound[0], sound[1]).allSatisfy { $0 == -$1 }
        #expect(isOpposite)
    }

    @Test("captures on a clock that nobody vouches for, resampled to that of playback")
    func captures() throws {
        var rig = DeviceRig(try AudioDevice.open(request(capture: true), with: opener))
        #expect(rig.device.grant.clock == .resampled)
        #expect(rig.device.grant.warnings.contains { $0.contains("resampled") })
        try rig.device.start()
        var frame = 0
        for _ in 0..<600 {
            let first = frame
            if rig.round({ _, offset in 0.5 * sin(2 * .pi * 440 * Float(first + offset) / 48_000) }) { frame += 480 }
        }
        #expect(!rig.events.contains { if case .lost = $0 { true } else { false } }, "\(rig.events)")
        // What is played is heard by the monitor, late and at the same level.
        let last = rig.captured[0].suffix(24_000)
        let peak = last.map(abs).max() ?? 0
        #expect(peak > 0.4 && peak < 0.6, "\(peak)")
        #expect(abs(rig.device.clockDrift) < 0.01)
    }

    @Test("whose server ends is lost within a second, and absent until it returns")
    func vanishes() throws {
        var rig = DeviceRig(try AudioDevice.open(request(), with: opener))
        try rig.device.start()
        for _ in 0..<10 { _ = rig.round() }
        sink.stop()
        var isLost = false
        for _ in 0..<100 where !isLost {
            let event = rig.device.wait(timeoutMilliseconds: 100)
            if event == .ready {
                let silence = AudioBuffer(channelCount: 2, frameCapacity: 480)
                let written = rig.device.write(AudioBlock(silence.block(frameCount: 480)))
                if !rig.device.recover(from: written) { isLost = true }
            } else if !rig.device.recover(from: event) {
                isLost = true
            }
        }
        #expect(isLost)
        do throws(DeviceError) {
            _ = try AudioDevice.open(request(), with: opener)
            Issue.record("it was opened")
        } catch {
            #expect(error.kind == .absent, "\(error)")
            #expect(error.mayPass)
        }
    }
}
