// The floating-point mode of a scope.

import CRealtime
import Realtime
import Testing

@Suite("Flush to zero")
struct FlushToZeroTests {
    /// Half of the least normal number, which only survives where denormals do. Not inlined, so that neither the
    /// optimiser nor the order of evaluation can take it out of its scope.
    @inline(never)
    private func half(of number: Float) -> Float { number * 0.5 }

    /// A denormal as an operand; the product is normal if it isn't taken as zero.
    @inline(never)
    private func scaled(_ number: Float) -> Float { number * 0x1p+100 }

    @Test("takes denormal results and operands as zero while it lasts, and not before or after")
    func scope() {
        #expect(half(of: .leastNormalMagnitude) > 0)
        let mode = FlushToZero()
        let result = half(of: .leastNormalMagnitude)
        let operand = scaled(.leastNonzeroMagnitude)
        mode.end()
        #expect(result == 0)
        #expect(operand == 0)
        #expect(half(of: .leastNormalMagnitude) > 0)
        #expect(scaled(.leastNonzeroMagnitude) > 0)
    }

    @Test("ends by itself, and ends only what it began")
    func nesting() {
        let outer = FlushToZero()
        do {
            let inner = FlushToZero()
            _ = consume inner
        }
        let result = half(of: .leastNormalMagnitude)
        outer.end()
        #expect(result == 0)
        #expect(half(of: .leastNormalMagnitude) > 0)
    }

    @Test("leaves rounding as it was")
    func rounding() {
        let mode = FlushToZero()
        let third = scaled(1) / 3
        mode.end()
        #expect(third == scaled(1) / 3)
    }
}
