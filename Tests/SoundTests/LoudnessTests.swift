// The loudness meter against the minimum requirements of EBU Tech 3341 and 3342, and against BS.1770's formulas. Cases 7
// and 8 of the one, 5 and 6 of the other, are recordings.

import EffectHost
import EffectTestSupport
import Foundation
import Testing

@Suite("The loudness meter")
struct LoudnessTests {
    private typealias Part = LoudnessSignals.Part

    /// Tech 3341, table 1.
    private static let tolerance = 0.1

    private static func expect(
        _ id: String, _ expected: Double, after parts: [Part], rate: Double = 48_000,
        location: SourceLocation = #_sourceLocation
    ) throws {
        let found = try LoudnessRig.read(id, after: LoudnessSignals.stereo(parts, rate: rate), rate: rate)
        #expect(abs(found - expected) <= tolerance, "\(id): \(found), not \(expected)", sourceLocation: location)
    }

    @Test("shows steady tones, cases 1 and 2, at every rate", arguments: [22_050, 44_100, 48_000, 96_000, 192_000])
    func steady(rate: Double) throws {
        for level in [-23.0, -33] {
            let rig = try LoudnessRig(rate: rate)
            try rig.play(LoudnessSignals.stereo([Part(rate == 48_000 ? 20 : 5, level)], rate: rate))
            for id in ["momentary", "short-term", "integrated", "momentary-maximum", "short-term-maximum"] {
                let found = try rig.read(id)
                #expect(abs(found - level) <= Self.tolerance, "\(id): \(found), not \(level)")
            }
        }
    }

    @Test("leaves out what is quiet, cases 3, 4 and 5")
    func gates() throws {
        try Self.expect("integrated", -23, after: [Part(10, -36), Part(60, -23), Part(10, -36)])
        try Self.expect(
            "integrated", -23,
            after: [Part(10, -72), Part(10, -36), Part(60, -23), Part(10, -36), Part(10, -72)])
        try Self.expect("integrated", -23, after: [Part(20, -26), Part(20.1, -20), Part(20, -26)])
    }

    @Test("leaves out what is more than 10 LU below the mean, and nothing louder")
    func relativeGate() throws {
        // 9 dB below counts, 11 dB below doesn't.
        let expected = -23 + 10 * log10((30 + 5 * pow(10, -0.9)) / 35)
        for (level, expected) in [(-32, expected), (-34, -23)] as [(Double, Double)] {
            let sound = LoudnessSignals.stereo([Part(30, -23), Part(5, level)])
            let found = try LoudnessRig.read("integrated", after: sound)
            // The blocks across the change weigh a little otherwise.
            #expect(abs(found - expected) < 0.03, "\(found), not \(expected)")
        }
        #expect(try LoudnessRig.read("integrated", after: LoudnessSignals.stereo([Part(5, -75)])).isNaN)
        #expect(try LoudnessRig.read("integrated", after: LoudnessSignals.stereo([Part(0.39, -20)])).isNaN)
    }

    @Test("weighs five channels, case 6, and doesn't hear a sixth that is for effects")
    func surround() throws {
        let channels = [-28, -28, -24, -30, -30].map { LoudnessSignals.tones([Part(20, $0)]) }
        let found = try LoudnessRig.read("integrated", after: PlanarSound(channels))
        #expect(abs(found + 23) <= Self.tolerance, "\(found)")
        var six = channels
        six.insert(LoudnessSignals.tones([Part(20, -6)]), at: 3)
        #expect(try LoudnessRig.read("integrated", after: PlanarSound(six)) == found)
    }

    @Test("weighs every channel by its place", arguments: 1...9)
    func weights(channelCount: Int) throws {
        let tone = LoudnessSignals.tones([Part(1, -20)])
        let reference = try LoudnessRig.read("integrated", after: PlanarSound([tone]))
        let sides: [Int: [Int]] = [4: [2, 3], 5: [3, 4], 6: [4, 5], 7: [5, 6], 8: [6, 7]]
        for channel in 0..<channelCount {
            var channels = Array(repeating: Array(repeating: Float(0), count: tone.count), count: channelCount)
            channels[channel] = tone
            let found = try LoudnessRig.read("integrated", after: PlanarSound(channels))
            if (6...8).contains(channelCount), channel == 3 {
                #expect(found.isNaN)
            } else {
                let weight = sides[channelCount]?.contains(channel) == true ? 10 * log10(1.41) : 0
                #expect(abs(found - reference - weight) < 0.001, "channel \(channel) of \(channelCount)")
            }
        }
    }

    @Test("follows in its times: cases 9 and 12 stay where they are")
    func windows() throws {
        let cases = [
            ("short-term", [Part(1.34, -20), Part(1.66, -30)], 5, 30),
            ("momentary", [Part(0.18, -20), Part(0.22, -30)], 25, 10),
        ]
        for (id, parts, repetitions, firstTenth) in cases {
            let sound = LoudnessSignals.stereo((0..<repetitions).flatMap { _ in parts })
            let rig = try LoudnessRig()
            for tenth in 0..<sound.frameCount / 4_800 {
                try rig.play(sound.frames(tenth * 4_800..<(tenth + 1) * 4_800))
                guard tenth + 1 >= firstTenth else { continue }
                let found = try rig.read(id)
                #expect(abs(found + 23) <= Self.tolerance, "\(id) after \(Double(tenth + 1) / 10) s: \(found)")
            }
        }
    }

