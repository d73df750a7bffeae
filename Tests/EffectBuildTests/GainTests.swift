// The gain effect against its laws, which Effects/gain/README.md states.
import Foundation
import Testing

@Suite struct GainTests {
    private let left = Signals.noise(3000, seed: 3)
    private let right = Signals.noise(3000, seed: 4)

    private func render(_ settings: [(String, Float)], channels: [[Float]]? = nil) throws -> [[Float]] {
        let effect = try BuiltEffects.native("gain")
        for (id, value) in settings { effect.set(id, value) }
        let input = channels ?? [left, right]
        try effect.configure(channels: input.count)
        return effect.render(input)
    }

    @Test("As it comes, it changes no bit")
    func neutral() throws {
        #expect(try render([]) == [left, right])
        #expect(try render([], channels: [left]) == [left])
        #expect(
            try render([], channels: [left, right, left, left, right, right]) == [
                left, right, left, left, right, right,
            ])
    }

    @Test("The level is exact to a few units in the last place, on every channel", arguments: [-60, -12, -0.1, 6, 24])
    func level(decibels: Double) throws {
        let output = try render([("level", Float(decibels))], channels: [left, right, left])
        let factor = pow(10, decibels / 20)
        for (channel, input) in zip(output, [left, right, left]) {
            for (result, sample) in zip(channel, input) {
                #expect(abs(Double(result) - Double(sample) * factor) <= abs(Double(sample)) * factor * 2e-6)
            }
        }
    }

    @Test("The bottom of the level's range is silence, and so is mute")
    func silence() throws {
        #expect(try render([("level", -96)]).joined().allSatisfy { $0 == 0 })
        #expect(try render([("mute", 1)]).joined().allSatisfy { $0 == 0 })
    }

    @Test("Pan turns the far side down in a straight line and leaves the near side")
    func pan() throws {
        let panned = try render([("pan", 25)])
        #expect(panned[1] == right)
        for (result, sample) in zip(panned[0], left) { #expect(abs(result - 0.75 * sample) < 1e-6) }
        let full = try render([("pan", -100)])
        #expect(full[0] == left)
        #expect(full[1].allSatisfy { $0 == 0 })
        #expect(try render([("pan", 50)], channels: [left]) == [left], "a single channel has no pan")
    }

    @Test("Width 0 is mono, 200 % doubles the side and keeps the middle")
    func width() throws {
        let mono = try render([("width", 0)])
        #expect(mono[0] == mono[1])
        let wide = try render([("width", 200)])
        for frame in left.indices {
            #expect(abs((mono[0][frame]) - (left[frame] + right[frame]) / 2) < 1e-6)
            #expect(abs((wide[0][frame] - wide[1][frame]) - 2 * (left[frame] - right[frame])) < 1e-5)
            #expect(abs((wide[0][frame] + wide[1][frame]) - (left[frame] + right[frame])) < 1e-5)
        }
    }

    @Test("Polarity inverts both, or one side only; other channels only with both")
    func invert() throws {
        let input = [left, right, left]
        func negated(_ samples: [Float]) -> [Float] { samples.map { -$0 } }
        #expect(try render([("invert", 1)], channels: input) == [negated(left), negated(right), negated(left)])
        #expect(try render([("invert", 2)], channels: input) == [negated(left), right, left])
        #expect(try render([("invert", 3)], channels: input) == [left, negated(right), left])
        #expect(try render([("invert", 2)], channels: [left]) == [negated(left)])
    }

    @Test("No change of any parameter steps further than the signal itself does")
    func noClicks() throws {
        let sine = Signals.sine(48000, frequency: 300)
        let effect = try BuiltEffects.native("gain")
        try effect.configure()
        let output = effect.render(
            [sine, sine.map { -$0 }],
            changes: [
                .init(1000, "level", -30), .init(4000, "level", 0), .init(7000, "mute", 1), .init(10000, "mute", 0),
                .init(13000, "invert", 1), .init(16000, "invert", 2), .init(19000, "pan", -100),
                .init(22000, "pan", 100), .init(25000, "width", 0), .init(28000, "width", 100),
                .init(31000, "level", -96), .init(34000, "level", 0),
            ])
        for channel in output {
            #expect(Signals.largestStep(channel) <= Signals.largestStep(sine) * 1.1)
            #expect(Signals.peak(channel) > 0.99)
        }
    }

    @Test("Block sizes leave no trace")
    func blockSizes() throws {
        let changes: [NativeEffect.Change] = [
            .init(100, "pan", -50), .init(333, "mute", 1), .init(500, "invert", 1), .init(1400, "mute", 0),
            .init(1500, "level", 12),
        ]
        func render(_ blocks: [Int], _ input: [[Float]]) throws -> [[Float]] {
            let effect = try BuiltEffects.native("gain")
            try effect.configure(channels: input.count)
            return effect.render(input, blocks: blocks, changes: changes)
        }
        for input in [[left], [left, right], [left, right, left, right, left, left]] {
            let reference = try render([4096], input)
            for blocks in [[1], [17], [64], [128], [512], [5, 3, 90]] {
                #expect(try render(blocks, input) == reference, "\(input.count) channels, blocks \(blocks)")
            }
        }
    }
}
