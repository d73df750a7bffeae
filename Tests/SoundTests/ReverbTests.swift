// The reverb: it rings as long as it says, in every octave and at every rate, densely, evenly, and for ever when frozen.

import EffectHost
import EffectTestSupport
import Foundation
import TestSupport
import Testing

@Suite("The reverb")
struct ReverbTests {
    /// The wet sound alone, unfiltered.
    private static let bare: [String: Float] = ["mix": 100, "low-cut": 10, "high-cut": 20_000]
    private static let flat: [String: Float] = bare.merging(["bass": 1, "treble": 1]) { $1 }

    private static func rig(
        _ settings: [String: Float], rate: Double = 48_000, channelCount: Int = 2
    ) throws -> EffectRig {
        let module = try StagedEffects.module("reverb")
        let format = EffectFormat(
            sampleRateHertz: Float(rate), channelCount: channelCount, maximumFrameCount: 4_096)
        return try EffectRig(module, format, values: module.descriptor.values(settings))
    }

    private static func response(
        _ settings: [String: Float], rate: Double = 48_000, channelCount: Int = 2, seconds: Double
    ) throws -> RoomResponse {
        let impulse = PlanarSound.impulse(channelCount: channelCount, frameCount: Int(rate * seconds))
        let output = try rig(settings, rate: rate, channelCount: channelCount).process(impulse, blocks: .fixed(4_096))
        return RoomResponse(sound: output, rate: rate)
    }

    /// The root mean square of all channels.
    private static func level(_ sound: PlanarSound) -> Double {
        let power = sound.samples.reduce(0.0) { $0 + Double($1) * Double($1) }
        return 10 * log10(power / Double(sound.samples.count))
    }

    /// The README's T(f).
    private static func decay(_ settings: [String: Float], hertz f: Double) throws -> Double {
        let descriptor = try StagedEffects.module("reverb").descriptor
        let values = try descriptor.values(settings)
        func value(_ id: String) -> Double {
            Double(values[descriptor.parameters.firstIndex { $0.id == id }!])
        }
        let seconds = value("decay")
        let low = 1 / (1 + pow(f / value("bass-frequency"), 2))
        let high = 1 - 1 / (1 + pow(f / value("treble-frequency"), 2))
        let slope = 1 + (1 / value("bass") - 1) * low + (1 / value("treble") - 1) * high
        return seconds / slope
    }

    @Test(
        "rings in every octave as long as it is set to, within 10 %, at every rate",
        arguments: [
            [:], ["decay": 0.5], ["decay": 5, "size": 100], ["decay": 1, "bass": 1, "treble": 1],
            ["decay": 3, "bass": 1.5, "treble": 0.4, "treble-frequency": 6_000],
        ] as [[String: Float]], [8_000, 44_100, 48_000, 192_000] as [Double])
    func decays(settings: [String: Float], rate: Double) throws {
        let all = Self.bare.merging(settings) { $1 }
        let longest = try [125, 1_000, 8_000].map { try Self.decay(all, hertz: $0) }.max()!
        let response = try Self.response(all, rate: rate, seconds: 0.8 * longest + 0.3)
        for octave in [125, 250, 500, 1_000, 2_000, 4_000, 8_000] as [Double] where octave * 1.5 < rate / 2 {
            let (expected, found) = (try Self.decay(all, hertz: octave), response.decay(octave: octave))
            #expect(abs(found / expected - 1) < 0.1, "\(octave) Hz: \(found) s, expected \(expected) s")
        }
    }

    @Test("is as dense as noise after some tens of milliseconds", arguments: [0, 1])
    func isDense(channel: Int) throws {
        let response = try Self.response(["mix": 100, "pre-delay": 0], seconds: 0.4)
        let start = stride(from: 0.0, to: 0.3, by: 0.005).first {
            response.echoDensity(atSeconds: $0, channel: channel) > 0.9
        }
        #expect(try #require(start) <= 0.065)
        let later = stride(from: 0.07, to: 0.3, by: 0.01).map {
            response.echoDensity(atSeconds: $0, channel: channel)
        }
        // What windows of 20 ms of Gaussian noise vary by: 960 samples, of which a third counts.
        #expect(later.min()! > 0.85 && later.max()! < 1.15, "\(later)")
    }

