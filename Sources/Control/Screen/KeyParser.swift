// From a terminal's bytes to keys. A value without a terminal; any thread.

/// Reads keys as terminals send them: characters in UTF-8, and control sequences as xterm has them.
///
/// Sequences that mean nothing here are swallowed whole, those that go on for ever in part. What may go on is kept until more comes; `flush` ends it, since
/// an escape key sends what every sequence begins with.
package struct KeyParser: Sendable {
    private var pending: [UInt8] = []

    private static let escape: UInt8 = 0x1B
    /// No key sends more; whatever does is none.
    private static let sequenceLimit = 32

    package init() {}

    /// Whether something waits for its rest.
    package var isPending: Bool { !pending.isEmpty }

    /// The keys that are complete with these bytes.
    package mutating func keys(in bytes: some Sequence<UInt8>) -> [Key] {
        pending += bytes
        var keys: [Key] = []
        while !pending.isEmpty {
            guard let (key, length) = Self.next(pending[...]) else {
                guard pending.count > Self.sequenceLimit else { break }
                pending = []
                break
            }
            pending.removeFirst(length)
            if let key { keys.append(key) }
        }
        return keys
    }

    /// The keys in what waits, when nothing more has come for a while.
    package mutating func flush() -> [Key] {
        defer { pending = [] }
        return pending == [Self.escape] ? [.escape] : []
    }

    /// The first key and how many bytes it takes; no key for what means nothing; nil when more has to come.
    private static func next(_ bytes: ArraySlice<UInt8>) -> (key: Key?, length: Int)? {
        let first = bytes[bytes.startIndex]
        switch first {
        case escape: return sequence(bytes)
        case 0x09: return (.tab, 1)
        case 0x0A, 0x0D: return (.enter, 1)
        case 0x08, 0x7F: return (.backspace, 1)
        case 0x01...0x1A: return (.control(Character(Unicode.Scalar(first + 0x60))), 1)
        case 0x00, 0x1C...0x1F: return (nil, 1)
        case 0x20...0x7E: return (.character(Character(Unicode.Scalar(first))), 1)
        default: return character(bytes)
        }
    }

    private static func character(_ bytes: ArraySlice<UInt8>) -> (key: Key?, length: Int)? {
        let length =
            switch bytes[bytes.startIndex] {
            case 0xC2...0xDF: 2
            case 0xE0...0xEF: 3
            case 0xF0...0xF4: 4
            default: 1
            }
        let rest = bytes.dropFirst().prefix(length - 1)
        guard length > 1, rest.allSatisfy({ $0 & 0xC0 == 0x80 }) else { return (nil, 1) }
        guard rest.count == length - 1 else { return nil }
        guard let text = String(validating: bytes.prefix(length), as: UTF8.self), let character = text.first else {
            return (nil, 1)
        }
        return (.character(character), length)
    }

    private static func sequence(_ bytes: ArraySlice<UInt8>) -> (key: Key?, length: Int)? {
        guard let second = bytes.dropFirst().first else { return nil }
        switch second {
        case UInt8(ascii: "O"):
            guard let final = bytes.dropFirst(2).first else { return nil }
            return (arrow(final, modifiers: 1), 3)
        case UInt8(ascii: "["):
            // Parameters and intermediates, then a final byte. Source: ECMA-48, 5.4.
            guard let end = bytes.dropFirst(2).firstIndex(where: { !(0x20...0x3F).contains($0) }) else { return nil }
            let length = end - bytes.startIndex + 1
            guard (0x40...0x7E).contains(bytes[end]) else { return (nil, length - 1) }
            let text = String(decoding: bytes[(bytes.startIndex + 2)..<end], as: UTF8.self)
            let numbers = text.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 1 }
            return (key(bytes[end], numbers), length)
        case escape:
            return (.escape, 1)
        default:
            // Alt and a key: the key is no less meant.
            return (nil, 1)
        }
    }

    private static func key(_ final: UInt8, _ numbers: [Int]) -> Key? {
        if final == UInt8(ascii: "Z") { return .backTab }
        guard final == UInt8(ascii: "~") else { return arrow(final, modifiers: numbers.count > 1 ? numbers[1] : 1) }
        switch numbers.first {
        case 1, 7: return .home
        case 3: return .delete
        case 4, 8: return .end
        case 5: return .pageUp
        case 6: return .pageDown
        default: return nil
        }
    }

    /// - Parameter modifiers: 1 and more bits, of which the lowest is shift.
    private static func arrow(_ final: UInt8, modifiers: Int) -> Key? {
        let isShifted = (modifiers - 1) & 1 == 1
        switch final {
        case UInt8(ascii: "A"): return .up
        case UInt8(ascii: "B"): return .down
        case UInt8(ascii: "C"): return isShifted ? .shiftRight : .right
        case UInt8(ascii: "D"): return isShifted ? .shiftLeft : .left
        case UInt8(ascii: "H"): return .home
        case UInt8(ascii: "F"): return .end
        default: return nil
        }
    }
}
