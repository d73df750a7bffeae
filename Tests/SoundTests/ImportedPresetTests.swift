// Imported presets as they sound: against the Audio EQ Cookbook, and against the responses that AutoEq publishes.

import EffectHost
import EffectTestSupport
import Foundation
import TestSupport
import Testing

@Suite("Imported equalizers")
struct ImportedPresetTests {
    /// Results of AutoEq; SOURCE.md beside them says where from.
    private static let fixtures = StagedEffects.root.appending(path: "Tests/PresetsTests/Fixtures/AutoEq")
    static let headphones = ["7Hz Salnotes Zero", "Sony WF-1000XM4", "Tin HiFi T2"]
    /// AutoEq reckons its responses at this rate.
    private static let autoEqRate = 44_100.0

    private static func file(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: fixtures.appending(path: name)))
    }

    /// The gain in dB at some frequencies in each channel of a stereo sound.
    private static func decibels(_ file: [UInt8], at hertz: [Double], rate: Double) throws -> [[Double]] {
        let impulse = PlanarSound.impulse(channelCount: 2, frameCount: 16_384)
        let response = try StagedEffects.imported(file, to: impulse, sampleRate: rate)
        return (0..<2).map { channel in
            let samples = response.samples[channel * response.frameCount..<(channel + 1) * response.frameCount]
            return Spectrum.transform(samples, hertz: hertz, rate: rate).map(\.decibels)
        }
    }

    @Test("have the ranges that the import holds values in")
    func ranges() throws {
        let descriptor = try StagedEffects.module(ImportedRanges.effect).descriptor
        for number in [1, ImportedRanges.bandCount] {
            for (name, range) in ImportedRanges.perBand {
                let parameter = descriptor.parameters[try #require(descriptor.index(of: "\(name)\(number)"))]
                #expect(parameter.minimum == Float(range.lowerBound) && parameter.maximum == Float(range.upperBound))
            }
        }
        #expect(descriptor.index(of: "type\(ImportedRanges.bandCount + 1)") == nil)
        let preamp = descriptor.parameters[try #require(descriptor.index(of: "preamp"))]
        #expect(preamp.minimum == Float(ImportedRanges.preamp.lowerBound))
        #expect(preamp.maximum == Float(ImportedRanges.preamp.upperBound))
    }

    /// Lines, and the biquads they stand for.
    private typealias Biquad = (type: String, frequency: Double, gain: Double, q: Double)

    private static func cookbook(_ text: String, _ biquads: [Biquad], preamp: Double, rate: Double) throws {
        let hertz = Spectrum.frequencies(from: 20, to: 0.45 * rate, count: 48)
        let found = try decibels(Array(text.utf8), at: hertz, rate: rate)
        for (index, frequency) in hertz.enumerated() {
            let wanted = biquads.reduce(preamp) {
                $0
                    + Cookbook.response(
                        $1.type, frequency: $1.frequency, decibels: $1.gain, q: $1.q, hertz: frequency, rate: rate
                    ).decibels
            }
            for channel in 0..<2 where wanted > -60 {
                let error = found[channel][index] - wanted
                #expect(abs(error) < 0.05, "\(frequency) Hz at \(rate): \(error) dB off")
            }
        }
    }

    @Test("are within 0.05 dB of the cookbook with every type", arguments: [44_100.0, 48_000, 96_000])
    func types(rate: Double) throws {
        try Self.cookbook(
            """
            Preamp: -4 dB
            Preamp: -2.5 dB
            Filter 1: ON PK Fc 1,000 Hz Gain 6 dB Q 2
            Filter 2: ON LSC Fc 105 Hz Gain 5.8 dB Q 0.70
            Filter 3: ON HSC Fc 8000 Hz Gain -4,7 dB Q 0.70
            Filter 4: ON LSC 9 dB Fc 300 Hz Gain -6 dB
            Filter 5: ON HP Fc 30 Hz
            Filter 6: ON LPQ Fc 15000 Hz Q 0.9
            Filter 7: ON NO Fc 440 Hz Q 4
            Filter 8: ON AP Fc 2000 Hz Q 1
            Filter 9: ON BP Fc 900 Hz Q 0.1
            Filter 10: ON PK Fc 250 Hz Gain -3 dB BW Oct 0.5
            Filter 11: OFF PK Fc 3000 Hz Gain 12 dB Q 1
            Filter 12: ON HS 12dB Fc 5000 Hz Gain 4 dB
            """,
            [
                ("bell", 1_000, 6, 2), ("low-shelf", 105, 5.8, 0.7), ("high-shelf", 8_000, -4.7, 0.7),
                ("low-shelf", 300, -6, Self.shelfQ(decibels: -6, slope: 0.75)), ("high-pass", 30, 0, 0.5.squareRoot()),
                ("low-pass", 15_000, 0, 0.9), ("notch", 440, 0, 4), ("all-pass", 2_000, 0, 1),
                ("band-pass", 900, 0, 0.1), ("bell", 250, -3, Self.octaveQ(0.5, frequency: 250, rate: rate)),
                ("high-shelf", 5_000 / pow(10, 4.0 / 80), 4, Self.shelfQ(decibels: 4, slope: 1)),
            ], preamp: -6.5, rate: rate)
    }

    @Test("are within 0.05 dB of the cookbook with 70 bands in three equalizers")
    func manyBands() throws {
        var random = SeededGenerator(seed: 70)
        let biquads: [Biquad] = (0..<70).map { _ in
            (
                ["bell", "low-shelf", "high-shelf"].randomElement(using: &random)!,
                Double.random(in: 40...15_000, using: &random).rounded(),
                (Double.random(in: -2...2, using: &random) * 10).rounded() / 10,
                (Double.random(in: 0.5...4, using: &random) * 100).rounded() / 100
            )
        }
        let names = ["bell": "PK", "low-shelf": "LSC", "high-shelf": "HSC"]
        let lines = biquads.map { "Filter: ON \(names[$0.type]!) Fc \($0.frequency) Hz Gain \($0.gain) dB Q \($0.q)" }
        try Self.cookbook(lines.joined(separator: "\n"), biquads, preamp: 0, rate: 48_000)
    }

    @Test("set the level of one channel by two shelves, within 0.001 dB at every frequency")
    func channelLevel() throws {
        let text = "Channel: L\nPreamp: -9.5 dB\nChannel: R\nPreamp: -47 dB"
        let hertz = Spectrum.frequencies(from: 20, to: 20_000, count: 32)
        let found = try Self.decibels(Array(text.utf8), at: hertz, rate: 48_000)
        for (left, right) in zip(found[0], found[1]) {
            #expect(abs(left + 9.5) < 0.001 && abs(right + 47) < 0.001)
        }
    }

    @Test("are within 0.1 dB of the responses that AutoEq publishes", arguments: headphones)
    func published(name: String) throws {
        let rows = String(decoding: try Self.file("\(name).csv"), as: UTF8.self).split(separator: "\n").dropFirst()
            .map { $0.split(separator: ",").compactMap { Double($0) } }
        #expect(rows.count == 100)
        let text = String(decoding: try Self.file("\(name) ParametricEQ.txt"), as: UTF8.self)
        let preamp = try #require(Double(text.split(separator: " ")[1]))
        let found = try Self.decibels(Array(text.utf8), at: rows.map { $0[0] }, rate: Self.autoEqRate)
        for (row, decibels) in zip(rows, found[0]) {
            let error = decibels - preamp - row[1]
            #expect(abs(error) < 0.1, "\(row[0]) Hz: \(error) dB off")
        }
    }

    /// The points, rounded to 0.1 dB, are where the curve has its kinks, which no bell can follow: there it is further off
    /// than between them, where the report looks as well.
    @Test("follow AutoEq's graphic curves within 0.2 dB, and as near as the report says", arguments: headphones)
    func graphic(name: String) throws {
        let file = try Self.file("\(name) GraphicEQ.txt")
        let points = String(decoding: file, as: UTF8.self).dropFirst("GraphicEQ: ".count).split(separator: ";")
            .map { $0.split(separator: " ").compactMap { Double($0) } }
        #expect(points.count == 127)
        let found = try Self.decibels(file, at: points.map { $0[0] }, rate: 48_000)
        let errors = zip(points, found[0]).map { $0[1] - $1 }
        let rms = (errors.reduce(0) { $0 + $1 * $1 } / Double(errors.count)).squareRoot()
        #expect(errors.allSatisfy { abs($0) < 0.2 } && rms < 0.05, "\(errors.map(abs).max() ?? 0), RMS \(rms)")
        let fit = try StagedEffects.importedFit(file)
        #expect(fit.largest < 0.2 && fit.rms < 0.03)
    }

    private static func shelfQ(decibels: Double, slope: Double) -> Double {
        let a = pow(10, decibels / 40)
        return 1 / ((a + 1 / a) * (1 / slope - 1) + 2).squareRoot()
    }

    private static func octaveQ(_ octaves: Double, frequency: Double, rate: Double) -> Double {
        let w = 2 * Double.pi * frequency / rate
        return 1 / (2 * sinh(log(2) / 2 * octaves * w / sin(w)))
    }
}
