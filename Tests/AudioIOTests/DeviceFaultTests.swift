// Devices that fail, in every way that alsa-lib can tell of.

import AudioIO
import CFaultyDevice
import Foundation
import Realtime
import TestSupport
import Testing

@Suite("A faulty device")
struct DeviceFaultTests {
    private let capture = FaultyDevice(.capture)
    private let playback = FaultyDevice(.playback)

    private func request(_ change: (inout DeviceRequest) -> Void = { _ in }) -> DeviceRequest {
        var request = DeviceRequest(capture: "mic", playback: "out")
        request.periodFrames = 64
        request.clockPolicy = .shared
        change(&request)
        return request
    }

    private func open(_ change: (inout DeviceRequest) -> Void = { _ in }) throws(DeviceError) -> AudioDevice {
        try AudioDevice.open(request(change), with: FaultyDevice.opener(capture: capture, playback: playback))
    }

    /// The error that opening gives.
    private func refusal(_ change: (inout DeviceRequest) -> Void = { _ in }) -> DeviceError? {
        do throws(DeviceError) {
            let device = try open(change)
            device.close()
            return nil
        } catch {
            return error
        }
    }

    // MARK: Opening

    @Test("that is in use is said to be, with status 69, and can be opened when it is free")
    func busy() throws {
        playback.refuse(EBUSY)
        let error = try #require(refusal())
        #expect(error.kind == .busy)
        #expect(error.exitStatus == 69)
        #expect(error.mayPass)
        #expect(error.description.hasPrefix("out: is in use by another program"))
        playback.refuse(0)
        #expect(refusal() == nil)
    }

    @Test("that may not be used says which group may")
    func permission() throws {
        capture.refuse(EACCES)
        let error = try #require(refusal())
        #expect(error.kind == .permission)
        #expect(error.exitStatus == 69)
        #expect(!error.mayPass)
        #expect(error.description.hasPrefix("mic: "))
        #expect(error.description.contains("audio"))
        // What was opened before is closed again.
        #expect(!playback.isOpen)
    }

    @Test("that isn't there is told from one that will never do")
    func absent() throws {
        for code in [ENOENT, ENODEV, ENXIO, ECONNREFUSED] {
            playback.refuse(code)
            let error = try #require(refusal())
            #expect(error.kind == .absent)
            #expect(error.mayPass)
            #expect(error.systemError == code)
        }
    }

    @Test("without the rate names those it has, and opens with one of them")
    func rate() throws {
        let playback = FaultyDevice(.playback) {
            $0.rates = (44_100, 48_000, 0, 0)
            $0.rate_count = 2
        }
        var request = DeviceRequest(playback: "out")
        request.sampleRate = 96_000
        let opener = FaultyDevice.opener(playback: playback)
        do throws(DeviceError) {
            _ = try AudioDevice.open(request, with: opener)
            Issue.record("96 kHz was granted")
        } catch {
            #expect(error.kind == .unsupported)
            #expect(error.exitStatus == 69)
            #expect(error.description.contains("96000 Hz; it has 44100 Hz, 48000 Hz"), "\(error)")
        }
        request.sampleRate = 44_100
        #expect(try AudioDevice.open(request, with: opener).grant.sampleRate == 44_100)
        request.sampleRate = nil
        #expect(try AudioDevice.open(request, with: opener).grant.sampleRate == 48_000)
    }

    @Test("without the sample format names those it has; unasked, the best is taken")
    func format() throws {
        let error = try #require(refusal { $0.sampleFormat = DeviceSampleFormat(name: "S24_3BE") })
        #expect(error.kind == .unsupported)
        #expect(error.description.contains("S24_3BE; it has FLOAT_LE, S32_LE, S16_LE"), "\(error)")
        #expect(try open().grant.playback?.sampleFormat == "FLOAT_LE")
        #expect(try open { $0.sampleFormat = DeviceSampleFormat(.pcm16) }.grant.capture?.sampleFormat == "S16_LE")
    }

