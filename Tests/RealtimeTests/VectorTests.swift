// The arithmetic on samples, against the same arithmetic written plainly, at lengths around every vector's.

import CRealtime
import Testing

@Suite("Arithmetic on samples")
struct VectorTests {
    static let counts = Array(0...35) + [63, 64, 65, 1000, 4096]

    /// Numbers of many magnitudes and both signs, none of them denormal.
    private func samples(_ count: Int, seed: UInt32) -> [Float] {
        var state = seed
        return (0..<count).map { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return (Float(state >> 8) / 8_388_608 - 1) * Float(1 << (state & 15))
        }
    }

    private func bits(_ samples: [Float]) -> [UInt32] { samples.map(\.bitPattern) }

    @Test("gives the plain loop's bits", arguments: counts)
    func elementwise(count: Int) {
        let a = samples(count, seed: 1)
        let b = samples(count, seed: 2)
        let gain: Float = 0.712_345
        var result = a
        cajon_add(&result, b, count)
        #expect(bits(result) == bits(zip(a, b).map { $0 + $1 }))
        result = a
        // Two roundings: a fused multiply-add would differ in the last bit.
        cajon_multiply_add(&result, b, gain, count)
        #expect(bits(result) == bits(zip(a, b).map { $0 + $1 * gain }))
        cajon_scaled_copy(&result, b, gain, count)
        #expect(bits(result) == bits(b.map { $0 * gain }))
        cajon_crossfade(&result, a, b, gain, count)
        #expect(bits(result) == bits(zip(a, b).map { $0 * (1 - gain) + $1 * gain }))
        cajon_copy(&result, a, count)
        #expect(bits(result) == bits(a))
        cajon_zero(&result, count)
        #expect(bits(result) == Array(repeating: 0, count: count))
    }

    @Test("leaves what lies behind the last sample alone")
    func stopsInTime() {
        let source = Array(repeating: Float(2), count: 40)
        for count in 0..<40 {
            var result = Array(repeating: Float(7), count: 40)
            cajon_multiply_add(&result, source, 0.5, count)
            cajon_crossfade(&result, source, source, 0.5, count)
            #expect(result == (0..<40).map { $0 < count ? 2 : 7 })
        }
    }

    @Test("finds what isn't finite wherever it stands, and nothing else")
    func nonFinite() {
        let harmless: [Float] = [
            0, -0.0, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .greatestFiniteMagnitude,
            -.greatestFiniteMagnitude,
        ]
        #expect(!cajon_has_non_finite(harmless, harmless.count))
        #expect(!cajon_has_non_finite(harmless, 0))
        for bad in [Float.infinity, -.infinity, .nan, -.nan, .signalingNaN] {
            for place in 0..<37 {
                var samples = samples(37, seed: 3)
                samples[place] = bad
                #expect(cajon_has_non_finite(samples, 37))
                #expect(!cajon_has_non_finite(samples, place))
            }
        }
    }

    @Test("finds the exact peak", arguments: counts)
    func peak(count: Int) {
        let samples = samples(count, seed: 4)
        #expect(cajon_peak(samples, count) == samples.map(abs).max() ?? 0)
    }

    @Test("puts infinity and NaN above every peak")
    func nonFinitePeak() {
        #expect(cajon_peak([1, -.infinity, 2], 3) == .infinity)
        #expect(cajon_peak([1, -.infinity, .nan, 2], 4).isNaN)
        #expect(cajon_peak([-0.0], 1).bitPattern == 0)
    }

    @Test("sums squares to double precision", arguments: counts)
    func sumOfSquares(count: Int) {
        let samples = samples(count, seed: 5)
        let expected = samples.reduce(0.0) { $0 + Double($1) * Double($1) }
        // Each of n additions rounds to 2⁻⁵³ of the sum at most.
        let tolerance = expected * Double(count) * 0x1p-53 * 2
        #expect(abs(cajon_sum_of_squares(samples, count) - expected) <= tolerance)
    }
}
