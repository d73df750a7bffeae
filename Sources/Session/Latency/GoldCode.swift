// Two-valued sequences that are hard to take for one another. Pure functions, any thread.

/// Gold's family of degree 11: 2,047 sequences of 2,047 chips, each +1 or -1.
///
/// Each is one maximum-length sequence, times another that is shifted by the sequence's number. The two belong to a
/// preferred pair, so that any two of the family, shifted as one likes, agree in 65 chips at most more than they differ,
/// or differ in as many more: a thirtieth of what a sequence has in common with itself.
///
/// Source: R. Gold, "Optimal binary sequences for spread spectrum multiplexing", IEEE Trans. Inf. Theory 13(4), 1967. The
/// polynomials are x¹¹ + x² + 1 and x¹¹ + x⁸ + x⁵ + x² + 1; a test holds them to the bound.
package struct GoldCode: Equatable, Sendable {
    private static let degree = 11
    package static let chipCount = 1 << degree - 1
    /// As many as there are; then they come again.
    package static let familySize = chipCount

    package let chips: [Double]

    /// - Parameter number: 0 or more; taken modulo the family's size.
    package init(_ number: Int) {
        let (first, second) = (Self.first, Self.second)
        chips = (0..<Self.chipCount).map { first[$0] * second[($0 + number) % Self.chipCount] }
    }

    private static let first = maximumLengthSequence(taps: [0, 2])
    private static let second = maximumLengthSequence(taps: [0, 2, 5, 8])

    /// A shift register's output, from all ones on.
    ///
    /// - Parameter taps: the exponents of the polynomial's terms but for the highest.
    static func maximumLengthSequence(taps: [Int]) -> [Double] {
        var bits = Array(repeating: true, count: degree)
        while bits.count < chipCount {
            let start = bits.count - degree
            bits.append(taps.reduce(false) { $0 != bits[start + $1] })
        }
        return bits.map { $0 ? -1 : 1 }
    }
}