    @Test("with other periods grants what it has, and says so")
    func period() throws {
        let playback = FaultyDevice(.playback) { $0.minimum_period_frames = 1_024 }
        var request = DeviceRequest(playback: "out")
        request.channelCount = 1
        request.periodFrames = 32
        let grant = try AudioDevice.open(request, with: FaultyDevice.opener(playback: playback)).grant
        #expect(grant.periodFrames >= 256)
        #expect(grant.playback?.bufferFrames ?? 0 >= 2 * grant.periodFrames)
        #expect(grant.warnings.contains { $0.contains("not 32") })
    }

    @Test("isn't asked for what makes no sense: that is wrong usage")
    func usage() throws {
        let changes: [(inout DeviceRequest) -> Void] = [
            {
                $0.playback = nil; $0.capture = nil
            }, { $0.periodFrames = 0 }, { $0.periodCount = 1 },
            { $0.sampleRate = -1 }, { $0.channelCount = 65 }, { $0.periodFrames = .max },
        ]
        for change in changes {
            let error = try #require(refusal(change))
            #expect(error.kind == .usage)
            #expect(error.exitStatus == 64)
        }
    }

    // MARK: Playing

    @Test("plays and captures exactly, between faults")
    func exact() throws {
        var rig = DeviceRig(try open())
        try rig.device.start()
        let sound = Sound.noise(channels: 2, frames: 64 * 50).channels
        rig.play(sound)
        #expect(rig.events.isEmpty)
        for channel in 0..<2 {
            let isExact =
                rig.captured[channel] == (0..<3_200).map { FaultyDevice.captured(frame: $0, channel: channel) }
            #expect(isExact)
        }
        let played = playback.playedFloats()
        // Filled with silence before the start.
        let silence = 2 * (rig.device.grant.playback?.bufferFrames ?? 0)
        #expect(silence == 256)
        #expect(played.prefix(silence).allSatisfy { $0 == 0 })
        let isExact = Array(played.dropFirst(silence)) == (0..<3_200).flatMap { [sound[0][$0], sound[1][$0]] }
        #expect(isExact)
    }

    @Test("that transfers less than it is asked to loses nothing")
    func shortTransfers() throws {
        let capture = FaultyDevice(.capture) { $0.transfer_limit = 7 }
        let playback = FaultyDevice(.playback) { $0.transfer_limit = 5 }
        var rig = DeviceRig(
            try AudioDevice.open(request(), with: FaultyDevice.opener(capture: capture, playback: playback)))
        try rig.device.start()
        let sound = Sound.noise(channels: 2, frames: 64 * 20).channels
        rig.play(sound)
        #expect(rig.events.isEmpty)
        let isCaptured = rig.captured[1] == (0..<1_280).map { FaultyDevice.captured(frame: $0, channel: 1) }
        #expect(isCaptured)
        let isPlayed =
            playback.playedFloats().suffix(2_560) == (0..<1_280).flatMap { [sound[0][$0], sound[1][$0]] }[...]
        #expect(isPlayed)
    }

    @Test("tells of an xrun on either side, and plays on after it", arguments: DeviceDirection.allCases)
    func xrun(direction: DeviceDirection) throws {
        var rig = DeviceRig(try open())
        try rig.device.start()
        for _ in 0..<5 { _ = rig.round() }
        for turn in 1...3 {
            (direction == .capture ? capture : playback).fail(EPIPE)
            let isExchanged = rig.round()
            #expect(!isExchanged)
            #expect(rig.events == Array(repeating: .xrun(direction), count: turn))
            for _ in 0..<5 {
                let isExchanged = rig.round()
                #expect(isExchanged)
            }
            #expect(rig.device.counters.recoveries == turn)
        }
        #expect(rig.device.counters.captureXruns == (direction == .capture ? 3 : 0))
        #expect(rig.device.counters.playbackXruns == (direction == .playback ? 3 : 0))
        #expect(capture.startCount == 4)
        #expect(playback.startCount == 4)
    }

