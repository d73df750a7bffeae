// The types of core WebAssembly as they stand in modules and in module types. A value type, any thread.
// Source: https://webassembly.github.io/spec/core/binary/types.html

extension BinaryReader {
    package mutating func valueType() throws(WasmBinaryError) -> ModuleSummary.ValueType {
        let start = offset
        switch try byte("a value type") {
        case 0x7f: return .i32
        case 0x7e: return .i64
        case 0x7d: return .f32
        case 0x7c: return .f64
        case 0x7b: return .v128
        case 0x70: return .funcref
        case 0x6f: return .externref
        case let byte: throw WasmBinaryError(.unexpectedByte(byte, expected: "a value type"), at: start)
        }
    }

    package mutating func referenceType() throws(WasmBinaryError) -> ModuleSummary.ValueType {
        let start = offset
        switch try byte("a reference type") {
        case 0x70: return .funcref
        case 0x6f: return .externref
        case let byte: throw WasmBinaryError(.unexpectedByte(byte, expected: "a reference type"), at: start)
        }
    }

    /// A vector of value types, of at most `limit`.
    package mutating func valueTypes(limit: Int) throws(WasmBinaryError) -> [ModuleSummary.ValueType] {
        let start = offset
        let count = try count(of: "value types")
        guard count <= limit else {
            throw WasmBinaryError(
                .exceedsLimit("value types", found: UInt64(count), limit: UInt64(limit)), at: start)
        }
        var types: [ModuleSummary.ValueType] = []
        for _ in 0..<count { types.append(try valueType()) }
        return types
    }

    package mutating func globalType() throws(WasmBinaryError) -> ModuleSummary.Global {
        let type = try valueType()
        let start = offset
        switch try byte("a global's mutability") {
        case 0: return .init(type: type, isMutable: false)
        case 1: return .init(type: type, isMutable: true)
        case let byte:
            throw WasmBinaryError(.unexpectedByte(byte, expected: "0 or 1, a global's mutability"), at: start)
        }
    }

    /// A table's or a memory's bounds.
    package mutating func limits() throws(WasmBinaryError) -> ModuleSummary.Limits {
        let start = offset
        let flags = try byte("limits")
        guard flags < 8 else {
            throw WasmBinaryError(.unexpectedByte(flags, expected: "limits' flags, 0 to 7"), at: start)
        }
        let minimum = try unsigned64("a minimum")
        let maximum = flags & 1 == 0 ? nil : try unsigned64("a maximum")
        return .init(minimum: minimum, maximum: maximum, isShared: flags & 2 != 0, is64Bit: flags & 4 != 0)
    }
}
