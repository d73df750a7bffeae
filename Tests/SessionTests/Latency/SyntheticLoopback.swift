// A loopback that a test makes up: cables with a delay and a level, noise, and faults. Used by one test.

import AudioIO
import Foundation
import Session
import TestSupport

/// Outputs connected with inputs, as a measurement would record them.
struct SyntheticLoopback {
    /// A way from an output to an input, both counted from 1.
    struct Cable {
        var output = 1
        var input = 1
        var delayFrames: Double
        var gain = 1.0
    }

    var sampleRate = 48_000.0
    var channelCount = 2
    var repetitionCount = 4
    var levelDecibels = -20.0
    var cables: [Cable] = []
    /// Root mean square of white noise in each input, in dBFS; nil for none.
    var noiseDecibels: Double?
    var offset = 0.0
    /// What an input can't exceed.
    var ceiling = Double.infinity
    var faultFrames: [Int] = []
    var latencies: [Int] = []

    var schedule: LoopbackSchedule {
        LoopbackSchedule(
            sampleRate: sampleRate, channelCount: channelCount, repetitionCount: repetitionCount,
            levelDecibels: levelDecibels, settles: false)
    }

    /// What is played on each output.
    private func played() -> [[Double]] {
        let schedule = schedule
        var channels = Array(
            repeating: [Double](repeating: 0, count: schedule.frameCount), count: channelCount)
        for (frame, sample) in schedule.samples().enumerated() where sample != 0 {
            channels[schedule.turn(at: frame).channel][frame] = Double(sample)
        }
        return channels
    }

    /// A sinc of 64 taps under Blackman's window: a delay by part of a frame, as a converter's filter makes it.
    private static func taps(fraction: Double) -> [Double] {
        guard fraction != 0 else { return [1] }
        return (0..<64).map { index in
            let place = Double(index) - 31 - fraction
            let window = 0.42 + 0.5 * cos(.pi * place / 32) + 0.08 * cos(2 * .pi * place / 32)
            return abs(place) > 32 ? 0 : sin(.pi * place) / (.pi * place) * window
        }
    }

    func recording() -> LoopbackRecording {
        let played = played()
        var generator = SeededGenerator(seed: 4)
        var channels: [[Float]] = []
        for input in 1...channelCount {
            var sound = [Double](repeating: offset, count: schedule.frameCount)
            for cable in cables where cable.input == input {
                let whole = Int(cable.delayFrames.rounded(.down))
                let taps = Self.taps(fraction: cable.delayFrames - Double(whole))
                let lead = taps.count == 1 ? 0 : 31
                for (frame, sample) in played[cable.output - 1].enumerated() where sample != 0 {
                    for (index, tap) in taps.enumerated() {
                        let place = frame + whole + index - lead
                        if sound.indices.contains(place) { sound[place] += cable.gain * tap * sample }
                    }
                }
            }
            if let noiseDecibels {
                // Uniform noise of that root mean square.
                let width = pow(10, noiseDecibels / 20) * 3.0.squareRoot()
                for frame in sound.indices { sound[frame] += Double.random(in: -width...width, using: &generator) }
            }
            channels.append(sound.map { Float(min(max($0, -ceiling), ceiling)) })
        }
        var recording = LoopbackRecording(channels: channels)
        recording.faultFrames = faultFrames
        recording.latencies = latencies
        return recording
    }

    /// What the measurement makes of it.
    func report(_ change: (inout LoopbackRecording) -> Void = { _ in }) throws -> LatencyReport {
        var request = DeviceRequest(capture: "null", playback: "null")
        request.channelCount = channelCount
        request.sampleRate = Int(sampleRate)
        var measurement = LatencyRequest(device: request)
        measurement.levelDecibels = levelDecibels
        measurement.repetitionCount = repetitionCount
        let grant = try AudioDevice.open(request).grant
        var recording = recording()
        change(&recording)
        return LatencyReport(recording, schedule: schedule, grant: grant, request: measurement, isRealtime: true)
    }
}
