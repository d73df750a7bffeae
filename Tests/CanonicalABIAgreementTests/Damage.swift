// What a hostile guest may put in the place of a sound value. Plain values, any thread.

import TestSupport

/// Changes one place of a value, as it lies in a memory.
struct Damage {
    private(set) var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// Returns the memory with one of these places changed; as it is when there is none.
    mutating func applied(to words: [UInt64], _ places: [Survey.Place]) -> [UInt64] {
        guard let place = places.randomElement(using: &random) else { return words }
        var words = words
        words.withUnsafeMutableBytes { memory in
            let width = min(place.byteCount, 4)
            let old = (0..<width).reduce(UInt32(0)) { $0 | UInt32(memory[place.address + $1]) << UInt32(8 * $1) }
            if case .text = place.meaning {
                let bytes: [UInt8] = [0x00, 0x41, 0x80, 0xc0, 0xd8, 0xdc, 0xed, 0xf5, 0xff]
                let byte = bytes.randomElement(using: &random)!
                memory[place.address + Int.random(in: 0..<place.byteCount, using: &random)] = byte
                return
            }
            let new = replacement(for: old, place)
            for index in 0..<width {
                memory[place.address + index] = UInt8(truncatingIfNeeded: new >> UInt32(8 * index))
            }
            guard place.byteCount == 8, random.chance(0.3) else { return }
            // What a core value of 64 bits has beyond one of 32, where cases of a variant share it.
            let rest = UInt32.random(in: 0 ... .max, using: &random)
            memory.storeBytes(of: rest, toByteOffset: place.address + 4, as: UInt32.self)
        }
        return words
    }

    private mutating func replacement(for old: UInt32, _ place: Survey.Place) -> UInt32 {
        let end = UInt32(AgreementComponent.memorySize)
        let any = UInt32.random(in: 0 ... .max, using: &random)
        let candidates: [UInt32] =
            switch place.meaning {
            case .scalar(.char): [0xd7ff, 0xd800, 0xdfff, 0xe000, 0x10_ffff, 0x11_0000, .max]
            case .scalar(.own), .scalar(.borrow): [0, old &+ 1, any % 8, 1 << 28, old | 1 << 31, .max]
            case .scalar, .unused, .text: [any, 0, 1, 2, .max, 1 << 31, old ^ 1 << (any % 32)]
            case .discriminant(let count): [UInt32(count), UInt32(count) - 1, 0, 0xff, 0x100 + old, any, .max]
            case .pointer(let alignment):
                [
                    old &+ 1, old &+ UInt32(alignment) / 2, end, end - UInt32(alignment), end - 1, end + 8, .max,
                    0 &- UInt32(alignment), 0,
                ]
            case .length:
                [old &+ 1, old &+ 2, old &- 1, old ^ 1 << 31, 1 << 31, 1 << 28, 1 << 28 - 1, end, 1 << 29, .max, 0]
            }
        return candidates.randomElement(using: &random)!
    }
}
