// Damages binaries in reproducible ways, for the suites that show that damage does no harm. Test threads.

/// Makes mutants of WebAssembly modules: flipped bits, overwritten, inserted and removed bytes, truncations, splices.
package struct ModuleMutator {
    private var generator: SeededGenerator

    /// The same seed gives the same mutants.
    package init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    /// A mutant of `bytes`; `other` gives the foreign part of a splice. The first eight bytes, magic and version, are
    /// mostly left alone, so that what follows is read at all.
    package mutating func mutate(_ bytes: [UInt8], splicing other: [UInt8]) -> [UInt8] {
        var result = bytes
        for _ in 0..<(1 + next(below: 3)) {
            let lowest = next(below: 20) == 0 ? 0 : min(8, result.count)
            func place(_ offset: Int) -> Int { min(lowest + offset, result.count) }
            let position = place(next(below: max(1, result.count - lowest)))
            switch next(below: 8) {
            case 0, 1, 2:
                if position < result.count { result[position] ^= 1 << UInt8(next(below: 8)) }
            case 3:
                if position < result.count { result[position] = Self.telling[next(below: Self.telling.count)] }
            case 4:
                result.insert(contentsOf: (0..<(1 + next(below: 4))).map { _ in UInt8(next(below: 256)) }, at: position)
            case 5:
                result.removeSubrange(position..<min(result.count, position + 1 + next(below: 8)))
            case 6:
                result.removeSubrange(position...)
            default:
                let start = next(below: max(1, other.count))
                let end = min(other.count, start + next(below: 64))
                result.replaceSubrange(
                    position..<min(result.count, position + next(below: 64)), with: other[start..<end])
            }
        }
        return result
    }

    /// Bytes at which decoders tend to stumble: the ends of LEB128 ranges, and continued ones.
    private static let telling: [UInt8] = [0x00, 0x01, 0x3F, 0x40, 0x7F, 0x80, 0xFE, 0xFF]

    private mutating func next(below bound: Int) -> Int { Int(generator.next() % UInt64(bound)) }
}