    @Test("finds the greatest wherever it begins: cases 10 and 13", arguments: 0..<20)
    func alignment(number: Int) throws {
        let place = Double(number)
        try Self.expect("short-term-maximum", -23, after: [Part(place * 0.15, nil), Part(3, -23), Part(1, nil)])
        try Self.expect("momentary-maximum", -23, after: [Part(place * 0.02, nil), Part(0.4, -23), Part(1, nil)])
    }

    @Test("finds each of the greatest of a staircase: cases 11 and 14")
    func staircase() throws {
        for (id, length, step) in [("short-term-maximum", 3, 0.15), ("momentary-maximum", 0.4, 0.02)] {
            let rig = try LoudnessRig()
            for number in 0..<20 {
                let (level, wait) = (Double(number - 38), Double(number) * step)
                try rig.play(
                    LoudnessSignals.stereo([Part(wait, nil), Part(length, level), Part(length - wait, nil)]))
                let found = try rig.read(id)
                #expect(abs(found - level) <= Self.tolerance, "\(id): \(found), not \(level)")
            }
        }
    }

    @Test("finds true peaks: cases 15 to 19, at every rate", arguments: [44_100, 48_000, 96_000])
    func truePeaks(rate: Double) throws {
        let cases: [(Double, Double, Double, Double)] = [
            (4, 0.5, 0, -6), (4, 0.5, 45, -6), (6, 0.5, 60, -6), (8, 0.5, 67.5, -6), (4, 1.41, 45, 3),
        ]
        for (period, amplitude, degrees, expected) in cases {
            let samples = LoudnessSignals.sine(
                framesPerPeriod: period, amplitude: amplitude, degrees: degrees, rate: rate)
            try Self.expectPeak(expected, LoudnessSignals.stereo(samples), rate: rate)
        }
    }

    @Test("finds true peaks: cases 20 to 23", arguments: 0..<4)
    func burstPeaks(offset: Int) throws {
        try Self.expectPeak(0, LoudnessSignals.stereo(LoudnessSignals.burst(offset: offset)), rate: 48_000)
    }

    private static func expectPeak(_ expected: Double, _ sound: PlanarSound, rate: Double) throws {
        let found = try LoudnessRig.read("true-peak", after: sound, rate: rate)
        #expect((-0.4...0.2).contains(found - expected), "\(found), not \(expected)")
    }

    @Test("shows the loudness range: Tech 3342, cases 1 to 4, and the percentiles")
    func range() throws {
        let cases: [(levels: [Double], expected: Double)] = [
            ([-20, -30], 10), ([-20, -15], 5), ([-40, -20], 20), ([-50, -35, -20, -35, -50], 15),
        ]
        for (levels, expected) in cases {
            let sound = LoudnessSignals.stereo(levels.map { Part(20, $0) })
            let found = try LoudnessRig.read("range", after: sound)
            // The tolerance is 1 LU; steady tones leave less to err by.
            #expect(abs(found - expected) <= 0.1, "\(levels): \(found)")
        }
        // An eighth of quiet and of loud counts, a sixteenth doesn't.
        for (short, long, expected) in [(15, 90, 20), (6, 108, 0)] as [(Double, Double, Double)] {
            let sound = LoudnessSignals.stereo([Part(short, -50), Part(long, -40), Part(short * 0.8, -30)])
            let found = try LoudnessRig.read("range", after: sound)
            #expect(abs(found - expected) <= 0.5, "\(found), not \(expected)")
        }
    }

    @Test(
        "weighs frequencies as BS.1770's coefficients for 48 kHz do",
        arguments: [20, 40, 100, 500, 1_500, 4_000, 16_000])
    func weighting(hertz: Double) throws {
        let sound = PlanarSound([LoudnessSignals.tones([Part(4, -20)], hertz: hertz)])
        // Whole periods only, once the filters have settled.
        let found = try LoudnessRig.read("momentary", after: sound)
        let expected = -0.691 - 20 - 10 * log10(2) + Self.recommended(hertz: hertz)
        // Half a period more or less in 0.4 s.
        #expect(abs(found - expected) < (hertz < 50 ? 0.1 : 0.001), "\(found - expected) dB")
    }

    /// The response of the recommendation's two filters, in dB.
    private static func recommended(hertz: Double) -> Double {
        let shelf = [1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585]
        let highpass = [1, -2, 1, -1.99004745483398, 0.99007225036621]
        let turn = 2 * Double.pi * hertz / 48_000
        return [shelf, highpass].reduce(0) { sum, filter in
            func size(_ a: Double, _ b: Double, _ c: Double) -> Double {
                let real = a + b * cos(turn) + c * cos(2 * turn)
                let imaginary = b * sin(turn) + c * sin(2 * turn)
                return real * real + imaginary * imaginary
            }
            return sum + 10 * log10(size(filter[0], filter[1], filter[2]) / size(1, filter[3], filter[4]))
        }
    }
}
