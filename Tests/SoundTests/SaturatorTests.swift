// The saturator against its formulas: harmonics, aliasing, latency, levels.

import EffectHost
import EffectTestSupport
import Foundation
import TestSupport
import Testing

@Suite("The saturator")
struct SaturatorTests {
    private static let rate = 48_000.0
    private static let curves = ["tanh", "tube", "tape", "hard-clip", "fold"]

    /// The README's curves.
    private static func curve(_ name: String, _ u: Double) -> Double {
        switch name {
        case "tanh": tanh(u)
        case "tube": u > 0 ? 1 - exp(-u) : (exp(0.5 * u) - 1) / 0.5
        case "tape": u / (1 + u * u).squareRoot()
        case "hard-clip": max(-1, min(1, u))
        default: sin(u * Double.pi / 2) * 2 / Double.pi
        }
    }

    private static func rig(_ curve: String, _ settings: [String: Float], channelCount: Int = 1) throws -> EffectRig {
        let module = try StagedEffects.module("saturator")
        var settings = settings
        settings["curve"] = try module.descriptor.choice(curve, of: "curve")
        let format = EffectFormat(
            sampleRateHertz: Float(rate), channelCount: channelCount, maximumFrameCount: 4_096)
        return try EffectRig(module, format, values: module.descriptor.values(settings))
    }

    private static func sine(_ hertz: Double, amplitude: Double, frameCount: Int) -> PlanarSound {
        PlanarSound(channelCount: 1, frameCount: frameCount) { _, frame in
            Float(amplitude * sin(2 * Double.pi * hertz * Double(frame) / rate))
        }
    }

    /// Amplitudes at some frequencies over a second, each of which fits into it a whole number of times.
    private static func amplitudes(_ sound: PlanarSound, _ hertz: [Double]) -> [Double] {
        let last = sound.frames(sound.frameCount - Int(rate)..<sound.frameCount)
        return Spectrum.transform(last.samples[...], hertz: hertz, rate: rate).map { 2 * $0.magnitude / rate }
    }

    @Test(
        "makes the harmonics of its curve, within 0.1 dB of their Fourier series", arguments: curves,
        [0, 40] as [Float])
    func harmonics(name: String, bias: Float) throws {
        let settings: [String: Float] = ["drive": 18, "bias": bias, "auto-level": 0, "oversampling": 3]
        let output = try Self.rig(name, settings).process(
            Self.sine(1_000, amplitude: 0.5, frameCount: 96_000), blocks: .fixed(4_096))
        let orders = Array(1...10)
        let found = Self.amplitudes(output, orders.map { 1_000 * Double($0) })
        let (drive, offset) = (0.5 * pow(10, 0.9), Double(bias) / 100)
        for (order, amplitude) in zip(orders, found) {
            var (real, imaginary) = (0.0, 0.0)
            for step in 0..<8_192 {
                let angle = 2 * Double.pi * (Double(step) + 0.5) / 8_192
                let sample = Self.curve(name, drive * sin(angle) + offset)
                real += sample * cos(Double(order) * angle) / 4_096
                imaginary += sample * sin(Double(order) * angle) / 4_096
            }
            let expected = (real * real + imaginary * imaginary).squareRoot()
            if expected > 1e-3 {
                #expect(abs(20 * log10(amplitude / expected)) < 0.1, "harmonic \(order): \(amplitude), \(expected)")
            } else {
                #expect(amplitude < 1.2e-3, "harmonic \(order): \(amplitude), \(expected)")
            }
        }
    }

    /// The README's table, each with 2 dB of room: the loudest of what is no harmonic, below the fundamental, up to 20 kHz.
    private static let aliases: [(curve: String, decibels: [Double])] = [
        ("tanh", [-17, -35, -66, -100]), ("tube", [-23, -42, -60, -79]), ("tape", [-18, -34, -57, -100]),
        ("hard-clip", [-15, -30, -41, -61]), ("fold", [6.5, -23, -95, -95]),
    ]

    @Test("keeps aliasing of a 5 kHz sine, driven by 24 dB, where the README says", arguments: 0..<5)
    func aliasing(index: Int) throws {
        let (name, limits) = Self.aliases[index]
        // 5 kHz times n, mirrored at half the rate: multiples of 1 kHz that are none of 5.
        let places = (1...20).map { Double($0) * 1_000 }
        for (oversampling, limit) in limits.enumerated() {
            let settings: [String: Float] = ["drive": 24, "oversampling": Float(oversampling)]
            let output = try Self.rig(name, settings).process(
                Self.sine(5_000, amplitude: 0.5, frameCount: 96_000), blocks: .fixed(4_096))
            let found = Self.amplitudes(output, places)
            let alias = zip(places, found).filter { Int($0.0) % 5_000 != 0 }.map(\.1).max()!
            let fundamental = found[4]
            let level = 20 * log10(alias / fundamental)
            #expect(level < limit, "oversampling \(1 << oversampling): \(level) dB")
        }
    }

