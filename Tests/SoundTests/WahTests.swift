// The wah: where its filter stands at a steady level, and how fast it gets there.

import EffectHost
import EffectTestSupport
import Foundation
import Testing

@Suite("The wah")
struct WahTests {
    /// A band-pass's response with unity gain at its centre. Bilinear transform, warped to the centre.
    private static func bandPass(hertz: Double, centre: Double, resonance: Double) -> Double {
        let s = Complex(0, tan(.pi * hertz / 48_000) / tan(.pi * centre / 48_000))
        let k = Complex(1 / resonance)
        return (k * s / (s * s + k * s + Complex(1))).magnitude
    }

    @Test(
        "in silence is a band-pass at its frequency", arguments: [150, 350, 1_800] as [Float], [0.7, 4, 12] as [Float])
    func atRest(frequency: Float, resonance: Float) throws {
        // Too quiet to open it: sensitivity 0 dB and an impulse at -120 dB, which moves it by less than 0.001 %.
        let settings: [String: Float] = ["frequency": frequency, "resonance": resonance, "sensitivity": 0]
        let impulse = try ScriptBench("wah").impulseResponse(settings, frameCount: 65_536, amplitude: 1e-6)
        let hertz = Spectrum.frequencies(from: 50, to: 10_000, count: 30)
        for (frequency, found) in zip(hertz, Spectrum.transform(impulse[...], hertz: hertz, rate: 48_000)) {
            let expected = Self.bandPass(
                hertz: frequency, centre: Double(settings["frequency"]!), resonance: Double(resonance))
            #expect(abs(found.magnitude / 1e-6 - expected) < 1e-4, "\(frequency) Hz")
        }
    }

    @Test("opens to half its range at a level of 1, and never beyond its range", arguments: [-24, 12, 36] as [Float])
    func opening(range: Float) throws {
        // A square wave has a steady envelope: exactly its level. Its own first harmonic tells the filter's gain there.
        let bench = try ScriptBench("wah")
        let settings: [String: Float] = ["frequency": 400, "range": range, "resonance": 4, "sensitivity": 20]
        for (level, opening) in [(0.1, 0.5), (0.9, 0.9)] {
            let square = PlanarSound(channelCount: 1, frameCount: 96_000) { _, frame in
                Float(frame / 120 % 2 == 0 ? level : -level)
            }
            let output = try bench.run(settings, square)
            let hertz = [200.0, 600, 1_000, 1_400, 2_200]
            let before = Spectrum.transform(square.channel(0)[48_000...], hertz: hertz, rate: 48_000)
            let after = Spectrum.transform(output.channel(0)[48_000...], hertz: hertz, rate: 48_000)
            let centre = 400 * pow(2, Double(range) / 12 * opening)
            for (index, frequency) in hertz.enumerated() {
                let found = after[index].magnitude / before[index].magnitude
                let expected = Self.bandPass(hertz: frequency, centre: centre, resonance: 4)
                #expect(abs(found - expected) < 2e-3, "\(frequency) Hz at level \(level): \(found), not \(expected)")
            }
        }
    }

    @Test("moves all channels alike, with the loudest")
    func linked() throws {
        let bench = try ScriptBench("wah")
        let loud = PlanarSound.noise(channelCount: 1, frameCount: 20_000, amplitude: 0.8, seed: 45)
        let quiet = PlanarSound(channelCount: 1, frameCount: 20_000) { -0.01 * loud[$0, $1] }
        let together = try bench.run([:], PlanarSound([Array(loud.samples), Array(quiet.samples)]))
        let alone = try bench.run([:], loud)
        #expect(together.channel(0).elementsEqual(alone.samples))
        #expect(!together.channel(1).elementsEqual(try bench.run([:], quiet).samples))
    }

    @Test("changes no bit at a mix of 0")
    func noMix() throws {
        let input = PlanarSound.noise(channelCount: 2, frameCount: 8_000, seed: 47)
        #expect(try ScriptBench("wah").run(["mix": 0], input).difference(from: input) == nil)
    }
}
