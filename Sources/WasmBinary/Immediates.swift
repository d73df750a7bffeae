// Which immediates follow which opcode. A table, any thread.
// Source: https://webassembly.github.io/spec/core/appendix/index-instructions.html

/// What is written behind an opcode.
enum Immediates: Equatable {
    case none
    case index
    case twoIndices
    case bytes(Int)
    case signed(Int)
    case blockType
    case memoryAccess
    case memoryAccessAndLane
    case branchTable
    case types
    /// A block's type and a list of catch clauses.
    case catches

    /// Nil for an opcode that nobody knows. Garbage collection's have none here: its modules are refused at the first.
    init?(of opcode: Instruction.Opcode) {
        let number = opcode.rawValue & 0xffff
        switch opcode.rawValue >> 16 {
        case 0: self.init(plain: number)
        case 0xfb: self = .none
        case 0xfc: self.init(miscellaneous: number)
        case 0xfd: self.init(vector: number)
        case 0xfe: self.init(atomic: number)
        default: return nil
        }
    }

    private init?(plain opcode: UInt32) {
        switch opcode {
        case 0x02...0x04, 0x06: self = .blockType
        case 0x00, 0x01, 0x05, 0x0a, 0x0b, 0x0f, 0x19...0x1b, 0x45...0xc4, 0xd1, 0xd3, 0xd4: self = .none
        case 0x07...0x09, 0x0c, 0x0d, 0x10, 0x12, 0x14, 0x15, 0x18, 0x20...0x26, 0x3f, 0x40, 0xd2, 0xd5, 0xd6:
            self = .index
        case 0x11, 0x13: self = .twoIndices
        case 0x0e: self = .branchTable
        case 0x1c: self = .types
        case 0x1f: self = .catches
        case 0x28...0x3e: self = .memoryAccess
        case 0x41: self = .signed(32)
        case 0x42: self = .signed(64)
        case 0x43: self = .bytes(4)
        case 0x44: self = .bytes(8)
        case 0xd0: self = .signed(33)
        default: return nil
        }
    }

    /// Saturating conversions, bulk memory, tables, wide arithmetic.
    private init?(miscellaneous number: UInt32) {
        switch number {
        case 0...7, 19...22: self = .none
        case 8, 10, 12, 14: self = .twoIndices
        case 9, 11, 13, 15...17: self = .index
        default: return nil
        }
    }

    private init?(vector number: UInt32) {
        switch number {
        case 0...11, 92, 93: self = .memoryAccess
        case 12, 13: self = .bytes(16)
        case 21...34: self = .bytes(1)
        case 84...91: self = .memoryAccessAndLane
        case 14...20, 35...83, 94...0x113: self = .none
        default: return nil
        }
    }

    private init?(atomic number: UInt32) {
        switch number {
        case 0...2, 0x10...0x4e: self = .memoryAccess
        case 3: self = .bytes(1)
        default: return nil
        }
    }
}
