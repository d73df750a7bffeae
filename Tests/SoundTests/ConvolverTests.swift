// The convolver against sums in double precision: all lengths and routings, no latency where none is stated, the same
// bits for all blocks; and what it refuses.

import EffectHost
import EffectTestSupport
import Foundation
import TestSupport
import Testing

@Suite("The convolver")
struct ConvolverTests {
    private typealias Bench = ConvolverBench

    /// Below what the README promises; rounding makes -130 dB.
    private static let inaudibleDecibels = -120.0
    private static let latencies = [0, 512, 4_096, 65_536]

    /// What an input should become, by the routing that the README states.
    private static func exact(_ input: PlanarSound, _ response: PlanarSound) -> [[Double]] {
        let empty = [Double](repeating: 0, count: input.frameCount + response.frameCount - 1)
        return (0..<input.channelCount).map { channel in
            var sums = empty
            switch response.channelCount {
            case 1: Bench.convolve(input.channel(channel), response.channel(0), into: &sums)
            case 2: Bench.convolve(input.channel(channel), response.channel(channel), into: &sums)
            default:
                Bench.convolve(input.channel(0), response.channel(channel), into: &sums)
                Bench.convolve(input.channel(1), response.channel(2 + channel), into: &sums)
            }
            return sums
        }
    }

    @Test(
        "is the sum over the past within -120 dB, for short responses and every latency",
        arguments: [1, 2, 63, 64, 65, 127, 500, 2_049, 9_001], [1, 2, 4])
    func matchesSums(frameCount: Int, channelCount: Int) throws {
        let response = Bench.room(channelCount: channelCount, frameCount: frameCount, seed: UInt64(frameCount))
        let input = PlanarSound.noise(channelCount: 2, frameCount: 3_001, seed: 4)
        let bench = try Bench(response)
        let exact = Self.exact(input, response)
        for choice in Self.latencies.indices {
            let output = try bench.run(input, ["latency": Float(choice)])
            #expect(output.frameCount == input.frameCount + frameCount - 1)
            #expect(Bench.error(output, exact) < Self.inaudibleDecibels, "latency \(Self.latencies[choice])")
        }
    }

    @Test("is it for long responses too, with every size of partition", arguments: [1, 2, 4], latencies.indices)
    func matchesLongSums(channelCount: Int, choice: Int) throws {
        let response = Bench.room(channelCount: channelCount, frameCount: 210_007, seed: 6)
        let input = Bench.clicks(channelCount: 2, frameCount: 70_001)
        let output = try Bench(response).run(input, ["latency": Float(choice)])
        #expect(Bench.error(output, Self.exact(input, response)) < Self.inaudibleDecibels)
    }

    @Test("answers in the same frame, and says how late it is where it is late")
    func latency() throws {
        var response = PlanarSound(channelCount: 2, frameCount: 3_000)
        for channel in 0..<2 { response[channel, 0] = 1 }
        let bench = try Bench(response)
        let input = PlanarSound.noise(channelCount: 2, frameCount: 70_000, seed: 3)
        for (choice, latency) in Self.latencies.enumerated() {
            let rig = try bench.rig(["latency": Float(choice)])
            #expect(rig.timing.latencyFrameCount == latency && rig.timing.tailFrameCount == 2_999)
            let output = try rig.process(input)
            #expect(output.frames(0..<latency).isSilent)
            for channel in 0..<2 {
                for frame in latency..<70_000 {
                    // A response of nothing but a 1 at its start: the input comes back, but for rounding.
                    #expect(abs(output[channel, frame] - input[channel, frame - latency]) < 1e-6)
                }
            }
        }
    }

    @Test("puts out the same bits for all blocks and from any start", arguments: latencies.indices)
    func blocks(choice: Int) throws {
        let bench = try Bench(Bench.room(channelCount: 4, frameCount: 30_000, seed: 8))
        let input = PlanarSound.noise(channelCount: 2, frameCount: 40_000, seed: 9)
        let settings: [String: Float] = ["latency": Float(choice), "pre-delay": 7, "mix": 60]
        let expected = try bench.run(input, settings, blocks: .fixed(64))
        for blocks in [.fixed(1), .fixed(7), .fixed(4_096), .mixed(seed: 2)] as [BlockLengths] {
            #expect(try bench.run(input, settings, blocks: blocks).difference(from: expected) == nil, "\(blocks)")
        }
    }

