// A cursor over bytes from a stranger: every read is checked, and none allocates more than the bytes could hold.
// A value type, any thread.
// Source: https://webassembly.github.io/spec/core/binary/

/// Reads the binary format's primitives, one after the other.
package struct BinaryReader: Sendable {
    private let bytes: ArraySlice<UInt8>
    /// In bytes from the start of the file.
    package private(set) var offset: Int

    /// Reads from a whole file.
    package init(_ bytes: [UInt8]) {
        self.bytes = bytes[...]
        offset = 0
    }

    /// Reads from a part of a file; offsets still count from the file's start.
    package init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        offset = bytes.startIndex
    }

    package var start: Int { bytes.startIndex }
    package var end: Int { bytes.endIndex }
    package var isAtEnd: Bool { offset == bytes.endIndex }
    package var remaining: Int { bytes.endIndex - offset }
    /// What was not read yet. Its indices are offsets.
    package var rest: ArraySlice<UInt8> { bytes[offset...] }

    package mutating func byte(_ expected: @autoclosure () -> String) throws(WasmBinaryError) -> UInt8 {
        guard !isAtEnd else { throw WasmBinaryError(.unexpectedEnd(expected: expected()), at: offset) }
        defer { offset += 1 }
        return bytes[offset]
    }

    /// A reader of the next `count` bytes alone; this one goes on behind them.
    package mutating func slice(_ count: UInt32, _ expected: @autoclosure () -> String) throws(WasmBinaryError)
        -> BinaryReader
    {
        guard Int(count) <= remaining else { throw WasmBinaryError(.unexpectedEnd(expected: expected()), at: offset) }
        defer { offset += Int(count) }
        return BinaryReader(bytes[offset..<offset + Int(count)])
    }

    package mutating func skip(_ count: Int, _ expected: @autoclosure () -> String) throws(WasmBinaryError) {
        guard count <= remaining else { throw WasmBinaryError(.unexpectedEnd(expected: expected()), at: offset) }
        offset += count
    }

    package mutating func littleEndian32(_ expected: @autoclosure () -> String) throws(WasmBinaryError) -> UInt32 {
        var value: UInt32 = 0
        for shift in stride(from: UInt32(0), to: 32, by: 8) { value |= UInt32(try byte(expected())) << shift }
        return value
    }

    /// An unsigned LEB128 integer of at most 32 bits.
    package mutating func unsigned32(_ expected: @autoclosure () -> String) throws(WasmBinaryError) -> UInt32 {
        UInt32(truncatingIfNeeded: try unsigned(bits: 32, expected()))
    }

    /// An unsigned LEB128 integer of at most 64 bits.
    package mutating func unsigned64(_ expected: @autoclosure () -> String) throws(WasmBinaryError) -> UInt64 {
        try unsigned(bits: 64, expected())
    }

    private mutating func unsigned(bits: Int, _ expected: @autoclosure () -> String) throws(WasmBinaryError) -> UInt64 {
        let start = offset
        var value: UInt64 = 0
        var shift = 0
        while true {
            let next = try byte(expected())
            let payload = UInt64(next & 0x7f)
            guard shift < bits, shift + 7 <= bits || payload >> UInt64(bits - shift) == 0 else {
                throw WasmBinaryError(.malformedInteger(bits: bits), at: start)
            }
            value |= payload << UInt64(shift)
            if next & 0x80 == 0 { return value }
            shift += 7
        }
    }

    /// A signed LEB128 integer of at most 64 bits.
    @discardableResult
    package mutating func signed(bits: Int) throws(WasmBinaryError) -> Int64 {
        let start = offset
        var value: Int64 = 0
        for group in 0..<(bits + 6) / 7 {
            let next = try byte("an integer")
            let shift = group * 7
            value |= Int64(next & 0x7f) << Int64(shift)
            guard next & 0x80 == 0 else { continue }
            if shift + 7 < 64 { value = (value << Int64(57 - shift)) >> Int64(57 - shift) }
            // Bits beyond the width have to repeat the sign.
            let unused = shift + 7 - bits
            if unused > 0 {
                let sign = Int8(bitPattern: next << 1) >> Int8(7 - unused)
                guard sign == 0 || sign == -1 else { throw WasmBinaryError(.malformedInteger(bits: bits), at: start) }
            }
            return value
        }
        throw WasmBinaryError(.malformedInteger(bits: bits), at: start)
    }

    /// How many elements follow. Each takes at least one byte, so more than the bytes left are refused.
    package mutating func count(of what: @autoclosure () -> String) throws(WasmBinaryError) -> Int {
        let start = offset
        let count = try unsigned32("the number of \(what())")
        guard Int(count) <= remaining else {
            throw WasmBinaryError(.countTooLarge(count, of: what(), room: remaining), at: start)
        }
        return Int(count)
    }

    package mutating func littleEndian64(_ expected: @autoclosure () -> String) throws(WasmBinaryError) -> UInt64 {
        let low = try littleEndian32(expected())
        return UInt64(low) | UInt64(try littleEndian32(expected())) << 32
    }

    package mutating func name() throws(WasmBinaryError) -> String {
        let start = offset
        let length = try unsigned32("a name's length")
        let text = try slice(length, "a name of \(length) bytes")
        guard let name = String(validating: text.bytes, as: UTF8.self) else {
            throw WasmBinaryError(.malformedUTF8, at: start)
        }
        return name
    }
}
