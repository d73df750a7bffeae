// A component's types, with what component and instance types declare. Any thread.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md#type-definitions

import WasmBinary

extension ComponentParser {
    /// - Parameter depth: how many types it stands in.
    mutating func type(_ reader: inout BinaryReader, depth: Int) throws(WasmBinaryError) -> TypeDefinition {
        let start = reader.offset
        try check("types nested in one another", depth, limits.maximumNesting, at: start)
        let byte = try reader.byte("a type")
        switch byte {
        case 0x40: return .function(try functionType(&reader))
        case 0x41:
            return .component(
                try vector(&reader, of: "declarators") { parser, reader throws(WasmBinaryError) in
                    try parser.declarator(&reader, inComponent: true, depth: depth)
                })
        case 0x42:
            return .instance(
                try vector(&reader, of: "declarators") { parser, reader throws(WasmBinaryError) in
                    try parser.declarator(&reader, inComponent: false, depth: depth)
                })
        case 0x3f:
            let representationStart = reader.offset
            let representation = try reader.valueType()
            guard representation == .i32 else {
                throw WasmBinaryError(
                    .unsupported("a resource represented by an \(representation)"), at: representationStart)
            }
            return .resource(
                destructor: try optional(&reader, "a destructor") { _, reader throws(WasmBinaryError) in
                    try reader.unsigned32("a core function's index")
                })
        default:
            if let name = Self.unsupportedTypes[byte] { throw WasmBinaryError(.unsupported(name), at: start) }
            return .value(try definedValueType(byte, &reader, at: start))
        }
    }

    private mutating func functionType(_ reader: inout BinaryReader) throws(WasmBinaryError)
        -> TypeDefinition.FunctionType
    {
        let parameters = try elements(&reader, of: "parameters", limit: limits.maximumParameters) {
            parser, reader throws(WasmBinaryError) in
            try parser.labelled(&reader)
        }
        let start = reader.offset
        switch try reader.byte("a function's result") {
        case 0: return .init(parameters: parameters, result: try valueType(&reader))
        case 1:
            let countStart = reader.offset
            guard try reader.byte("the number of named results") == 0 else {
                throw WasmBinaryError(.unsupported("a function with named results"), at: countStart)
            }
            return .init(parameters: parameters, result: nil)
        case let byte: throw WasmBinaryError(.unexpectedByte(byte, expected: "0 or 1, a result"), at: start)
        }
    }

    private mutating func declarator(
        _ reader: inout BinaryReader, inComponent: Bool, depth: Int
    ) throws(WasmBinaryError) -> TypeDefinition.Declarator {
        let start = reader.offset
        switch try reader.byte("a declarator") {
        case 0: return .coreType(try coreType(&reader))
        case 1: return .type(try type(&reader, depth: depth + 1))
        case 2: return .alias(try alias(&reader))
        case 3 where inComponent: return .import(try `import`(&reader))
        case 4:
            let name = try externName(&reader)
            return .export(name: name, try externDescriptor(&reader))
        case let byte:
            throw WasmBinaryError(
                .unexpectedByte(byte, expected: inComponent ? "a declarator, 0 to 4" : "a declarator, 0, 1, 2 or 4"),
                at: start)
        }
    }

    private mutating func definedValueType(
        _ byte: UInt8, _ reader: inout BinaryReader, at start: Int
    ) throws(WasmBinaryError) -> DefinedValueType {
        switch byte {
        case 0x72:
            return .record(
                try elements(&reader, of: "fields", limit: limits.maximumMembers) {
                    parser, reader throws(WasmBinaryError) in
                    try parser.labelled(&reader)
                })
        case 0x71:
            return .variant(
                try elements(&reader, of: "cases", limit: limits.maximumMembers) {
                    parser, reader throws(WasmBinaryError) in
                    try parser.variantCase(&reader)
                })
        case 0x70: return .list(try valueType(&reader))
        case 0x67:
            let element = try valueType(&reader)
            return .fixedLengthList(element, count: try reader.unsigned32("a list's length"))
        case 0x6f:
            return .tuple(
                try elements(&reader, of: "types of a tuple", limit: limits.maximumMembers) {
                    parser, reader throws(WasmBinaryError) in
                    try parser.valueType(&reader)
                })
        case 0x6e:
            return .flags(
                try elements(&reader, of: "flags", limit: limits.maximumMembers) {
                    parser, reader throws(WasmBinaryError) in try parser.name(&reader)
                })
        case 0x6d:
            return .enumeration(
                try elements(&reader, of: "cases", limit: limits.maximumMembers) {
                    parser, reader throws(WasmBinaryError) in try parser.name(&reader)
                })
        case 0x6b: return .option(try valueType(&reader))
        case 0x6a:
            let ok = try optional(&reader, "a result's type") { parser, reader throws(WasmBinaryError) in
                try parser.valueType(&reader)
            }
            return .result(
                ok: ok,
                error: try optional(&reader, "an error's type") { parser, reader throws(WasmBinaryError) in
                    try parser.valueType(&reader)
                })
        case 0x69: return .own(try reader.unsigned32("a type's index"))
        case 0x68: return .borrow(try reader.unsigned32("a type's index"))
        default:
            guard let primitive = PrimitiveType(rawValue: byte) else {
                throw WasmBinaryError(.unexpectedByte(byte, expected: "a type"), at: start)
            }
            return .primitive(primitive)
        }
    }

    private mutating func labelled(_ reader: inout BinaryReader) throws(WasmBinaryError) -> Labelled {
        let label = try name(&reader)
        return Labelled(label, try valueType(&reader))
    }

    private mutating func variantCase(_ reader: inout BinaryReader) throws(WasmBinaryError) -> DefinedValueType.Case {
        let label = try name(&reader)
        let type = try optional(&reader, "a case's type") { parser, reader throws(WasmBinaryError) in
            try parser.valueType(&reader)
        }
        let start = reader.offset
        let refined = try reader.byte("the end of a case")
        guard refined == 0 else {
            throw WasmBinaryError(.unexpectedByte(refined, expected: "0, the end of a case"), at: start)
        }
        return .init(label, type)
    }

    private func valueType(_ reader: inout BinaryReader) throws(WasmBinaryError) -> ValueType {
        let start = reader.offset
        if let byte = reader.rest.first {
            if let primitive = PrimitiveType(rawValue: byte) {
                _ = try reader.byte("a type")
                return .primitive(primitive)
            }
            if byte == Self.errorContext { throw WasmBinaryError(.unsupported("the type ‘error-context’"), at: start) }
        }
        // Indices are the non-negative ones of signed integers of 33 bits.
        let index = try reader.signed(bits: 33)
        guard let index = UInt32(exactly: index) else {
            let byte = UInt8(truncatingIfNeeded: index) & 0x7f
            throw WasmBinaryError(.unexpectedByte(byte, expected: "a type or its index"), at: start)
        }
        return .index(index)
    }

    private static let errorContext: UInt8 = 0x64

    /// What belongs to gated features.
    private static let unsupportedTypes: [UInt8: String] = [
        0x3e: "an asynchronous resource", 0x43: "an asynchronous function", 0x63: "the type ‘map’",
        errorContext: "the type ‘error-context’", 0x65: "the type ‘future’", 0x66: "the type ‘stream’",
    ]
}
