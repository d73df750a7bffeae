// The curves along which sounds give way to one another, against their formulas.

import CRealtime
import Foundation
import TestSupport
import Testing

@Suite("Curves")
struct CurveTests {
    /// An angle that goes from 0 to a right angle along half a cosine, as the engine's.
    private static func cosines(_ length: Int) -> [Float] {
        (0...length).map { Float(cos(Double.pi / 4 * (1 - cos(Double.pi * Double($0) / Double(length))))) }
    }

    private static func gains(_ length: Int, _ correlation: Float) -> (out: [Float], in: [Float]) {
        let count = length + 40
        var (out, coming) = ([Float](repeating: 9, count: count), [Float](repeating: 9, count: count))
        cajon_fade_out_gains(&out, cosines(length), Int64(length), -20, correlation, count)
        cajon_fade_in_gains(&coming, cosines(length), Int64(length), -20, correlation, count)
        return (out, coming)
    }

    @Test("keep the level of two sounds of that correlation", arguments: [0, 0.25, 0.5, 0.9, 1] as [Float])
    func energy(correlation: Float) {
        let (out, coming) = Self.gains(1_000, correlation)
        for (g, h) in zip(out, coming) {
            // (g·a + h·b)² on average, for a and b of energy 1 and that correlation.
            #expect(abs(g * g + h * h + 2 * correlation * g * h - 1) < 1e-6)
        }
        #expect(out[...20].allSatisfy { $0 == 1 } && coming[...20].allSatisfy { $0 == 0 })
        #expect(out[1_020...].allSatisfy { $0 == 0 } && coming[1_020...].allSatisfy { $0 == 1 })
        #expect(zip(out, out.dropFirst()).allSatisfy { $0 >= $1 })
    }

    @Test("for equal sounds add up to 1")
    func equalGain() {
        let (out, coming) = Self.gains(2_400, 1)
        for (g, h) in zip(out, coming) { #expect(abs(g + h - 1) < 1e-6) }
    }

    @Test("are the same however they are cut into blocks")
    func blocks() {
        let cosines = Self.cosines(100)
        var whole = [Float](repeating: 0, count: 160)
        cajon_fade_out_gains(&whole, cosines, 100, -30, 0.3, 160)
        var parts: [Float] = []
        for start in stride(from: 0, to: 160, by: 16) {
            var part = [Float](repeating: 0, count: 16)
            cajon_fade_out_gains(&part, cosines, 100, Int64(start - 30), 0.3, 16)
            parts += part
        }
        #expect(parts == whole)
    }

    @Test("from one level to another follow the window and stay where it ends")
    func movement() {
        let window: [Float] = [0, 0.25, 0.5, 0.75]
        var values = [Float](repeating: 9, count: 8)
        cajon_move_along(&values, window, 4, 1, 2, 4, 8)
        #expect(values == [2.5, 3, 3.5, 4, 4, 4, 4, 4])
        cajon_move_along(&values, window, 4, 7, 2, 5, 8)
        #expect(values == Array(repeating: 5, count: 8))
    }

    @Test("are applied sample by sample, rounding after every operation")
    func application() {
        var generator = SeededGenerator(seed: 1)
        func samples() -> [Float] { (0..<1_003).map { _ in Float.random(in: -2...2, using: &generator) } }
        let (a, b, gains) = (samples(), samples(), samples())
        var result = [Float](repeating: 0, count: a.count)
        cajon_copy_along(&result, a, gains, a.count)
        #expect(result == zip(a, gains).map { $0 * $1 })
        cajon_add_along(&result, b, gains, a.count)
        #expect(result == a.indices.map { a[$0] * gains[$0] + b[$0] * gains[$0] })
        result = a
        cajon_scale_along(&result, gains, a.count)
        #expect(result == zip(a, gains).map { $0 * $1 })
        cajon_crossfade_along(&result, a, b, gains, a.count)
        #expect(result == a.indices.map { a[$0] * (1 - gains[$0]) + b[$0] * gains[$0] })
    }
}

@Suite("The likeness of two sounds")
struct CoherenceTests {
    private static func coherence(_ first: [Float], _ second: [Float], block: Int = 128) -> Float {
        var sums = cajon_correlation()
        for start in stride(from: 0, to: first.count, by: block) {
            let end = min(start + block, first.count)
            cajon_correlate(&sums, Array(first[start..<end]), Array(second[start..<end]), end - start)
        }
        return cajon_coherence(&sums)
    }

    private static func sine(_ hertz: Double, phase: Double = 0, _ amplitude: Float = 0.5) -> [Float] {
        (0..<960).map { amplitude * Float(sin(2 * Double.pi * hertz * Double($0) / 48_000 + phase)) }
    }

    @Test(
        "is 1 for sines of one frequency, whatever their phase and level", arguments: [20.0, 100, 440, 5_000],
        [0, 0.7, Double.pi / 2, Double.pi])
    func sines(hertz: Double, phase: Double) {
        #expect(Self.coherence(Self.sine(hertz), Self.sine(hertz, phase: phase, 0.01)) > 0.999)
    }

    @Test("is 1 for any sound and itself, turned down or over")
    func same() {
        var generator = SeededGenerator(seed: 2)
        let noise = (0..<960).map { _ in Float.random(in: -1...1, using: &generator) }
        #expect(Self.coherence(noise, noise.map { $0 * -0.1 }) > 0.999)
    }

    @Test("is next to nothing for two noises, and for sines of different frequencies")
    func different() {
        var generator = SeededGenerator(seed: 3)
        var sum: Float = 0
        for _ in 0..<50 {
            let first = (0..<960).map { _ in Float.random(in: -1...1, using: &generator) }
            let second = (0..<960).map { _ in Float.random(in: -1...1, using: &generator) }
            sum += Self.coherence(first, second)
        }
        // By chance each correlation strays by 1/√960; adjusted, half of the noises come out at 0.
        #expect(sum / 50 < 0.04)
        #expect(Self.coherence(Self.sine(1_000), Self.sine(1_500)) < 0.1)
    }

    @Test("is between for sounds that have a part in common")
    func half() {
        var generator = SeededGenerator(seed: 4)
        let shared = (0..<9_600).map { _ in Float.random(in: -1...1, using: &generator) }
        let first = shared.map { $0 + Float.random(in: -1...1, using: &generator) }
        let second = shared.map { $0 + Float.random(in: -1...1, using: &generator) }
        #expect(abs(Self.coherence(first, second) - 0.5) < 0.04)
    }

    @Test("is 1 where there is nothing to tell: silence, or no samples")
    func silence() {
        let silent = [Float](repeating: 0, count: 960)
        #expect(Self.coherence(silent, Self.sine(440)) == 1)
        #expect(Self.coherence(Self.sine(440), silent) == 1)
        #expect(Self.coherence([], []) == 1)
        #expect(Self.coherence([1, 2], [1, 2]) == 1)
        let constant = [Float](repeating: 0.5, count: 960)
        #expect(Self.coherence(constant, constant) == 1)
    }
}