    @Test("passes what is quiet evenly up to 20 kHz, beside the dry sound too", arguments: [0, 1, 2, 3], [50, 100])
    func passesQuiet(oversampling: Int, mix: Float) throws {
        let settings: [String: Float] = [
            "drive": 0, "auto-level": 0, "oversampling": Float(oversampling), "mix": mix,
        ]
        // A comb of dry and wet sound that are not in step would leave notches.
        for hertz in [100, 1_000, 5_000, 10_000, 15_000, 20_000] as [Double] {
            let output = try Self.rig("tanh", settings).process(
                Self.sine(hertz, amplitude: 0.001, frameCount: 60_000), blocks: .fixed(4_096))
            let amplitude = Self.amplitudes(output, [hertz])[0]
            #expect(abs(20 * log10(amplitude / 0.001)) < 0.02, "\(hertz) Hz: \(20 * log10(amplitude / 0.001)) dB")
        }
    }

    @Test("keeps the level of a sound at -18 dB, whatever the drive", arguments: curves, [0, 60] as [Float])
    func keepsLevel(name: String, bias: Float) throws {
        // Gaussian, by the sum of twelve, and without highs, whose harmonics would go beyond the spectrum.
        let noise = PlanarSound.noise(channelCount: 12, frameCount: 48_000, amplitude: 1, seed: 7)
        var input = PlanarSound(channelCount: 1, frameCount: 48_000)
        var past: Float = 0
        for frame in 0..<48_000 {
            past += 0.3 * ((0..<12).reduce(0) { $0 + noise[$1, frame] } - past)
            input[0, frame] = past
        }
        func level(_ sound: PlanarSound) -> Double {
            let rest = sound.samples.dropFirst(9_600)
            return 10 * log10(rest.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(rest.count))
        }
        let scale = Float(pow(10, (-18 - level(input)) / 20))
        for index in input.samples.indices { input.samples[index] *= scale }
        for drive in [0, 12, 24] as [Float] {
            let output = try Self.rig(name, ["drive": drive, "bias": bias]).process(input)
            // The fold's products go beyond the spectrum at last.
            let allowance = name == "fold" && drive == 24 ? 1.5 : 0.3
            #expect(abs(level(output) + 18) < allowance, "drive \(drive): \(level(output)) dB")
        }
    }

    @Test("leaves no constant behind, whatever the bias", arguments: curves)
    func hasNoConstant(name: String) throws {
        let output = try Self.rig(name, ["drive": 18, "bias": 70, "auto-level": 0]).process(
            Self.sine(500, amplitude: 0.5, frameCount: 144_000), blocks: .fixed(4_096))
        let last = output.samples.suffix(48_000)
        let mean = last.reduce(0.0) { $0 + Double($1) } / 48_000
        #expect(abs(mean) < 1e-5, "\(mean)")
    }

    @Test("tilts by its tone about 800 Hz", arguments: [-12, -5, 7] as [Float])
    func tone(decibels: Float) throws {
        let settings: [String: Float] = ["drive": 0, "auto-level": 0, "tone": decibels]
        let levels = try [40, 800, 16_000].map { hertz in
            let output = try Self.rig("tanh", settings).process(
                Self.sine(hertz, amplitude: 0.001, frameCount: 96_000), blocks: .fixed(4_096))
            return 20 * log10(Self.amplitudes(output, [hertz])[0] / 0.001)
        }
        let expected = Double(decibels) / 2
        // The bilinear transform brings the high shelf a little nearer.
        #expect(abs(levels[0] + expected) < 0.2 && abs(levels[1]) < 0.01, "\(levels)")
        #expect(abs(levels[2] - expected) < 0.1, "\(levels)")
    }

    @Test("goes from curve to curve without a jump, and ends as if it had always been there")
    func changesCurve() throws {
        let module = try StagedEffects.module("saturator")
        let index = try #require(module.descriptor.parameters.firstIndex { $0.id == "curve" })
        let input = Self.sine(300, amplitude: 0.4, frameCount: 96_000)
        let changed = try Self.rig("tanh", [:]).process(
            input, changes: (1...4).map { EffectRig.Change(frame: 4_000 * $0, index: index, value: Float($0)) })
        let fresh = try Self.rig("fold", [:]).process(input)
        for frame in 90_000..<96_000 { #expect(abs(changed[0, frame] - fresh[0, frame]) < 1e-5) }
    }
}