    @Test("that sleeps is waited for, and woken")
    func suspended() throws {
        var rig = DeviceRig(try open())
        try rig.device.start()
        _ = rig.round()
        playback.setResume(EAGAIN)
        playback.fail(ESTRPIPE)
        for _ in 0..<4 {
            let isExchanged = rig.round()
            #expect(!isExchanged)
        }
        #expect(rig.events == Array(repeating: .suspended(.playback), count: 4))
        playback.setResume(0)
        for _ in 0..<5 {
            let isExchanged = rig.round()
            #expect(isExchanged)
        }
        #expect(rig.events.count == 4)
        #expect(rig.device.counters.suspensions == 1)
        #expect(rig.device.counters.recoveries == 1)
    }

    @Test("that vanishes is lost, can't be recovered, and is opened again when it returns")
    func vanishing() throws {
        do {
            var rig = DeviceRig(try open())
            try rig.device.start()
            _ = rig.round()
            playback.fail(ENODEV)
            playback.refuse(ENODEV)
            let isExchanged = rig.round()
            #expect(!isExchanged)
            #expect(rig.events == [.lost(ENODEV), .lost(0)])
        }
        #expect(!playback.isOpen && !capture.isOpen)
        #expect(refusal()?.kind == .absent)
        playback.fail(0)
        playback.refuse(0)
        var rig = DeviceRig(try open())
        try rig.device.start()
        let isExchanged = rig.round()
        #expect(isExchanged)
    }

    @Test("that vanishes while it recovers from an xrun is lost, too")
    func vanishingInRecovery() throws {
        var rig = DeviceRig(try open())
        try rig.device.start()
        _ = rig.round()
        playback.fail(EPIPE)
        let event = rig.device.wait(timeoutMilliseconds: 1_000)
        #expect(event == .xrun(.playback))
        playback.fail(ENODEV)
        let isThere = rig.device.recover(from: event)
        #expect(!isThere)
    }

    @Test("whose clock stands still is waited for no longer than was asked")
    func standstill() throws {
        let still = FaultyDevice(.playback) { $0.frames_per_look = 0 }
        var request = DeviceRequest(playback: "out")
        request.periodFrames = 64
        var rig = DeviceRig(try AudioDevice.open(request, with: FaultyDevice.opener(playback: still)))
        try rig.device.start()
        let nothing = rig.device.wait(timeoutMilliseconds: 20)
        #expect(nothing == .timeout)
        still.advance(63)
        let tooLittle = rig.device.wait(timeoutMilliseconds: 0)
        #expect(tooLittle == .timeout)
        still.advance(1)
        let enough = rig.device.wait(timeoutMilliseconds: 0)
        #expect(enough == .ready)
        rig.device.drain()
    }

    @Test("whose captured sound never ends doesn't keep the thread, between two clocks")
    func endlessCapture() throws {
        // Its clock runs on whenever it is looked at.
        let capture = FaultyDevice(.capture) { $0.frames_per_look = 4_096 }
        var rig = DeviceRig(
            try AudioDevice.open(
                request { $0.clockPolicy = .resampled },
                with: FaultyDevice.opener(capture: capture, playback: playback)))
        #expect(rig.device.grant.clock == .resampled)
        try rig.device.start()
        for _ in 0..<100 { _ = rig.round() }
        #expect(rig.captured[0].count == 6_400)
        #expect(rig.events.isEmpty)
    }

    @Test("that captures a few frames at a time has them put together")
    func pieces() throws {
        let slow = FaultyDevice(.capture) { $0.frames_per_look = 0 }
        var request = DeviceRequest(capture: "mic")
        request.periodFrames = 64
        var rig = DeviceRig(try AudioDevice.open(request, with: FaultyDevice.opener(capture: slow)))
        try rig.device.start()
        for _ in 0..<10 {
            for piece in [1, 30, 32] {
                slow.advance(piece)
                let event = rig.device.wait(timeoutMilliseconds: 0)
                #expect(event == .timeout)
            }
            slow.advance(1)
            let isExchanged = rig.round()
            #expect(isExchanged)
        }
        for channel in 0..<2 {
            let isExact = rig.captured[channel] == (0..<640).map { FaultyDevice.captured(frame: $0, channel: channel) }
            #expect(isExact)
        }
    }
}
