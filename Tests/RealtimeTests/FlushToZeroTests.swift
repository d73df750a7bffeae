// The floating-point mode of a scope.

import CRealtime
import Realtime
import Testing

@Suite("Flush to zero")
struct FlushToZeroTests {
    /// The product, by way of memory and of a function that the optimiser can't look into: pure arithmetic written here
    /// may be moved out of its scope.
    private func product(_ number: Float, _ factor: Float) -> Float {
        var result: Float = .nan
        withUnsafePointer(to: number) { cajon_scaled_copy(&result, $0, factor, 1) }
        return result
    }

    private var least: Float { .leastNormalMagnitude }

    @Test("takes denormal results and operands as zero while it lasts, and not before or after")
    func scope() {
        #expect(product(least, 0.5) > 0)
        let mode = FlushToZero()
        let result = product(least, 0.5)
        let operand = product(.leastNonzeroMagnitude, 0x1p+100)
        mode.end()
        #expect(result == 0)
        #expect(operand == 0)
        #expect(product(least, 0.5) > 0)
        #expect(product(.leastNonzeroMagnitude, 0x1p+100) > 0)
    }

    @Test("ends by itself, and ends only what it began")
    func nesting() {
        let outer = FlushToZero()
        do {
            let inner = FlushToZero()
            _ = consume inner
        }
        let result = product(least, 0.5)
        outer.end()
        #expect(result == 0)
        #expect(product(least, 0.5) > 0)
    }

    @Test("leaves rounding as it was")
    func rounding() {
        let mode = FlushToZero()
        let rounded = product(0.1, 1.1)
        mode.end()
        #expect(rounded == product(0.1, 1.1))
    }
}
