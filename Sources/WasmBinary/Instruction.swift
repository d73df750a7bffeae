// One instruction of a function's body, as far as tools need it. Plain values, any thread.
// Source: https://webassembly.github.io/spec/core/binary/instructions.html

/// An instruction, with the first two indices among its immediates.
package struct Instruction: Equatable, Sendable {
    /// An opcode; behind a prefix, the prefix in bits 16 to 23 and the number after it below.
    package struct Opcode: RawRepresentable, Hashable, Sendable {
        package let rawValue: UInt32

        package init(rawValue: UInt32) { self.rawValue = rawValue }

        init(prefix: UInt8, _ number: UInt32) { rawValue = UInt32(prefix) << 16 | number }

        package static let end = Opcode(rawValue: 0x0b)
        package static let call = Opcode(rawValue: 0x10)
        package static let returnCall = Opcode(rawValue: 0x12)
        package static let globalSet = Opcode(rawValue: 0x24)
        package static let tableSet = Opcode(rawValue: 0x26)
        package static let refFunc = Opcode(rawValue: 0xd2)
        package static let memoryInit = Opcode(prefix: 0xfc, 8)
        package static let dataDrop = Opcode(prefix: 0xfc, 9)
        package static let tableInit = Opcode(prefix: 0xfc, 12)
        package static let elemDrop = Opcode(prefix: 0xfc, 13)
        package static let tableCopy = Opcode(prefix: 0xfc, 14)
        package static let tableGrow = Opcode(prefix: 0xfc, 15)
        package static let tableFill = Opcode(prefix: 0xfc, 17)

        /// Whether it belongs to the garbage collection proposal.
        package var isGarbageCollection: Bool { rawValue >> 16 == 0xfb }
    }

    /// Of its first byte, from the start of the file.
    package let offset: Int
    package let opcode: Opcode
    /// The indices that it names, in the binary format's order; 0 where it has none.
    package let first: UInt32
    package let second: UInt32
}
