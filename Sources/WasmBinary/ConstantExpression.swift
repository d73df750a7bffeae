// What an initialiser comes to, without running it. Pure functions on bytes, any thread.
// Source: https://webassembly.github.io/spec/core/valid/instructions.html#constant-expressions

/// The value of a constant expression.
package enum ConstantValue: Equatable, Sendable {
    /// A number or vector, by its bits; narrower ones lie in the low bits.
    case bits(low: UInt64, high: UInt64)
    case nullReference
    case function(Int)

    /// An offset into a memory or table of 32 or 64 bits.
    package var address: UInt64? {
        if case .bits(let low, _) = self { low } else { nil }
    }
}

extension ModuleBinary {
    /// The values that all globals begin with, imported ones first; nil for those, and for what follows from them.
    ///
    /// Errors: an initialiser is malformed, or refers to a global that does not come before it.
    package func initialGlobals() throws(WasmBinaryError) -> [ConstantValue?] {
        var values = [ConstantValue?](repeating: nil, count: importedGlobalCount)
        for global in layout.globals { values.append(try constant(global.initializer, globals: values)) }
        return values
    }

    /// The value of the initialiser in that range; nil when it follows from an imported global.
    ///
    /// - Parameter globals: the values of the globals that it may refer to.
    ///
    /// Errors: the expression is malformed, or refers to other globals.
    package func constant(
        _ range: Range<Int>, globals: [ConstantValue?]
    ) throws(WasmBinaryError) -> ConstantValue? {
        var reader = BinaryReader(bytes[range])
        var stack: [ConstantValue] = []
        func pop() throws(WasmBinaryError) -> UInt64 {
            guard case .bits(let low, _) = stack.popLast() else {
                throw WasmBinaryError(.malformedExpression, at: range.lowerBound)
            }
            return low
        }
        while true {
            let start = reader.offset
            let opcode = try reader.byte("an initialiser")
            switch opcode {
            case 0x0b:
                guard stack.count == 1 else { throw WasmBinaryError(.malformedExpression, at: start) }
                return stack[0]
            case 0x41:
                let value = Int32(truncatingIfNeeded: try reader.signed(bits: 32))
                stack.append(.bits(low: UInt64(UInt32(bitPattern: value)), high: 0))
            case 0x42: stack.append(.bits(low: UInt64(bitPattern: try reader.signed(bits: 64)), high: 0))
            case 0x43: stack.append(.bits(low: UInt64(try reader.littleEndian32("an f32")), high: 0))
            case 0x44: stack.append(.bits(low: try reader.littleEndian64("an f64"), high: 0))
            case 0x23:
                let index = try reader.unsigned32("a global's index")
                guard globals.indices.contains(Int(index)) else {
                    throw WasmBinaryError(.indexOutOfRange(index, of: "global", count: globals.count), at: start)
                }
                guard let value = globals[Int(index)] else { return nil }
                stack.append(value)
            case 0xd0:
                _ = try reader.byte("a reference type")
                stack.append(.nullReference)
            case 0xd2: stack.append(.function(Int(try reader.unsigned32("a function's index"))))
            case 0x6a...0x6c:
                let (right, left) = (UInt32(truncatingIfNeeded: try pop()), UInt32(truncatingIfNeeded: try pop()))
                let value = [left &+ right, left &- right, left &* right][Int(opcode - 0x6a)]
                stack.append(.bits(low: UInt64(value), high: 0))
            case 0x7c...0x7e:
                let (right, left) = (try pop(), try pop())
                let value = [left &+ right, left &- right, left &* right][Int(opcode - 0x7c)]
                stack.append(.bits(low: value, high: 0))
            case 0xfd:
                _ = try reader.unsigned32("a vector instruction")
                let low = try reader.littleEndian64("a v128")
                stack.append(.bits(low: low, high: try reader.littleEndian64("a v128")))
            default:
                throw WasmBinaryError(.unexpectedByte(opcode, expected: "a constant instruction"), at: start)
            }
        }
    }
}
