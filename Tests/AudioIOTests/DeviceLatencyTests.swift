// What a device says of its latency, against what passes through it: a card whose output is connected with its input, and
// whose clock the test moves.

import AudioIO
import CFaultyDevice
import Foundation
import Realtime
import TestSupport
import Testing

@Suite("A device's latency")
struct DeviceLatencyTests {
    /// Plays one sample, and says when it is captured.
    ///
    /// - Parameters:
    ///   - laterFrames: what cable and converters add.
    ///   - lateness: by how many frames at most the host wakes too late.
    /// - Returns: frames from the block's sample that was written to the one that was read, and what the device said its
    ///   latency was, at every round.
    private func measure(
        period: Int, periods: Int, laterFrames: Int, lateness: Int, clock: DeviceRequest.ClockPolicy, rounds: Int
    ) throws -> (measured: Int, said: [Int]) {
        let playback = FaultyDevice(.playback) { $0.frames_per_look = 0 }
        let capture = FaultyDevice(.capture) {
            $0.heard = playback.device
            $0.heard_later_frames = UInt32(laterFrames)
        }
        var request = DeviceRequest(capture: "in", playback: "out")
        (request.periodFrames, request.periodCount, request.clockPolicy) = (period, periods, clock)
        request.sampleFormat = DeviceSampleFormat(.float32)
        request.channelCount = 1
        var device = try AudioDevice.open(
            request, with: FaultyDevice.opener(capture: capture, playback: playback))
        try device.start()
        let buffer = AudioBuffer(channelCount: 1, frameCapacity: period)
        let block = buffer.block(frameCount: period)
        var generator = SeededGenerator(seed: 3)
        var captured: [Float] = []
        var said: [Int] = []
        let place = rounds / 2 * period + period / 3
        while said.count < rounds {
            playback.advance(1 + (lateness > 0 ? Int.random(in: 0..<lateness, using: &generator) : 0))
            let event = device.wait(timeoutMilliseconds: 0)
            guard event == .ready else {
                try #require(event == .timeout)
                continue
            }
            device.read(into: block)
            captured += (0..<period).map { block.base[$0] }
            for frame in 0..<period { block.base[frame] = said.count * period + frame == place ? 1 : 0 }
            try #require(device.write(AudioBlock(block)) == .ready)
            said.append(device.latencyFrames)
        }
        let peak = try #require(captured.indices.max { abs(captured[$0]) < abs(captured[$1]) })
        try #require(abs(captured[peak]) > 0.5)
        return (peak - place, said)
    }

    @Test(
        "is what sound takes, to the frame, however late the host is; the converters' part is added to it",
        arguments: [(64, 2, 0), (64, 2, 37), (128, 3, 0), (1_024, 2, 60)])
    func shared(period: Int, periods: Int, lateness: Int) throws {
        let result = try measure(
            period: period, periods: periods, laterFrames: 29, lateness: lateness, clock: .shared, rounds: 40)
        #expect(result.measured == period * periods + 29)
        #expect(result.said.allSatisfy { $0 == result.measured - 29 }, "\(result)")
    }

    @Test("has the resampler's part in it where there are two clocks")
    func resampled() throws {
        // Beyond the settling.
        let result = try measure(
            period: 128, periods: 3, laterFrames: 29, lateness: 20, clock: .resampled, rounds: 1_500)
        let said = result.said[result.said.count / 2]
        // A frame for what the resampler holds by half, one for the sample between two frames.
        #expect(abs(said + 29 - result.measured) <= 2, "\(result.measured), said \(said)")
    }
}
