// Instances, aliases, canonical definitions, imports and exports. Any thread.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md

import WasmBinary

extension ComponentParser {
    mutating func coreInstance(_ reader: inout BinaryReader) throws(WasmBinaryError) -> CoreInstance {
        let start = reader.offset
        switch try reader.byte("a core instance") {
        case 0:
            let module = try reader.unsigned32("a module's index")
            let arguments = try elements(&reader, of: "arguments") {
                parser, reader throws(WasmBinaryError) -> CoreInstance.Argument in
                let name = try parser.name(&reader)
                let start = reader.offset
                let sort = try reader.byte("an argument's sort")
                guard sort == CoreSort.instance.rawValue else {
                    throw WasmBinaryError(.unexpectedByte(sort, expected: "0x12, an instance"), at: start)
                }
                return .init(name: name, instance: try reader.unsigned32("an instance's index"))
            }
            return .instantiate(module: module, arguments: arguments)
        case 1:
            return .exports(
                try elements(&reader, of: "exports") {
                    parser, reader throws(WasmBinaryError) -> CoreInstance.InlineExport in
                    let name = try parser.name(&reader)
                    let sort = try parser.coreSort(&reader)
                    return .init(name: name, sort, try reader.unsigned32("an index"))
                })
        case let byte: throw WasmBinaryError(.unexpectedByte(byte, expected: "0 or 1, a core instance"), at: start)
        }
    }

    mutating func instance(_ reader: inout BinaryReader) throws(WasmBinaryError) -> Instance {
        let start = reader.offset
        switch try reader.byte("an instance") {
        case 0:
            let component = try reader.unsigned32("a component's index")
            let arguments = try elements(&reader, of: "arguments") {
                parser, reader throws(WasmBinaryError) -> Instance.Argument in
                let name = try parser.name(&reader)
                return .init(name: name, try parser.sortIndex(&reader))
            }
            return .instantiate(component: component, arguments: arguments)
        case 1:
            return .exports(
                try elements(&reader, of: "exports") {
                    parser, reader throws(WasmBinaryError) -> Instance.InlineExport in
                    let name = try parser.externName(&reader)
                    return .init(name: name, try parser.sortIndex(&reader))
                })
        case let byte: throw WasmBinaryError(.unexpectedByte(byte, expected: "0 or 1, an instance"), at: start)
        }
    }

    func coreSort(_ reader: inout BinaryReader) throws(WasmBinaryError) -> CoreSort {
        let start = reader.offset
        let byte = try reader.byte("a core sort")
        guard let sort = CoreSort(rawValue: byte) else {
            throw WasmBinaryError(.unexpectedByte(byte, expected: "a core sort"), at: start)
        }
        return sort
    }

    func sort(_ reader: inout BinaryReader) throws(WasmBinaryError) -> Sort {
        let start = reader.offset
        switch try reader.byte("a sort") {
        case 0: return .core(try coreSort(&reader))
        case 1: return .function
        case 2: throw WasmBinaryError(.unsupported("a value"), at: start)
        case 3: return .type
        case 4: return .component
        case 5: return .instance
        case let byte: throw WasmBinaryError(.unexpectedByte(byte, expected: "a sort, 0 to 5"), at: start)
        }
    }

    func sortIndex(_ reader: inout BinaryReader) throws(WasmBinaryError) -> SortIndex {
        let sort = try sort(&reader)
        return SortIndex(sort, try reader.unsigned32("an index"))
    }

    func alias(_ reader: inout BinaryReader) throws(WasmBinaryError) -> Alias {
        let sortStart = reader.offset
        let sort = try sort(&reader)
        let start = reader.offset
        switch try reader.byte("an alias's target") {
        case 0:
            let instance = try reader.unsigned32("an instance's index")
            return .export(sort, instance: instance, name: try name(&reader))
        case 1:
            guard case .core(let sort) = sort else {
                throw WasmBinaryError(.malformedAlias("\(sort)"), at: sortStart)
            }
            let instance = try reader.unsigned32("a core instance's index")
            return .coreExport(sort, instance: instance, name: try name(&reader))
        case 2:
            let count = try reader.unsigned32("a number of scopes")
            return .outer(sort, count: count, index: try reader.unsigned32("an index"))
        case let byte: throw WasmBinaryError(.unexpectedByte(byte, expected: "an alias's target, 0 to 2"), at: start)
        }
    }

    mutating func `import`(_ reader: inout BinaryReader) throws(WasmBinaryError) -> Import {
        let name = try externName(&reader)
        return Import(name: name, try externDescriptor(&reader))
    }

    mutating func export(_ reader: inout BinaryReader) throws(WasmBinaryError) -> Export {
        let name = try externName(&reader)
        let item = try sortIndex(&reader)
        let descriptor = try optional(&reader, "an export's type") { parser, reader throws(WasmBinaryError) in
            try parser.externDescriptor(&reader)
        }
        return Export(name: name, item, descriptor: descriptor)
    }

    func externDescriptor(_ reader: inout BinaryReader) throws(WasmBinaryError) -> ExternDescriptor {
        let start = reader.offset
        switch try reader.byte("an import's or export's type") {
        case 0:
            let sortStart = reader.offset
            let sort = try reader.byte("a core sort")
            guard sort == CoreSort.module.rawValue else {
                throw WasmBinaryError(.unexpectedByte(sort, expected: "0x11, a core module"), at: sortStart)
            }
            return .coreModule(try reader.unsigned32("a core type's index"))
        case 1: return .function(try reader.unsigned32("a type's index"))
        case 2: throw WasmBinaryError(.unsupported("a value"), at: start)
        case 3:
            let boundStart = reader.offset
            switch try reader.byte("a type's bound") {
            case 0: return .equalType(try reader.unsigned32("a type's index"))
            case 1: return .resourceType
            case let byte:
                throw WasmBinaryError(.unexpectedByte(byte, expected: "0 or 1, a type's bound"), at: boundStart)
            }
        case 4: return .component(try reader.unsigned32("a type's index"))
        case 5: return .instance(try reader.unsigned32("a type's index"))
        case let byte:
            throw WasmBinaryError(.unexpectedByte(byte, expected: "an import's or export's type, 0 to 5"), at: start)
        }
    }
}
