// Which bytes of a memory a value is made of, and what each of them means. Plain values, any thread.
//
// Layout and flat forms are those of `EchoType`, which are not the ones under test.

import CanonicalABI
import TestSupport

/// The places that a value has: in core values, in memory, and wherever it points to.
///
/// What is in no place is padding, or what a variant's case leaves unused in memory: the canonical ABI doesn't say what
/// is there, and nothing here looks at it. The core values that a case leaves unused are zero.
struct Survey {
    enum Meaning {
        /// Any bits will do, or those of a handle, character, flags or bool.
        case scalar(EchoType)
        case discriminant(caseCount: Int)
        case pointer(alignment: Int)
        /// Of a list, or of a string, in units.
        case length
        case text
        case unused
    }

    struct Place {
        /// Where the bytes are: an address, that of the word of a core value among them.
        let address: Int
        let byteCount: Int
        let meaning: Meaning
        /// Whether the place is that of a core value, which has 8 bytes whatever it is.
        let isFlat: Bool
    }

    private(set) var places: [Place] = []
    private let memory: UnsafeRawBufferPointer
    private let encoding: StringEncoding

    init(_ memory: UnsafeMutableRawBufferPointer, encoding: StringEncoding) {
        self.memory = UnsafeRawBufferPointer(memory)
        self.encoding = encoding
    }

    private func number(_ address: Int, _ byteCount: Int) -> Int {
        switch byteCount {
        case 1: Int(memory[address])
        case 2: Int(memory.loadUnaligned(fromByteOffset: address, as: UInt16.self))
        default: Int(memory.loadUnaligned(fromByteOffset: address, as: UInt32.self))
        }
    }

    private mutating func add(_ address: Int, _ byteCount: Int, _ meaning: Meaning) {
        places.append(Place(address: address, byteCount: byteCount, meaning: meaning, isFlat: false))
    }

    /// A value in memory.
    mutating func add(_ type: EchoType, at address: Int) {
        switch type {
        case .string, .list: addSequence(type, pointer: address, length: address + 4, isFlat: false)
        case .record, .tuple:
            for (member, offset) in zip(type.members!, type.memberOffsets!) { add(member, at: address + offset) }
        case .variant, .enumeration, .option, .result:
            let byteCount = type.discriminantByteCount
            add(address, byteCount, .discriminant(caseCount: type.cases!.count))
            if let payload = type.cases![number(address, byteCount)] {
                add(payload, at: address + type.payloadOffset)
            }
        default: add(address, type.byteCount, .scalar(type))
        }
    }

    /// A value in core values, whose words lie in memory from `address` on.
    mutating func add(_ type: EchoType, flatAt address: Int) {
        func place(_ index: Int, _ meaning: Meaning) -> Place {
            Place(address: address + 8 * index, byteCount: 8, meaning: meaning, isFlat: true)
        }
        switch type {
        case .string, .list: addSequence(type, pointer: address, length: address + 8, isFlat: true)
        case .record, .tuple:
            var next = address
            for member in type.members! {
                add(member, flatAt: next)
                next += 8 * member.flat.count
            }
        case .variant, .enumeration, .option, .result:
            places.append(place(0, .discriminant(caseCount: type.cases!.count)))
            let payload = type.cases![number(address, 4)]
            if let payload { add(payload, flatAt: address + 8) }
            for index in 1 + (payload?.flat.count ?? 0)..<type.flat.count { places.append(place(index, .unused)) }
        default: places.append(place(0, .scalar(type)))
        }
    }

    /// A value in memory, which a core value in memory points to.
    mutating func add(_ type: EchoType, pointedToFrom address: Int) {
        places.append(Place(address: address, byteCount: 8, meaning: .pointer(alignment: type.alignment), isFlat: true))
        add(type, at: number(address, 4))
    }

    func bytes(_ place: Place) -> [UInt8] { Array(memory[place.address..<place.address + place.byteCount]) }

    private mutating func addSequence(_ type: EchoType, pointer: Int, length: Int, isFlat: Bool) {
        let start = number(pointer, 4)
        let count = number(length, 4)
        var element: EchoType?
        if case .list(let type) = type { element = type }
        let alignment = element?.alignment ?? (encoding == .utf8 ? 1 : 2)
        let width = isFlat ? 8 : 4
        places.append(
            Place(address: pointer, byteCount: width, meaning: .pointer(alignment: alignment), isFlat: isFlat))
        places.append(Place(address: length, byteCount: width, meaning: .length, isFlat: isFlat))
        if let element {
            for index in 0..<count { add(element, at: start + index * element.byteCount) }
            return
        }
        let isTagged = encoding == .latin1OrUTF16 && count >> 31 != 0
        let byteCount = isTagged ? 2 * (count ^ 1 << 31) : encoding == .utf16 ? 2 * count : count
        if byteCount > 0 { add(start, byteCount, .text) }
    }

    /// The first place where another memory has other bytes; two NaNs are equal.
    func difference(from other: [UInt8]) -> Place? {
        places.first { place in
            let range = place.address..<place.address + place.byteCount
            guard range.upperBound <= other.count else { return true }
            if memory[range].elementsEqual(other[range]) { return false }
            func number(_ bytes: [UInt8], _ count: Int) -> UInt64 {
                (0..<count).reduce(0) { $0 | UInt64(bytes[place.address + $1]) << UInt64(8 * $1) }
            }
            let ours = Array(memory[..<range.upperBound])
            switch place.meaning {
            case .scalar(.f32):
                return ![ours, other].allSatisfy {
                    Float(bitPattern: UInt32(number($0, 4))).isNaN && (place.byteCount == 4 || number($0, 8) >> 32 == 0)
                }
            case .scalar(.f64): return ![ours, other].allSatisfy { Double(bitPattern: number($0, 8)).isNaN }
            default: return true
            }
        }
    }
}
