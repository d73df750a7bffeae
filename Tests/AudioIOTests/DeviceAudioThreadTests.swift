// The promise that exchanging sound with a device allocates nothing, checked by counting and by RealtimeSanitizer.

import AudioIO
import CFaultyDevice
import CRealtime
import CTestSupport
import Glibc
import Realtime
import Testing

@Suite("A device on the audio thread")
struct DeviceAudioThreadTests {
    /// Exchanges 10,000 periods inside `around`. ALSA's null device never has to be waited for.
    private func exchange(
        _ request: DeviceRequest, with opener: PCMOpener = .standard, rounds: Int = 10_000, xrun: FaultyDevice? = nil,
        _ around: (() -> Void) -> Void
    ) throws {
        var device = try AudioDevice.open(request, with: opener)
        try device.start()
        let grant = device.grant
        let buffer = AudioBuffer(channelCount: grant.channelCount, frameCapacity: grant.periodFrames)
        let block = buffer.block(frameCount: grant.periodFrames)
        for index in 0..<block.sampleCount { block.base[index] = Float(index) / 1_000 - 0.05 }
        var exchanged = 0
        var faults = 0
        around {
            while exchanged < rounds, faults < 10 {
                if exchanged == rounds / 2, faults == 0 { xrun?.fail(EPIPE) }
                let event = device.wait(timeoutMilliseconds: 5_000)
                guard case .ready = event else {
                    faults += 1
                    if !device.recover(from: event) { faults = 10 }
                    continue
                }
                device.read(into: block)
                _ = device.write(AudioBlock(block))
                exchanged += 1
            }
        }
        #expect(exchanged == rounds)
        #expect(faults == (xrun == nil ? 0 : 1))
    }

    private static let formats = ["FLOAT_LE", "S32_BE", "S24_3LE", "S24_LE", "S16_BE"]

    private func request(_ format: String) -> DeviceRequest {
        var request = DeviceRequest(capture: "null", playback: "null")
        request.sampleFormat = DeviceSampleFormat(name: format)
        request.periodFrames = 64
        return request
    }

    @Test("neither allocates nor frees in 10,000 periods", .enabled(if: cajon_counts_allocations()), arguments: formats)
    func allocatesNothing(format: String) throws {
        var counted: UInt64 = 0
        try exchange(request(format)) { body in
            let before = cajon_thread_allocation_count()
            body()
            counted = cajon_thread_allocation_count() - before
        }
        #expect(counted == 0)
    }

    @Test("nor when an xrun is recovered from", .enabled(if: cajon_counts_allocations()))
    func recoversWithoutAllocating() throws {
        let playback = FaultyDevice(.playback) { $0.is_forgetful = true }
        let capture = FaultyDevice(.capture)
        for policy in DeviceRequest.ClockPolicy.allCases {
            var request = DeviceRequest(capture: "mic", playback: "out")
            request.clockPolicy = policy
            var counted: UInt64 = 0
            try exchange(
                request, with: FaultyDevice.opener(capture: capture, playback: playback), rounds: 1_000, xrun: playback
            ) { body in
                let before = cajon_thread_allocation_count()
                body()
                counted = cajon_thread_allocation_count() - before
            }
            #expect(counted == 0, "\(policy)")
        }
    }

    @Test("passes RealtimeSanitizer", .enabled(if: cajon_checks_realtime()), arguments: formats)
    func sanitizer(format: String) throws {
        try exchange(request(format), rounds: 1_000) { body in
            cajon_enter_realtime()
            body()
            cajon_exit_realtime()
        }
    }

    @Test("passes RealtimeSanitizer between two clocks", .enabled(if: cajon_checks_realtime()))
    func bridgeSanitizer() throws {
        var bridge = try ClockBridge(
            channelCount: 2, ratio: 1, sampleRate: 48_000, periodFrames: 64, capturePeriodFrames: 64,
            maximumPushFrames: 64, bufferFrames: 1_024)
        let buffer = AudioBuffer(channelCount: 2, frameCapacity: 64)
        cajon_enter_realtime()
        for round in 0..<2_000 {
            if round < 1_000 || round > 1_200 { bridge.push(AudioBlock(buffer.block(frameCount: 64))) }
            _ = bridge.pull(into: buffer.block(frameCount: 64), lateFrames: 0)
        }
        cajon_exit_realtime()
        let (isSettled, starvationCount) = (bridge.isSettled, bridge.starvationCount)
        #expect(isSettled)
        #expect(starvationCount == 1)
    }
}
