// The delay against its formulas: where echoes come, what each round takes away, and how the time changes.

import EffectHost
import EffectTestSupport
import Foundation
import TestSupport
import Testing

@Suite("The delay")
struct DelayTests {
    private static func rig(
        _ settings: [String: Float], rate: Float = 48_000, channelCount: Int = 2
    ) throws -> EffectRig {
        let module = try StagedEffects.module("delay")
        let format = EffectFormat(sampleRateHertz: rate, channelCount: channelCount, maximumFrameCount: 4_096)
        return try EffectRig(module, format, values: module.descriptor.values(settings))
    }

    private static func choice(_ choice: String, of id: String) throws -> Float {
        try StagedEffects.module("delay").descriptor.choice(choice, of: id)
    }

    private static func change(_ id: String, to value: Float, at frame: Int) throws -> EffectRig.Change {
        let index = try #require(StagedEffects.module("delay").descriptor.index(of: id))
        return EffectRig.Change(frame: frame, index: index, value: value)
    }

    private static func sine(_ hertz: Double, frameCount: Int, amplitude: Double = 0.5) -> PlanarSound {
        PlanarSound(channelCount: 2, frameCount: frameCount) { _, frame in
            Float(amplitude * sin(2 * Double.pi * hertz * Double(frame) / 48_000))
        }
    }

    /// What a round makes of a frequency: both cuts, Butterworth of second order, and the delay.
    private static func round(_ hertz: Double, delay: Int, rate: Double, lowCut: Double, highCut: Double) -> Complex {
        func response(_ type: String, _ cutoff: Double) -> Complex {
            AnalogueFilter(
                type: type, cutoffHertz: min(cutoff, 0.49 * rate), resonance: 0.5.squareRoot(), gainDecibels: 0,
                isDouble: false
            ).response(hertz: hertz, rate: rate)
        }
        let angle = -2 * Double.pi * hertz * Double(delay) / rate
        return response("high-pass", lowCut) * response("low-pass", highCut) * Complex(cos(angle), sin(angle))
    }

    @Test(
        "is G / (1 - f G) for a round's response G, and accordingly when its echoes cross",
        arguments: ["stereo", "cross", "ping-pong"], [8_000, 44_100, 48_000, 192_000] as [Float])
    func response(mode: String, rate: Float) throws {
        let (time, ratio, feedback) = (50.0, 1.5, 0.6)
        let rig = try Self.rig(
            [
                "time": Float(time), "right": Float(ratio * 100), "feedback": Float(feedback * 100), "low-cut": 150,
                "high-cut": 5_000, "mode": try Self.choice(mode, of: "mode"), "mix": 100,
            ], rate: rate)
        // Left alone.
        var input = PlanarSound(channelCount: 2, frameCount: rig.timing.tailFrameCount + 1)
        input[0, 0] = 1
        let output = try rig.process(input, blocks: .fixed(4_096))
        let hertz = Spectrum.frequencies(from: 40, to: min(16_000, 0.45 * Double(rate)), count: 16)
        let found = (0..<2).map {
            Spectrum.transform(output.channel($0), hertz: hertz, rate: Double(rate))
        }
        for (index, frequency) in hertz.enumerated() {
            func path(_ milliseconds: Double) -> Complex {
                let delay = Int((milliseconds * Double(rate) / 1_000).rounded())
                return Self.round(frequency, delay: delay, rate: Double(rate), lowCut: 150, highCut: 5_000)
            }
            let (left, right, f) = (path(time), path(time * ratio), Complex(feedback))
            func ring(_ loop: Complex) -> Complex { Complex(1) / (Complex(1) + Complex(-1) * loop) }
            let (toLeft, toRight) =
                switch mode {
                case "stereo": (left * ring(f * left), Complex(0))
                case "cross": (left * ring(f * left * f * right), f * left * right * ring(f * left * f * right))
                default:
                    (
                        Complex(0.5) * left * ring(f * left * f * right),
                        Complex(0.5) * f * left * right * ring(f * left * f * right)
                    )
                }
            for (channel, expected) in [toLeft, toRight].enumerated() {
                let error = (found[channel][index] + Complex(-1) * expected).magnitude
                // -110 dB: single precision in the line, and the tail's end.
                #expect(error < 3e-6, "channel \(channel), \(frequency) Hz: off by \(error)")
            }
        }
    }

