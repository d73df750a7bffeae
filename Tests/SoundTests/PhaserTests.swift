// The phaser standing still, against its transfer function.

import EffectHost
import EffectTestSupport
import Foundation
import Testing

@Suite("The phaser")
struct PhaserTests {
    /// The README's transfer function.
    private static func response(
        hertz: Double, stages: Int, centre: Double, feedback: Double, mix: Double, rate: Double
    ) -> Complex {
        let t = tan(.pi * centre / rate)
        let a = Complex((t - 1) / (t + 1))
        let delay = Complex(cos(2 * .pi * hertz / rate), -sin(2 * .pi * hertz / rate))
        var row = Complex(1)
        for _ in 0..<stages { row = row * ((a + delay) / (Complex(1) + a * delay)) }
        row = row / (Complex(1) + Complex(-feedback) * row * delay)
        return Complex(1 - mix) + Complex(mix * (1 - feedback * feedback).squareRoot()) * row
    }

    @Test("is within 1e-6 of its transfer function", arguments: [4, 6, 8, 10, 12], [-60, 0, 60] as [Float])
    func response(stages: Int, feedback: Float) throws {
        let bench = try ScriptBench("phaser")
        let settings = [
            "stages": try bench.module.descriptor.choice("\(stages)", of: "stages"), "depth": 0, "centre": 800,
            "feedback": feedback, "mix": 50,
        ]
        let impulse = try bench.impulseResponse(settings, frameCount: 32_768)
        let hertz = Spectrum.frequencies(from: 20, to: 20_000, count: 40)
        for (frequency, found) in zip(hertz, Spectrum.transform(impulse[...], hertz: hertz, rate: 48_000)) {
            let expected = Self.response(
                hertz: frequency, stages: stages, centre: 800, feedback: Double(feedback) / 100, mix: 0.5, rate: 48_000)
            let error = found + Complex(-1) * expected
            #expect(error.magnitude < 1e-6, "\(frequency) Hz: off by \(error.magnitude)")
        }
    }

    @Test("has half as many notches as stages, where the README says", arguments: [4, 6, 12])
    func notches(stages: Int) throws {
        let bench = try ScriptBench("phaser")
        let settings = [
            "stages": try bench.module.descriptor.choice("\(stages)", of: "stages"), "depth": 0, "centre": 800,
            "feedback": 0, "mix": 50,
        ]
        let impulse = try bench.impulseResponse(settings, frameCount: 16_384)
        let t = tan(Double.pi * 800 / 48_000)
        let hertz = (1...stages / 2).map { (notch: Int) -> Double in
            let angle = Double(2 * notch - 1) * Double.pi / Double(2 * stages)
            return 48_000 / Double.pi * atan(t * tan(angle))
        }
        for found in Spectrum.transform(impulse[...], hertz: hertz, rate: 48_000) { #expect(found.decibels < -80) }
        #expect(abs(hertz[stages == 6 ? 1 : 0] - [4: 331, 6: 800, 12: 105][stages]!) < 1)
    }

    @Test("changes no bit at a mix of 0, and sweeps otherwise")
    func mix() throws {
        let input = PlanarSound.noise(channelCount: 2, frameCount: 20_000, seed: 43)
        let bench = try ScriptBench("phaser")
        #expect(try bench.run(["mix": 0], input).difference(from: input) == nil)
        let output = try bench.run(["mix": 100, "feedback": 0, "phase": 180], input)
        // All-pass: the noise keeps its power, within what 20,000 values of it tell.
        let power = { (sound: PlanarSound) in sound.samples.reduce(0.0) { $0 + Double($1) * Double($1) } }
        #expect(abs(power(output) / power(input) - 1) < 0.03)
    }
}
