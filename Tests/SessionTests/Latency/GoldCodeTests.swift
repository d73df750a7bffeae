// The codes that a loopback is measured with.

import Session
import Testing

@Suite("A Gold code")
struct GoldCodeTests {
    /// What two codes have in common when one is shifted round by so much.
    private func correlation(_ first: GoldCode, _ second: GoldCode, _ shift: Int) -> Double {
        let count = GoldCode.chipCount
        return (0..<count).reduce(0) { $0 + first.chips[$1] * second.chips[($1 + shift) % count] }
    }

    @Test("has 2,047 chips of +1 and -1, nearly as many of one as of the other")
    func chips() {
        for number in [0, 1, 2, 700, GoldCode.familySize - 1] {
            let code = GoldCode(number)
            #expect(code.chips.count == 2_047)
            #expect(code.chips.allSatisfy { abs($0) == 1 })
            // The sum is a correlation of the two sequences that it is made of.
            #expect([-65, -1, 63].contains(code.chips.reduce(0, +)))
        }
    }

    @Test("has no more than 65 chips in common with another, or with itself when shifted")
    func bound() {
        let codes = [0, 1, 5, 1_023].map(GoldCode.init)
        for (index, first) in codes.enumerated() {
            for second in codes[index...] {
                var largest = 0.0
                for shift in 0..<GoldCode.chipCount where first != second || shift != 0 {
                    largest = max(largest, abs(correlation(first, second, shift)))
                }
                // Gold's bound: 2^((11 + 1) / 2) + 1.
                #expect(largest <= 65)
            }
            #expect(correlation(first, first, 0) == 2_047)
        }
    }

    @Test("differs from every other, and comes again beyond the family")
    func family() {
        let codes = Set((0..<GoldCode.familySize).map { GoldCode($0).chips })
        #expect(codes.count == GoldCode.familySize)
        #expect(GoldCode(GoldCode.familySize + 3) == GoldCode(3))
    }
}