    /// Gaussian noise itself gives 1 and 1 on average, and up to 1.3 and down to 0.8 in one octave; eight combs in parallel
    /// (Freeverb's) 1.8 and 0.34 on average.
    @Test("has no mode that rings out, early or late", arguments: [2, 6] as [Float])
    func hasNoRing(decay: Float) throws {
        let response = try Self.response(Self.flat.merging(["decay": decay]) { $1 }, seconds: 3)
        var spreads: [(moment: Double, flatness: Double)] = []
        for start in [0.2, 1, 2.4] {
            let first = Int(start * response.rate)
            let part = response.sound.frames(first..<first + 24_000)
            for channel in 0..<2 {
                for octave in [250, 500, 1_000, 2_000, 4_000] as [Double] {
                    let spread = RoomResponse.modalSpread(
                        part.channel(channel), rate: response.rate, octave: octave, decaySeconds: Double(decay))
                    spreads.append(spread)
                    #expect(spread.moment < 2.2 && spread.flatness > 0.5, "\(octave) Hz from \(start) s: \(spread)")
                }
            }
        }
        let moment = spreads.reduce(0) { $0 + $1.moment } / Double(spreads.count)
        let flatness = spreads.reduce(0) { $0 + $1.flatness } / Double(spreads.count)
        #expect(moment < 1.4 && flatness > 0.8, "moment \(moment), flatness \(flatness)")
    }

