// Writes the binary format's primitives, in their shortest form. A value, any thread.
// Source: https://webassembly.github.io/spec/core/binary/values.html

/// Bytes that grow at their end.
package struct BinaryWriter: Sendable {
    package private(set) var bytes: [UInt8]

    package init(_ bytes: [UInt8] = []) { self.bytes = bytes }

    package mutating func byte(_ value: UInt8) { bytes.append(value) }

    package mutating func append(_ more: some Collection<UInt8>) { bytes.append(contentsOf: more) }

    /// An unsigned LEB128 integer.
    package mutating func unsigned(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    package mutating func unsigned(_ value: Int) { unsigned(UInt64(value)) }

    /// A signed LEB128 integer.
    package mutating func signed(_ value: Int64) {
        var rest = value
        while !(-64..<64).contains(rest) {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest) & 0x7f)
    }

    package mutating func littleEndian(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// UTF-8 with its length before it.
    package mutating func name(_ text: String) {
        unsigned(text.utf8.count)
        append(text.utf8)
    }

    /// Bytes with their count before them.
    package mutating func vector(_ contents: some Collection<UInt8>) {
        unsigned(contents.count)
        append(contents)
    }

    /// A section: id, size, contents.
    package mutating func section(_ kind: SectionKind, _ contents: [UInt8]) {
        byte(kind.rawValue)
        vector(contents)
    }

    /// How many bytes `unsigned` takes.
    package static func byteCount(ofUnsigned value: Int) -> Int {
        max(1, (Int.bitWidth - value.leadingZeroBitCount + 6) / 7)
    }
}
