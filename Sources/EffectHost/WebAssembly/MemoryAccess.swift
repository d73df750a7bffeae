// Which instructions read and write memory, how much, and what they take besides the address. A table, any thread.
// Source: https://webassembly.github.io/spec/core/appendix/index-instructions.html

import WasmBinary

/// A load or a store.
struct MemoryAccess: Equatable {
    /// The type of what lies on the stack above the address.
    enum Value: Int { case i32, i64, f32, f64, v128 }

    let byteCount: Int
    /// Nil for a load.
    let value: Value?

    /// Nil for an instruction that is neither.
    init?(_ opcode: Instruction.Opcode) {
        let number = Int(opcode.rawValue & 0xffff)
        switch opcode.rawValue >> 16 {
        case 0:
            guard (0x28...0x3e).contains(number) else { return nil }
            let place = number - 0x28
            byteCount = [4, 8, 4, 8, 1, 1, 2, 2, 1, 1, 2, 2, 4, 4, 4, 8, 4, 8, 1, 2, 1, 2, 4][place]
            value = place < 14 ? nil : [.i32, .i64, .f32, .f64, .i32, .i32, .i64, .i64, .i64][place - 14]
        case 0xfd:
            switch number {
            case 0: (byteCount, value) = (16, nil)
            case 1...6: (byteCount, value) = (8, nil)
            case 7...10: (byteCount, value) = (1 << (number - 7), nil)
            case 11: (byteCount, value) = (16, .v128)
            // A lane is loaded into a vector, or stored from one.
            case 84...87: (byteCount, value) = (1 << (number - 84), .v128)
            case 88...91: (byteCount, value) = (1 << (number - 88), .v128)
            case 92: (byteCount, value) = (4, nil)
            case 93: (byteCount, value) = (8, nil)
            default: return nil
            }
        default: return nil
        }
    }
}
