// The tremolo against its formula.

import EffectHost
import EffectTestSupport
import Foundation
import Testing

@Suite("The tremolo")
struct TremoloTests {
    /// How far down the oscillator is at a place in its cycle, 0 to 1. The README's formulas.
    private static func lift(_ shape: Int, _ turn: Double) -> Double {
        let place = turn - turn.rounded(.down)
        let triangle = place < 0.5 ? 2 * place : 2 - 2 * place
        switch shape {
        case 0: return (1 - cos(2 * .pi * place)) / 2
        case 1: return triangle
        default:
            let edge = min(max(6 * triangle - 2.5, 0), 1)
            return edge * edge * (3 - 2 * edge)
        }
    }

    @Test("multiplies by its oscillator", arguments: [0, 1, 2], [0, 90, 180] as [Float])
    func formula(shape: Int, phase: Float) throws {
        let input = PlanarSound.noise(channelCount: 3, frameCount: 20_000, amplitude: 1, seed: 41)
        let output = try ScriptBench("tremolo").run(
            ["rate": 7.3, "depth": 80, "shape": Float(shape), "phase": phase], input)
        var greatest = 0.0
        for channel in 0..<3 {
            for frame in 0..<input.frameCount {
                let turn = Double(frame) * Double(7.3 as Float) / 48_000 + (channel == 1 ? Double(phase) / 360 : 0)
                let expected = Double(input[channel, frame]) * (1 - 0.8 * Self.lift(shape, turn))
                greatest = max(greatest, abs(Double(output[channel, frame]) - expected))
            }
        }
        // Rounding to single precision below 1, and what 20,000 additions of the phase in double precision add.
        #expect(greatest < 0x1p-24, "\(greatest)")
    }

    @Test("changes no bit at a depth of 0")
    func noDepth() throws {
        let input = PlanarSound.noise(channelCount: 2, frameCount: 4_000, seed: 42)
        for shape in 0...2 {
            let output = try ScriptBench("tremolo").run(["depth": 0, "shape": Float(shape)], input)
            #expect(output.difference(from: input) == nil)
        }
    }

    @Test("as an auto-pan turns one side down while the other is up")
    func autoPan() throws {
        let input = PlanarSound(channelCount: 2, frameCount: 48_000) { _, _ in 0.5 }
        let output = try ScriptBench("tremolo").run(["rate": 1, "depth": 100, "phase": 180], input)
        for frame in 0..<48_000 { #expect(abs(output[0, frame] + output[1, frame] - 0.5) < 1e-6) }
        #expect(output[0, 24_000] < 1e-6 && output[1, 24_000] > 0.499)
    }
}
