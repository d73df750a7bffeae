// How a stream is cut into blocks. Plain values, any test thread.

import TestSupport

/// The lengths of a stream's blocks.
package enum BlockLengths: Sendable, CustomStringConvertible {
    /// All the same, but for the last.
    case fixed(Int)
    /// From 1 up to the longest, short and odd ones often.
    case mixed(seed: UInt64)

    package var description: String {
        switch self {
        case .fixed(let length): "\(length)"
        case .mixed(let seed): "mixed (seed \(seed))"
        }
    }

    /// Lengths worth trying: around the effects' control period of 16 frames, around powers of two, primes.
    private static let odd = [1, 2, 3, 5, 7, 15, 16, 17, 31, 33, 63, 64, 65, 127, 129, 255, 441, 480, 997, 1023, 1025]

    struct Iterator {
        fileprivate let lengths: BlockLengths
        fileprivate let limit: Int
        fileprivate var generator: SeededGenerator

        mutating func next() -> Int {
            switch lengths {
            case .fixed(let length): return min(length, limit)
            case .mixed:
                let length =
                    Bool.random(using: &generator)
                    ? BlockLengths.odd.randomElement(using: &generator)! : Int.random(in: 1...limit, using: &generator)
                return min(length, limit)
            }
        }
    }

    func makeIterator(limit: Int) -> Iterator {
        var seed: UInt64 = 0
        if case .mixed(let given) = self { seed = given }
        return Iterator(lengths: self, limit: limit, generator: SeededGenerator(seed: seed))
    }
}