    @Test("treats an odd channel as a mono sound, and further pairs as the first")
    func moreChannels() throws {
        let response = Bench.room(channelCount: 4, frameCount: 700, seed: 10)
        let input = PlanarSound.noise(channelCount: 5, frameCount: 900, seed: 11)
        let output = try Bench(response).run(input)
        for pair in [0, 2] {
            let part = PlanarSound([Array(input.channel(pair)), Array(input.channel(pair + 1))])
            let found = PlanarSound([Array(output.channel(pair)), Array(output.channel(pair + 1))])
            #expect(Bench.error(found, Self.exact(part, response)) < Self.inaudibleDecibels)
        }
        var sums = [Double](repeating: 0, count: output.frameCount)
        for channel in 0..<4 { Bench.convolve(input.channel(4), response.channel(channel), into: &sums) }
        let last = PlanarSound([Array(output.channel(4))])
        #expect(Bench.error(last, [sums.map { $0 / 2 }]) < Self.inaudibleDecibels)
    }

    @Test("mixes with the dry sound at its place, and delays the wet one by the pre-delay")
    func mixAndPredelay() throws {
        let response = Bench.room(channelCount: 1, frameCount: 300, seed: 12)
        let input = PlanarSound.noise(channelCount: 2, frameCount: 2_000, seed: 13)
        for choice in Self.latencies.indices {
            let output = try Bench(response).run(
                input, ["latency": Float(choice), "mix": 25, "pre-delay": 10, "gain": -6])
            var exact = Self.exact(input, response)
            for channel in 0..<2 {
                let wet = exact[channel].map { $0 * 0.25 * pow(10, -0.3) }
                exact[channel] = [Double](repeating: 0, count: 480) + wet
                for frame in 0..<2_000 { exact[channel][frame] += 0.75 * Double(input[channel, frame]) }
            }
            // The gain is a float's power of ten.
            #expect(Bench.error(output, exact) < -110)
        }
    }

    @Test("gives a response the energy of a single 1 if it is to")
    func normalise() throws {
        var response = Bench.room(channelCount: 2, frameCount: 4_000, seed: 14)
        for index in response.samples.indices { response.samples[index] *= 37 }
        let click = PlanarSound.impulse(channelCount: 2, frameCount: 10)
        let output = try Bench(response).run(click, ["normalise": 1])
        let energy = output.samples.reduce(0.0) { $0 + Double($1) * Double($1) }
        #expect(abs(energy / 2 - 1) < 1e-4)
    }

    @Test("trims, fades and shortens the decay of a response as it is told")
    func shape() throws {
        let ones = PlanarSound(channelCount: 1, frameCount: 48_000) { _, _ in 0.5 }
        let bench = try Bench(ones)
        let click = PlanarSound.impulse(channelCount: 1, frameCount: 1)
        let trimmed = try bench.run(click, ["start": 250, "length": 0.5])
        #expect(trimmed.frameCount == 24_000)
        #expect(trimmed.samples.allSatisfy { abs($0 - 0.5) < 1e-6 })
        let faded = try bench.run(click, ["fade": 50])
        #expect(abs(faded[0, 20_000] - 0.5) < 1e-6 && abs(faded[0, 36_000] - 0.25) < 1e-4 && faded[0, 47_999] < 1e-6)
        let decayed = try bench.run(click, ["decay": 50])
        // 60 dB over the whole length, 30 dB over half of it.
        #expect(abs(20 * log10(decayed[0, 24_000] / 0.5) + 30) < 0.01)
    }

