// Walks through a function's instructions. A value, any thread.
// Source: https://webassembly.github.io/spec/core/binary/instructions.html, and the proposals of its 3.0

/// The instructions of one body, one after the other. It checks how they are written, not what they mean.
package struct InstructionReader {
    private var reader: BinaryReader

    init(_ reader: BinaryReader) { self.reader = reader }

    /// The next instruction; nil at the body's end.
    ///
    /// Errors: an opcode that nobody knows, or immediates cut short.
    package mutating func next() throws(WasmBinaryError) -> Instruction? {
        guard !reader.isAtEnd else { return nil }
        let offset = reader.offset
        let byte = try reader.byte("an instruction")
        let opcode: Instruction.Opcode
        if Self.prefixes.contains(byte) {
            let number = try reader.unsigned32("the instruction's number")
            guard number <= UInt16.max else { throw Self.unknown(byte, offset) }
            opcode = .init(prefix: byte, number)
        } else {
            opcode = .init(rawValue: UInt32(byte))
        }
        guard let immediates = Immediates(of: opcode) else { throw Self.unknown(byte, offset) }
        let (first, second) = try read(immediates)
        return Instruction(offset: offset, opcode: opcode, first: first, second: second)
    }

    private static let prefixes: ClosedRange<UInt8> = 0xfb...0xfe

    private static func unknown(_ byte: UInt8, _ offset: Int) -> WasmBinaryError {
        WasmBinaryError(.unexpectedByte(byte, expected: "an instruction"), at: offset)
    }

    private mutating func read(_ immediates: Immediates) throws(WasmBinaryError) -> (UInt32, UInt32) {
        switch immediates {
        case .none: break
        case .index: return (try reader.unsigned32("an index"), 0)
        case .twoIndices:
            let first = try reader.unsigned32("an index")
            return (first, try reader.unsigned32("an index"))
        case .bytes(let count): try reader.skip(count, "\(count) bytes of an immediate")
        case .signed(let bits): try reader.signed(bits: bits)
        case .blockType: try blockType()
        case .memoryAccess: try memoryAccess()
        case .memoryAccessAndLane:
            try memoryAccess()
            try reader.skip(1, "a lane")
        case .branchTable:
            for _ in 0..<(try reader.count(of: "branch targets")) { _ = try reader.unsigned32("a label") }
            _ = try reader.unsigned32("a label")
        case .types:
            for _ in 0..<(try reader.count(of: "types")) { try valueType() }
        case .catches:
            try blockType()
            for _ in 0..<(try reader.count(of: "catch clauses")) {
                let kind = try reader.byte("a catch clause")
                if kind < 2 { _ = try reader.unsigned32("a tag's index") }
                _ = try reader.unsigned32("a label")
            }
        }
        return (0, 0)
    }

    /// Empty, a type, or a type's index: all of them signed integers of 33 bits, but for typed references.
    private mutating func blockType() throws(WasmBinaryError) {
        let value = try reader.signed(bits: 33)
        if Self.typedReferences.contains(value) { try reader.signed(bits: 33) }
    }

    private mutating func valueType() throws(WasmBinaryError) { try blockType() }

    /// `ref null` and `ref`, 0x63 and 0x64, as a signed byte of seven bits; a heap type follows.
    private static let typedReferences: ClosedRange<Int64> = -29 ... -28

    private mutating func memoryAccess() throws(WasmBinaryError) {
        let alignment = try reader.unsigned32("an alignment")
        if alignment & 0x40 != 0 { _ = try reader.unsigned32("a memory's index") }
        _ = try reader.unsigned64("an offset")
    }
}
