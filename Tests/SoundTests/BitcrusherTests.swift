// The bit-crusher: the error it makes, and what dither does to that.

import EffectTestSupport
import Foundation
import Testing

@Suite("The bit-crusher")
struct BitcrusherTests {
    private static let frameCount = 200_000

    /// A sine and a constant, which no period of the generator matches.
    private static let input = PlanarSound(channelCount: 1, frameCount: frameCount) { _, frame in
        Float(0.7 * sin(Double(frame) * 0.0123) + 0.01)
    }

    /// The error's mean, effective value and greatest magnitude, in steps.
    private static func error(bits: Float, dither: Float) throws -> (mean: Double, rms: Double, peak: Double) {
        let output = try ScriptBench("bitcrusher").run(["bits": bits, "dither": dither, "rate": 48_000], input)
        let step = pow(2, 1 - Double(bits))
        var (sum, power, peak) = (0.0, 0.0, 0.0)
        for frame in 0..<frameCount {
            let error = (Double(output[0, frame]) - Double(input[0, frame])) / step
            sum += error
            power += error * error
            peak = max(peak, abs(error))
        }
        return (sum / Double(frameCount), (power / Double(frameCount)).squareRoot(), peak)
    }

    @Test("rounds to the nearest step without dither", arguments: [2, 4.5, 8, 12] as [Float])
    func rounding(bits: Float) throws {
        let error = try Self.error(bits: bits, dither: 0)
        #expect(error.peak <= 0.5 + 1e-3, "\(error)")
    }

    @Test("with dither makes an error of half a step's power, of no mean", arguments: [4, 8, 12] as [Float])
    func dither(bits: Float) throws {
        let error = try Self.error(bits: bits, dither: 1)
        // The spread of a mean of 200,000 values, 0.5 / sqrt(200,000), four times; of the root of their power, alike.
        #expect(abs(error.mean) < 0.0045, "\(error)")
        #expect(abs(error.rms - 0.5) < 0.0045, "\(error)")
        #expect(error.peak > 1.4 && error.peak <= 1.5 + 1e-3, "\(error)")
    }

    @Test("keeps a sine smaller than a step, with dither, without harmonics")
    func quietSine() throws {
        let step = 0x1p-7
        let count = 480_000
        let sine = PlanarSound(channelCount: 1, frameCount: count) { _, frame in
            let angle = 2 * Double.pi * 1_000 * Double(frame) / 48_000 + 0.1
            return Float(0.6 * step * sin(angle))
        }
        func harmonics(dither: Float) throws -> [Double] {
            let output = try ScriptBench("bitcrusher").run(["bits": 8, "dither": dither, "rate": 48_000], sine)
            return Spectrum.transform(output.samples[...], hertz: [1_000, 3_000, 5_000], rate: 48_000)
                .map { $0.decibels - 20 * log10(0.6 * step * Double(count) / 2) }
        }
        let (plain, dithered) = (try harmonics(dither: 0), try harmonics(dither: 1))
        #expect(plain[0] > 1 && plain[1] > -6)
        // White noise of half a step's power in 480,000 frames lies at -50 dB of this sine in each bin, give or take.
        #expect(abs(dithered[0]) < 0.05)
        #expect(dithered[1] < -40 && dithered[2] < -40)
    }

    @Test("holds each sample as long as its rate says")
    func holding() throws {
        let output = try ScriptBench("bitcrusher").run(["bits": 16, "dither": 0, "rate": 6_000], Self.input)
        for frame in stride(from: 0, to: 10_000, by: 8) {
            for later in 1..<8 { #expect(output[0, frame + later] == output[0, frame]) }
            #expect(abs(output[0, frame] - Self.input[0, frame]) <= 0x1p-16 + 1e-7)
        }
    }

    @Test("leaves silence silent")
    func silence() throws {
        let output = try ScriptBench("bitcrusher").run(["bits": 3], PlanarSound(channelCount: 2, frameCount: 4_000))
        #expect(output.isSilent)
    }
}