    @Test("is to the frame where a note of the tempo is", arguments: [57.3, 120, 300] as [Float])
    func notes(tempo: Float) throws {
        for halvings in 0..<6 {
            for (feel, factor) in [1, 1.5, 2.0 / 3].enumerated() {
                var seconds = 240 / Double(tempo) * pow(0.5, Double(halvings)) * factor
                while seconds > 2.5 { seconds /= 2 }
                let rig = try Self.rig([
                    "sync": 1, "tempo": tempo, "note": Float(halvings), "feel": Float(feel), "mix": 100,
                ])
                let expected = Int((seconds * 48_000).rounded())
                let output = try rig.process(.impulse(channelCount: 2, frameCount: expected + 10))
                for channel in 0..<2 {
                    let first = output.channel(channel).firstIndex { $0 != 0 }
                    #expect(
                        first.map { $0 - channel * output.frameCount } == expected, "note \(halvings), feel \(feel)")
                }
            }
        }
    }

    /// Both cuts by the direct form, in double precision.
    private static func filtered(_ samples: [Double], lowCut: Double, highCut: Double, rate: Double) -> [Double] {
        var output = samples
        for (cutoff, isHigh) in [(lowCut, true), (highCut, false)] {
            let g = tan(Double.pi * cutoff / rate)
            let scale = 1 / (1 + 2.0.squareRoot() * g + g * g)
            let b0 = isHigh ? scale : g * g * scale
            let (b1, a1) = (isHigh ? -2 * b0 : 2 * b0, 2 * (g * g - 1) * scale)
            let a2 = (1 - 2.0.squareRoot() * g + g * g) * scale
            var (x1, x2, y1, y2) = (0.0, 0.0, 0.0, 0.0)
            for index in output.indices {
                let x = output[index]
                let y = b0 * x + b1 * x1 + b0 * x2 - a1 * y1 - a2 * y2
                (x2, x1, y2, y1) = (x1, x, y1, y)
                output[index] = y
            }
        }
        return output
    }

    @Test("sways as a sine does, and shows no images of it", arguments: [(0.5, 1.0), (1, 5), (8, 5)])
    func sway(rateHertz: Double, depth: Double) throws {
        let (rate, hertz, count) = (48_000.0, 5_000.0, 60_000)
        let rig = try Self.rig([
            "time": 100, "feedback": 0, "low-cut": 20, "high-cut": 20_000, "mix": 100, "rate": Float(rateHertz),
            "depth": Float(depth),
        ])
        let output = try rig.process(Self.sine(hertz, frameCount: count, amplitude: 1))
        for channel in 0..<2 {
            let ideal = (0..<count).map { frame in
                let turns = rateHertz * Double(frame) / rate + 0.25 * Double(channel)
                let delay = 4_800 + depth / 2_000 * rate * sin(2 * Double.pi * turns)
                return sin(2 * Double.pi * hertz * (Double(frame) - delay) / rate)
            }
            let expected = Self.filtered(ideal, lowCut: 20, highCut: 20_000, rate: rate)
            // The low cut has settled by then.
            let power = (40_000..<count).reduce(0) { $0 + pow(Double(output[channel, $1]) - expected[$1], 2) }
            let decibels = 10 * log10(2 * power / Double(count - 40_000))
            #expect(decibels < -98, "channel \(channel): \(decibels) dB")
        }
    }

    @Test(
        "like a tape bends the pitch by an octave at most, and arrives",
        arguments: [(80, 600), (600, 80)] as [(Float, Float)])
    func tape(from: Float, to: Float) throws {
        let settings: [String: Float] = ["feedback": 0, "low-cut": 20, "high-cut": 20_000, "mix": 100]
        let input = Self.sine(440, frameCount: 192_000)
        let rig = try Self.rig(settings.merging(["time": from]) { $1 })
        let output = try rig.process(input, changes: [Self.change("time", to: to, at: 48_000)])
        let expected = try Self.rig(settings.merging(["time": to]) { $1 }).process(input)
        #expect(Self.greatestDifference(output, expected, from: 168_000) < 1e-5)

        // Upward crossings of zero, placed by straight lines between samples.
        var periods: [Double] = []
        var last: Double?
        for frame in 40_000..<168_000 where output[0, frame] < 0 && output[0, frame + 1] >= 0 {
            let place = Double(frame) - Double(output[0, frame] / (output[0, frame + 1] - output[0, frame]))
            if let last { periods.append(place - last) }
            last = place
        }
        let speeds = periods.map { 48_000 / 440 / $0 }
        if to > from {
            #expect(speeds.min()! > 0.499 && speeds.min()! < 0.51 && speeds.max()! < 1.001)
        } else {
            #expect(speeds.max()! < 2.002 && speeds.max()! > 1.95 && speeds.min()! > 0.999)
        }
    }

    private static func greatestDifference(_ one: PlanarSound, _ other: PlanarSound, from start: Int) -> Float {
        (start..<one.frameCount).reduce(0) { greatest, frame in
            (0..<one.channelCount).reduce(greatest) { max($0, abs(one[$1, frame] - other[$1, frame])) }
        }
    }

    @Test(
        "faded bends no pitch, gets no louder, and has arrived after 60 ms",
        arguments: [(80, 601), (600, 1), (350, 353)] as [(Float, Float)])
    func fade(from: Float, to: Float) throws {
        let settings: [String: Float] = [
            "feedback": 0, "low-cut": 20, "high-cut": 20_000, "mix": 100,
            "change": try Self.choice("fade", of: "change"),
        ]
        let input = Self.sine(440, frameCount: 96_000)
        let rig = try Self.rig(settings.merging(["time": from]) { $1 })
        let start = 60_000
        let output = try rig.process(input, changes: [Self.change("time", to: to, at: start)])
        let before = try Self.rig(settings.merging(["time": from]) { $1 }).process(input)
        let after = try Self.rig(settings.merging(["time": to]) { $1 }).process(input)
        // One control period until it begins, and the filters' memory.
        #expect(Self.greatestDifference(output, after, from: start + 2_880 + 16 + 7_000) < 1e-6)
        // Half-way it is half of either; the control period's place makes a hundredth of it uncertain.
        for frame in start + 1_440..<start + 1_456 {
            let half = 0.5 * (before[0, frame] + after[0, frame])
            #expect(abs(output[0, frame] - half) < 0.01)
        }
        // In between it is a mixture of both, of shares that add up to 1; of what the filters made of either.
        var previous: Float = 0
        for frame in start - 100..<start + 4_000 {
            let (step, kink) = (
                output[0, frame] - output[0, frame - 1],
                output[0, frame] - 2 * output[0, frame - 1] + output[0, frame - 2]
            )
            let bound = max(abs(before[0, frame]), abs(after[0, frame]))
            #expect(abs(output[0, frame]) < max(bound, previous) + 0.03)
            // The sine's own: 0.5 times 2 pi 440 / 48000 = 0.0288, and its square, with what the fade adds, 0.5 / 2880 a frame.
            #expect(abs(step) < 0.0295 && abs(kink) < 0.0019, "frame \(frame): \(step), \(kink)")
            previous = bound
        }
    }

    @Test("stays bounded at 99 % whatever moves, and dies away", arguments: ["stereo", "cross", "ping-pong"])
    func stability(mode: String) throws {
        let rate: Float = 8_000
        let descriptor = try StagedEffects.module("delay").descriptor
        let rig = try Self.rig(
            ["feedback": 99, "mix": 100, "mode": try Self.choice(mode, of: "mode"), "low-cut": 20, "high-cut": 20_000],
            rate: rate)
        var generator = SeededGenerator(seed: 71)
        var loudest: Float = 0
        for second in 0..<60 {
            for id in ["time", "right", "rate", "depth", "change"] {
                let index = try #require(descriptor.index(of: id))
                let value = descriptor.parameters[index].value(at: Float.random(in: 0...1, using: &generator))
                try rig.instance.setParameter(index: index, value: value)
            }
            let noise = PlanarSound.noise(channelCount: 2, frameCount: 8_000, amplitude: 1, seed: UInt64(second))
            loudest = max(loudest, try rig.process(noise, blocks: .fixed(4_096)).peak)
        }
        // A loop of gain 0.99 holds at most 100 times its input.
        #expect(loudest < 100)
        try rig.set(descriptor.values(["feedback": 90, "mix": 100, "time": 50]))
        _ = try rig.process(PlanarSound(channelCount: 2, frameCount: 8_000 * 20))
        #expect(try rig.process(PlanarSound(channelCount: 2, frameCount: 8_000)).peak < 1e-6)
    }

    @Test("is turned down while there is sound, and comes up after it", arguments: [6, 12, 24] as [Float])
    func ducking(amount: Float) throws {
        var input = Self.sine(1_000, frameCount: 144_000)
        for channel in 0..<2 {
            for frame in 72_000..<144_000 { input[channel, frame] = 0 }
        }
        let settings: [String: Float] = ["time": 700, "feedback": 60, "mix": 100]
        let plain = try Self.rig(settings).process(input)
        let ducked = try Self.rig(settings.merging(["ducking": amount]) { $1 }).process(input)
        func decibels(_ range: Range<Int>) -> Float {
            20 * log10(ducked.frames(range).peak / plain.frames(range).peak)
        }
        #expect(abs(decibels(48_000..<72_000) + amount) < 0.05)
        #expect(abs(decibels(130_000..<144_000)) < 0.01)
    }

    @Test("changes no bit at a mix of 0, and does to one channel what it does to both")
    func channels() throws {
        let input = PlanarSound.noise(channelCount: 2, frameCount: 30_000, seed: 70)
        #expect(try Self.rig(["mix": 0, "feedback": 80]).process(input).difference(from: input) == nil)
        for mode in ["stereo", "ping-pong"] {
            let settings: [String: Float] = ["time": 20, "mode": try Self.choice(mode, of: "mode"), "depth": 1]
            let mono = PlanarSound([Array(input.channel(0))])
            let same = PlanarSound([Array(input.channel(0)), Array(input.channel(0)), Array(input.channel(0))])
            let alone = try Self.rig(settings, channelCount: 1).process(mono)
            let three = try Self.rig(settings, channelCount: 3).process(same)
            // The third has no partner, as a mono sound's.
            #expect(PlanarSound([Array(three.channel(2))]).difference(from: alone) == nil)
            if mode == "stereo" { #expect(PlanarSound([Array(three.channel(0))]).difference(from: alone) == nil) }
        }
    }

    @Test("says why it can't hold 5 s of 64 channels")
    func memory() throws {
        let error = #expect(throws: EffectError.self) { _ = try Self.rig([:], channelCount: 64) }
        #expect(error?.description.contains("64 MiB") == true)
    }
}
