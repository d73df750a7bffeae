// The stereo effect against its formulas: the matrix, the delay between channels, and the bass.

import EffectHost
import EffectTestSupport
import Foundation
import TestSupport
import Testing

@Suite("The stereo effect")
struct StereoTests {
    private static func rig(
        _ settings: [String: Float], rate: Float = 48_000, channelCount: Int = 2
    ) throws -> EffectRig {
        let module = try StagedEffects.module("stereo")
        let format = EffectFormat(sampleRateHertz: rate, channelCount: channelCount, maximumFrameCount: 512)
        return try EffectRig(module, format, values: module.descriptor.values(settings))
    }

    private static func choice(_ choice: String, of id: String) throws -> Float {
        try StagedEffects.module("stereo").descriptor.choice(choice, of: id)
    }

    private typealias Pair = (left: Double, right: Double)

    /// Compares with what a formula makes of each frame. Tolerance: 2^-20, some roundings, of the greatest factor.
    private static func expect(
        _ settings: [String: Float], sourceLocation: SourceLocation = #_sourceLocation, _ formula: (Pair) -> Pair
    ) throws {
        let input = PlanarSound.noise(channelCount: 2, frameCount: 1_000, seed: 60)
        let output = try rig(settings).process(input)
        var greatest = 0.0
        for frame in 0..<input.frameCount {
            let expected = formula((Double(input[0, frame]), Double(input[1, frame])))
            greatest = max(
                greatest, abs(Double(output[0, frame]) - expected.left), abs(Double(output[1, frame]) - expected.right))
        }
        #expect(greatest < 4 * 0x1p-20, "\(settings): off by \(greatest)", sourceLocation: sourceLocation)
    }

    private static func wide(_ pair: Pair, mid: Double = 1, side: Double = 1) -> Pair {
        let (m, s) = (mid * (pair.left + pair.right) / 2, side * (pair.left - pair.right) / 2)
        return (m + s, m - s)
    }

    @Test("widens by the side's level, and keeps the power of sounds whose middle and side are alike")
    func width() throws {
        for percent in [0, 37, 100, 150, 200] as [Float] {
            let width = Double(percent) / 100
            let loudness = (2 / (1 + width * width)).squareRoot()
            try Self.expect(["width": percent, "compensate": 0]) { Self.wide($0, side: width) }
            try Self.expect(["width": percent]) { Self.wide($0, mid: loudness, side: loudness * width) }
            // Channels that have nothing in common have as much in the middle as at the sides.
            let input = PlanarSound.noise(channelCount: 2, frameCount: 100_000, seed: 61)
            let output = try Self.rig(["width": percent]).process(input)
            let powers = [input, output].map { $0.samples.reduce(0.0) { $0 + Double($1) * Double($1) } }
            // By chance, one in the square root of the number of samples.
            #expect(abs(10 * log10(powers[1] / powers[0])) < 0.03, "width \(percent) %")
        }
    }

    @Test("sets the levels of middle and side, and lets either be heard alone")
    func levels() throws {
        try Self.expect(["mid": -6, "side": 9]) { Self.wide($0, mid: pow(10, -0.3), side: pow(10, 0.45)) }
        try Self.expect(["mid": -60]) { Self.wide($0, mid: 0) }
        try Self.expect(["side": -57]) { Self.wide($0, side: pow(10, -2.85) / 2) }
        try Self.expect(["solo": try Self.choice("mid", of: "solo")]) { Self.wide($0, side: 0) }
        try Self.expect(["solo": try Self.choice("side", of: "solo")]) { Self.wide($0, mid: 0) }
    }

    @Test("swaps channels and turns polarity over, in that order", arguments: ["none", "both", "left", "right"])
    func swap(polarity: String) throws {
        let left: Double = polarity == "both" || polarity == "left" ? -1 : 1
        let right: Double = polarity == "both" || polarity == "right" ? -1 : 1
        let value = try Self.choice(polarity, of: "polarity")
        try Self.expect(["polarity": value]) { (left * $0.left, right * $0.right) }
        try Self.expect(["polarity": value, "swap": 1]) { (right * $0.right, left * $0.left) }
    }

    @Test("rotates the picture", arguments: [-90, -45, -10, 30, 90] as [Float])
    func rotation(degrees: Float) throws {
        let angle = Double(degrees) * .pi / 180
        try Self.expect(["rotation": degrees]) {
            (cos(angle) * $0.left - sin(angle) * $0.right, sin(angle) * $0.left + cos(angle) * $0.right)
        }
    }

    @Test("balances by a law", arguments: ["0-db", "3-db", "4.5-db", "6-db"], [-1, -0.4, 0, 0.25, 1])
    func balance(law: String, place: Double) throws {
        let angle = Double.pi / 4 * (1 + place)
        let round = (2.0.squareRoot() * cos(angle), 2.0.squareRoot() * sin(angle))
        let factors =
            switch law {
            case "0-db": (min(1, 1 - place), min(1, 1 + place))
            case "3-db": round
            case "6-db": (1 - place, 1 + place)
            default: (max(0, (1 - place) * round.0).squareRoot(), max(0, (1 + place) * round.1).squareRoot())
            }
        try Self.expect(["balance": Float(place * 100), "law": try Self.choice(law, of: "law")]) {
            (factors.0 * $0.left, factors.1 * $0.right)
        }
    }