    @Test("holds a frozen sound for a minute, whatever comes in", arguments: [48_000, 8_000] as [Double])
    func freezes(rate: Double) throws {
        let module = try StagedEffects.module("reverb")
        let freeze = try #require(module.descriptor.parameters.firstIndex { $0.id == "freeze" })
        let second = Int(rate)
        func play(_ later: (Int) -> PlanarSound) throws -> [PlanarSound] {
            let rig = try Self.rig(["mix": 100], rate: rate)
            _ = try rig.process(.noise(channelCount: 2, frameCount: 2 * second, seed: 1))
            try rig.instance.setParameter(index: freeze, value: 1)
            _ = try rig.process(PlanarSound(channelCount: 2, frameCount: second))
            return try (0..<60).map { try rig.process(later($0), blocks: .fixed(4_096)) }
        }
        let held = try play { _ in PlanarSound(channelCount: 2, frameCount: second) }
        let levels = held.map(Self.level)
        // The power in the room stays; what two of its sixteen lines put out in one second varies.
        #expect(levels.max()! - levels.min()! < 0.6, "\(levels)")
        let (first, last) = (levels.prefix(10).reduce(0, +) / 10, levels.suffix(10).reduce(0, +) / 10)
        #expect(abs(last - first) < 0.2, "\(first) dB, a minute later \(last) dB")
        let disturbed = try play { .noise(channelCount: 2, frameCount: second, amplitude: 1, seed: UInt64($0)) }
        for (one, other) in zip(held, disturbed) { #expect(one.difference(from: other) == nil) }
    }

    @Test("decays again once it is thawed")
    func thaws() throws {
        let module = try StagedEffects.module("reverb")
        let freeze = try #require(module.descriptor.parameters.firstIndex { $0.id == "freeze" })
        let rig = try Self.rig(["mix": 100])
        _ = try rig.process(.noise(channelCount: 2, frameCount: 48_000, seed: 1))
        try rig.instance.setParameter(index: freeze, value: 1)
        let silence = PlanarSound(channelCount: 2, frameCount: 96_000)
        let before = Self.level(try rig.process(silence))
        try rig.instance.setParameter(index: freeze, value: 0)
        _ = try rig.process(silence)
        let after = Self.level(try rig.process(silence))
        // Two seconds at 60 dB in 2 s, a little longer in the bass, and another while it is measured.
        #expect(after < before - 55 && after > before - 90, "\(before) dB, then \(after) dB")
    }

    @Test("makes of one sound channels that have nothing in common, all as loud", arguments: 2...8)
    func isWide(channelCount: Int) throws {
        let response = try Self.response(Self.flat, channelCount: channelCount, seconds: 2)
        let tails = (0..<channelCount).map { response.sound.channel($0).dropFirst(4_800).map { Double($0) } }
        let powers = tails.map { $0.reduce(0) { $0 + $1 * $1 } }
        for one in 0..<channelCount {
            for other in 0..<one {
                let product = zip(tails[one], tails[other]).reduce(0) { $0 + $1.0 * $1.1 }
                let correlation = product / (powers[one] * powers[other]).squareRoot()
                #expect(abs(correlation) < 0.12, "channels \(one) and \(other): \(correlation)")
            }
            #expect(abs(10 * log10(powers[one] / powers[0])) < 2)
        }
    }

    @Test("becomes mono at no width, at an unchanged level")
    func width() throws {
        let noise = PlanarSound.noise(channelCount: 2, frameCount: 96_000, seed: 3)
        let narrow = try Self.rig(["mix": 100, "width": 0]).process(noise).frames(48_000..<96_000)
        let wide = try Self.rig(["mix": 100]).process(noise).frames(48_000..<96_000)
        for frame in 0..<narrow.frameCount { #expect(abs(narrow[0, frame] - narrow[1, frame]) < 1e-6) }
        #expect(abs(Self.level(narrow) - Self.level(wide)) < 1)
    }

    /// What comes out at once and after every round, as the README counts it, takes the lines' mean length for each.
    @Test(
        "is as loud as what comes in, whatever decay and size", arguments: [0.5, 2, 8] as [Float],
        [20, 60] as [Float])
    func loudness(decay: Float, size: Float) throws {
        let settings = Self.flat.merging(["decay": decay, "size": size, "early": 100]) { $1 }
        let noise = PlanarSound.noise(channelCount: 2, frameCount: Int(48_000 * (decay + 2)), seed: 4)
        let output = try Self.rig(settings).process(noise, blocks: .fixed(4_096))
        let settled = (output.frameCount - 48_000)..<output.frameCount
        let difference = Self.level(output.frames(settled)) - Self.level(noise.frames(settled))
        #expect(abs(difference) < 3.5, "\(difference) dB")
    }

    @Test("waits for the pre-delay, to the frame", arguments: [0, 1, 12, 250] as [Float])
    func preDelay(milliseconds: Float) throws {
        let response = try Self.response(["mix": 100, "pre-delay": milliseconds], seconds: 0.4)
        let first = response.sound.channel(0).firstIndex { $0 != 0 }
        #expect(first == Int(milliseconds * 48))
    }

    @Test("moves no pitch: a sine comes back within 2 Hz of its own")
    func keepsPitch() throws {
        let sine = PlanarSound(channelCount: 1, frameCount: 240_000) { _, frame in
            Float(0.5 * sin(2 * Double.pi * 1_000 * Double(frame) / 48_000))
        }
        let output = try Self.rig(["mix": 100], channelCount: 1).process(sine).frames(96_000..<240_000)
        let windowed = output.samples.enumerated().map { index, sample in
            sample * Float(0.5 - 0.5 * cos(2 * Double.pi * Double(index) / Double(output.frameCount)))
        }
        let offsets = Array(stride(from: -40.0, through: 40, by: 0.25))
        let powers = Spectrum.transform(windowed[...], hertz: offsets.map { 1_000 + $0 }, rate: 48_000)
            .map { $0.magnitude * $0.magnitude }
        let total = powers.reduce(0, +)
        let near = zip(offsets, powers).filter { abs($0.0) <= 2 }.reduce(0) { $0 + $1.1 }
        #expect(near > 0.97 * total, "\(near / total) of the power")
    }
}
