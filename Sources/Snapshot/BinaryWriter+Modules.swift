// Parts of modules that several sections have. Any thread.
// Source: https://webassembly.github.io/spec/core/binary/types.html#limits

import WasmBinary

extension BinaryWriter {
    /// The element kind of functions' indices.
    static let functions: UInt8 = 0
    static let funcref: UInt8 = 0x70
    /// The kind of a passive data segment.
    static let passive: UInt8 = 1

    /// Limits with another minimum.
    mutating func limits(_ limits: ModuleSummary.Limits, minimum: UInt64) {
        byte((limits.maximum == nil ? 0 : 1) | (limits.isShared ? 2 : 0) | (limits.is64Bit ? 4 : 0))
        unsigned(minimum)
        if let maximum = limits.maximum { unsigned(maximum) }
    }

    /// A constant expression for an offset.
    mutating func address(_ address: Int, is64Bit: Bool) {
        constant(is64Bit ? .i64 : .i32, low: UInt64(address), high: 0)
    }

    /// A constant expression for a number or a vector, by its bits.
    mutating func constant(_ type: ModuleSummary.ValueType, low: UInt64, high: UInt64) {
        switch type {
        case .i32:
            byte(0x41)
            signed(Int64(Int32(truncatingIfNeeded: low)))
        case .i64:
            byte(0x42)
            signed(Int64(bitPattern: low))
        case .f32:
            byte(0x43)
            littleEndian(UInt32(truncatingIfNeeded: low))
        case .f64:
            byte(0x44)
            littleEndian(low)
        case .v128:
            append([0xfd, 12])
            littleEndian(low)
            littleEndian(high)
        case .funcref, .externref: preconditionFailure("mutable references are refused")
        }
        byte(0x0b)
    }
}
