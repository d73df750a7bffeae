// Core types: functions and modules. Any thread.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md#type-definitions

import WasmBinary

extension ComponentParser {
    mutating func coreType(_ reader: inout BinaryReader) throws(WasmBinaryError) -> CoreTypeDefinition {
        let start = reader.offset
        switch try reader.byte("a core type") {
        case 0x60: return .function(try functionTypeBody(&reader))
        case 0x50:
            return .module(
                try vector(&reader, of: "declarators") { parser, reader throws(WasmBinaryError) in
                    try parser.moduleDeclarator(&reader)
                })
        case let byte: throw Self.unknownCoreType(byte, at: start)
        }
    }

    private mutating func moduleDeclarator(
        _ reader: inout BinaryReader
    ) throws(WasmBinaryError) -> CoreTypeDefinition.Declarator {
        let start = reader.offset
        switch try reader.byte("a module type's declarator") {
        case 0:
            let module = try name(&reader)
            let name = try name(&reader)
            return .import(module: module, name: name, try coreDescriptor(&reader))
        case 1:
            let typeStart = reader.offset
            let form = try reader.byte("a core type")
            guard form == 0x60 else { throw Self.unknownCoreType(form, at: typeStart) }
            return .type(try functionTypeBody(&reader))
        case 2:
            let sortStart = reader.offset
            let sort = try reader.byte("a core sort")
            guard sort == CoreSort.type.rawValue else {
                throw WasmBinaryError(.unexpectedByte(sort, expected: "0x10, a type"), at: sortStart)
            }
            let targetStart = reader.offset
            let target = try reader.byte("an alias's target")
            guard target == 1 else {
                throw WasmBinaryError(.unexpectedByte(target, expected: "1, an outer alias"), at: targetStart)
            }
            let count = try reader.unsigned32("a number of scopes")
            return .outerType(count: count, index: try reader.unsigned32("a core type's index"))
        case 3:
            let name = try name(&reader)
            return .export(name: name, try coreDescriptor(&reader))
        case let byte:
            throw WasmBinaryError(.unexpectedByte(byte, expected: "a module type's declarator, 0 to 3"), at: start)
        }
    }

    private func functionTypeBody(_ reader: inout BinaryReader) throws(WasmBinaryError) -> ModuleSummary.FunctionType {
        let limit = limits.module.maximumValueTypes
        let parameters = try reader.valueTypes(limit: limit)
        return .init(parameters: parameters, results: try reader.valueTypes(limit: limit))
    }

    private func coreDescriptor(
        _ reader: inout BinaryReader
    ) throws(WasmBinaryError) -> CoreTypeDefinition.Descriptor {
        let start = reader.offset
        switch try reader.byte("the kind of an import or export") {
        case 0: return .function(try reader.unsigned32("a core type's index"))
        case 1:
            let type = try reader.referenceType()
            return .table(.init(type: type, limits: try reader.limits()))
        case 2: return .memory(try reader.limits())
        case 3: return .global(try reader.globalType())
        case 4:
            let attributeStart = reader.offset
            let attribute = try reader.byte("a tag's attribute")
            guard attribute == 0 else {
                throw WasmBinaryError(.unexpectedByte(attribute, expected: "0, an exception"), at: attributeStart)
            }
            return .tag(try reader.unsigned32("a core type's index"))
        case let byte:
            throw WasmBinaryError(
                .unexpectedByte(byte, expected: "the kind of an import or export, 0 to 4"), at: start)
        }
    }

    private static func unknownCoreType(_ byte: UInt8, at offset: Int) -> WasmBinaryError {
        switch byte {
        case 0x00, 0x4d, 0x4e, 0x4f, 0x5e, 0x5f, 0x5d, 0x65:
            WasmBinaryError(.unsupported("a core type of garbage-collected or shared things"), at: offset)
        default: WasmBinaryError(.unexpectedByte(byte, expected: "a core type"), at: offset)
        }
    }
}