    @Test("does all of it at once, in the order that the README gives")
    func together() throws {
        let angle = 20 * Double.pi / 180
        try Self.expect([
            "swap": 1, "polarity": try Self.choice("left", of: "polarity"), "mid": -3, "width": 150, "compensate": 0,
            "rotation": 20, "balance": -50,
        ]) { pair in
            let wide = Self.wide((pair.right, -pair.left), mid: pow(10, -0.15), side: 1.5)
            return (
                cos(angle) * wide.left - sin(angle) * wide.right,
                0.5 * (sin(angle) * wide.left + cos(angle) * wide.right)
            )
        }
    }

    @Test("lets one channel lag behind, to the frame", arguments: [-30, -7.3, -0.1, 0.02, 1, 30] as [Float])
    func delay(milliseconds: Float) throws {
        for rate in [8_000, 44_100, 192_000] as [Float] {
            let input = PlanarSound.noise(channelCount: 2, frameCount: 12_000, seed: 62)
            let output = try Self.rig(["delay": milliseconds], rate: rate).process(input)
            let frames = Int((Double(milliseconds) * Double(rate) / 1_000).rounded())
            for (channel, lag) in [max(0, -frames), max(0, frames)].enumerated() {
                for frame in 0..<input.frameCount {
                    let expected = frame < lag ? 0 : input[channel, frame - lag]
                    guard output[channel, frame] != expected else { continue }
                    Issue.record("channel \(channel), frame \(frame), \(rate) Hz")
                    return
                }
            }
        }
    }

    @Test(
        "makes the bass mono, and adds up flat", arguments: [20, 120, 500] as [Float],
        [8_000, 48_000, 192_000] as [Float])
    func bass(hertz: Float, rate: Float) throws {
        for delay in [0, 10] as [Float] {
            let rig = try Self.rig(["mono-bass": 1, "mono-below": hertz, "delay": delay], rate: rate)
            var input = PlanarSound(channelCount: 2, frameCount: rig.timing.tailFrameCount + 1)
            input[0, 0] = 1
            let output = try rig.process(input)
            let frequencies = Spectrum.frequencies(from: 10, to: 0.45 * Double(rate), count: 24)
            let found = (0..<2).map {
                Spectrum.transform(output.channel($0), hertz: frequencies, rate: Double(rate))
            }
            for (index, frequency) in frequencies.enumerated() {
                func squared(_ type: String) -> Complex {
                    let filter = AnalogueFilter(
                        type: type, cutoffHertz: Double(hertz), resonance: 0.5.squareRoot(), gainDecibels: 0,
                        isDouble: false)
                    let response = filter.response(hertz: frequency, rate: Double(rate))
                    return response * response
                }
                let low = Complex(0.5) * squared("low-pass")
                #expect((found[0][index] + Complex(-1) * (low + squared("high-pass"))).magnitude < 2e-6)
                #expect((found[1][index] + Complex(-1) * low).magnitude < 2e-6)
                #expect(abs((found[0][index] + found[1][index]).magnitude - 1) < 2e-6)
            }
        }
    }

    @Test("changes no bit initially, and of more than two channels only the first two")
    func channels() throws {
        for channelCount in [1, 2, 5] {
            let input = PlanarSound.noise(channelCount: channelCount, frameCount: 3_000, seed: 63)
            let plain = try Self.rig([:], channelCount: channelCount).process(input)
            #expect(plain.difference(from: input) == nil)
            let output = try Self.rig(
                ["width": 0, "rotation": 30, "balance": 50, "delay": 5, "mono-bass": 1, "swap": 1],
                channelCount: channelCount
            ).process(input)
            for channel in channelCount == 1 ? 0..<1 : 2..<max(2, channelCount) {
                #expect(output.channel(channel).elementsEqual(input.channel(channel)))
            }
        }
        let mono = PlanarSound.noise(channelCount: 1, frameCount: 300, seed: 64)
        let both = try Self.rig(["polarity": try Self.choice("both", of: "polarity")], channelCount: 1).process(mono)
        #expect(zip(both.samples, mono.samples).allSatisfy { $0 == -$1 })
    }

    @Test("goes over to another delay, and to mono bass, without a click")
    func fades() throws {
        let descriptor = try StagedEffects.module("stereo").descriptor
        let input = PlanarSound(channelCount: 2, frameCount: 24_000) { channel, frame in
            Float(0.5 * sin(2 * Double.pi * 440 * Double(frame) / 48_000 + Double(channel)))
        }
        let changes = try [("delay", 21), ("delay", -13), ("mono-bass", 1), ("mono-below", 20), ("mono-bass", 0)]
            .enumerated().map { place, change in
                EffectRig.Change(
                    frame: 3_000 + 4_000 * place, index: try #require(descriptor.index(of: change.0)),
                    value: Float(change.1))
            }
        let output = try Self.rig([:]).process(input, changes: changes)
        for channel in 0..<2 {
            for frame in 2..<24_000 {
                let step = output[channel, frame] - output[channel, frame - 1]
                let kink = step - (output[channel, frame - 1] - output[channel, frame - 2])
                // The sine's own are 0.0288 and 0.00166; a fade over 1920 frames adds at most 1.5 / 1920 a frame.
                guard abs(step) > 0.0305 || abs(kink) > 0.0021 else { continue }
                Issue.record("channel \(channel), frame \(frame): step \(step), kink \(kink)")
                return
            }
        }
    }
}
