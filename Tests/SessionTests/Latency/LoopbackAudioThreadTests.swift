// What plays and records while a loopback is measured, on devices that are always ready.

import AudioIO
import Foundation
import Realtime
import Session
import TestSupport
import Testing

/// `make test-realtime` runs suites of this name under RealtimeSanitizer.
@Suite("A loopback's audio thread")
struct LoopbackAudioThreadTests {
    private func schedule(_ grant: DeviceGrant) -> LoopbackSchedule {
        LoopbackSchedule(
            sampleRate: Double(grant.sampleRate), channelCount: grant.channelCount, repetitionCount: 2,
            levelDecibels: -20, settles: false)
    }

    private func run(_ around: (_ body: () -> Void) -> Void) throws {
        var request = DeviceRequest(capture: "null", playback: "null")
        request.periodFrames = 64
        let device = try AudioDevice.open(request)
        let schedule = schedule(device.grant)
        var loop = LoopbackLoop(device: device, schedule: schedule)
        var ending: Result<LoopbackLoop.Ending, DeviceError>?
        around { ending = Result { () throws(DeviceError) in try loop.run() } }
        #expect(ending == .success(.complete))
        let recording = loop.finish()
        #expect(recording.channels.map(\.count) == [schedule.frameCount, schedule.frameCount])
        let count = (schedule.frameCount + 63) / 64 - (schedule.leadFrames + 63) / 64
        #expect(recording.latencies.count == count)
        #expect(recording.faultFrames == [])
    }

    @Test("allocates nothing", .enabled(if: AudioThread.countsAllocations))
    func allocatesNothing() throws {
        #expect(try AudioThread.allocationCount(run) == 0)
    }

    @Test("passes RealtimeSanitizer, which the loop itself enters", .enabled(if: AudioThread.isSanitized))
    func sanitized() throws { try run { $0() } }

    @Test(
        "plays the schedule, each burst on its channel, silence elsewhere",
        .enabled(if: !AudioThread.isSanitized, "ALSA's file device writes to its file in the audio thread"))
    func plays() throws {
        let folder = try TemporaryFolder()
        var request = DeviceRequest(
            capture: "null", playback: "file:FILE=\(folder.file("played")),FORMAT=raw")
        request.sampleFormat = DeviceSampleFormat(.float32)
        // No divisor of anything.
        request.periodFrames = 100
        let device = try AudioDevice.open(request)
        let schedule = schedule(device.grant)
        var loop = LoopbackLoop(device: device, schedule: schedule)
        #expect(try loop.run() == .complete)
        _ = loop.finish()
        let bytes = try folder.bytes("played")
        #expect(bytes.count / 8 >= schedule.frameCount)
        let samples = schedule.samples()
        var isExact = true
        bytes.withUnsafeBytes { bytes in
            for frame in samples.indices {
                let channel = schedule.turn(at: frame).channel
                let pair = (0..<2).map {
                    Float(bitPattern: bytes.loadUnaligned(fromByteOffset: 8 * frame + 4 * $0, as: UInt32.self))
                }
                isExact = isExact && pair[channel] == samples[frame] && pair[1 - channel] == 0
            }
        }
        #expect(isExact)
    }

    @Test("begins with half a second of silence, is as loud as asked, and gives the last burst 2.5 s to return")
    func schedule() {
        let schedule = LoopbackSchedule(
            sampleRate: 48_000, channelCount: 3, repetitionCount: 5, levelDecibels: -6.0206, settles: false)
        let samples = schedule.samples()
        #expect(samples[..<24_000].allSatisfy { $0 == 0 })
        #expect(samples[samples.count - 120_000..<samples.count].allSatisfy { $0 == 0 })
        #expect(abs((samples.max() ?? 0) - 0.5) < 1e-5)
        #expect(schedule.burstCount == 15)
        for burst in 0..<15 {
            let turn = schedule.turn(at: schedule.start(of: burst))
            #expect(turn.channel == burst % 3)
            #expect(turn.framesLeft == schedule.spacingFrames)
        }
    }
}