    @Test("cuts lows and highs of the response by 3 dB at the knobs' frequencies")
    func cuts() throws {
        var response = PlanarSound(channelCount: 1, frameCount: 20_000)
        response[0, 0] = 1
        let output = try Bench(response).run(
            .impulse(channelCount: 1, frameCount: 1), ["low-cut": 300, "high-cut": 3_000])
        let sound = Array(output.channel(0))
        #expect(abs(Self.level(sound, hertz: 300, rate: 48_000) + 3.01) < 0.1)
        #expect(abs(Self.level(sound, hertz: 3_000, rate: 48_000) + 3.01) < 0.1)
        #expect(abs(Self.level(sound, hertz: 950, rate: 48_000)) < 0.15)
        #expect(abs(Self.level(sound, hertz: 30, rate: 48_000) + 40) < 0.5)
    }

    /// The level of a response at a frequency, in dB.
    private static func level(_ response: [Float], hertz: Double, rate: Double) -> Double {
        var (re, im) = (0.0, 0.0)
        for (frame, sample) in response.enumerated() where sample != 0 {
            let angle = 2 * Double.pi * (hertz / rate * Double(frame)).truncatingRemainder(dividingBy: 1)
            re += Double(sample) * cos(angle)
            im += Double(sample) * sin(angle)
        }
        return 10 * log10(re * re + im * im)
    }

    @Test(
        "brings a response to the session's rate: within 0.1 dB up to 0.45 of the lower rate",
        arguments: [
            (44_100, 48_000), (48_000, 44_100), (96_000, 48_000), (48_000, 192_000), (8_000, 48_000), (47_123, 48_000),
        ])
    func resamples(from: Int, to: Int) throws {
        // At the very start, in the middle and at the end: nothing of a response may be cut off.
        for place in [0, 500, 999] {
            var response = PlanarSound(channelCount: 1, frameCount: 1_000)
            response[0, place] = 1
            let output = try Bench(response, rate: from).run(.impulse(channelCount: 1, frameCount: 1), rate: Float(to))
            let sound = Array(output.channel(0))
            let lower = Double(min(from, to))
            for share in [0.001, 0.1, 0.2, 0.3, 0.4, 0.43, 0.45] {
                let level = Self.level(sound, hertz: share * lower, rate: Double(to))
                #expect(abs(level) < 0.1, "\(share) of \(lower) Hz, frame \(place)")
            }
            // Images of a response that gets more frames.
            guard to > from else { continue }
            for share in [0.5, 0.51, 0.55, 0.7, 0.9, 1.4] where share * lower < 0.5 * Double(to) {
                #expect(Self.level(sound, hertz: share * lower, rate: Double(to)) < -90, "\(share) of \(lower) Hz")
            }
        }
    }

    @Test("lets nothing of a response's highs come back as something else when it gets fewer frames")
    func aliases() throws {
        for hertz in [24_100.0, 27_000, 36_000, 47_000] {
            let response = PlanarSound(channelCount: 1, frameCount: 9_600) { _, frame in
                let window = 0.5 - 0.5 * cos(2 * Double.pi * Double(frame) / 9_600)
                return Float(window * window * sin(2 * Double.pi * hertz * Double(frame) / 96_000))
            }
            let output = try Bench(response, rate: 96_000).run(.impulse(channelCount: 1, frameCount: 1))
            // Against the tone's own size, which resampling halves with the number of frames.
            #expect(output.peak < 0.5 * pow(10, -90.0 / 20), "\(hertz) Hz")
        }
    }

    @Test("puts a resampled response in its place in time")
    func resampledPlace() throws {
        var response = PlanarSound(channelCount: 1, frameCount: 1_000)
        response[0, 441] = 1
        let bench = try Bench(response, rate: 44_100)
        let rig = try bench.rig(channelCount: 1)
        #expect((1...80).contains(rig.timing.latencyFrameCount))
        let output = try bench.run(.impulse(channelCount: 1, frameCount: 1))
        let loudest = (0..<output.frameCount).max { abs(output[0, $0]) < abs(output[0, $1]) }
        #expect(loudest == 480)
    }
}
