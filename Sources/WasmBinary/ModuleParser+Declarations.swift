// The sections that declare: types, imports, functions, tables, memories, tags, globals, exports. Any thread.
// Source: https://webassembly.github.io/spec/core/binary/types.html, …/modules.html

extension ModuleParser {
    mutating func parseTypes(_ reader: inout BinaryReader) throws(WasmBinaryError) {
        for _ in 0..<(try count(&reader, of: "types", limit: limits.maximumTypes)) {
            let start = reader.offset
            let form = try reader.byte("a type")
            guard form == 0x60 else {
                throw WasmBinaryError(.unexpectedByte(form, expected: "a function type"), at: start)
            }
            summary.types.append(
                .init(
                    parameters: try reader.valueTypes(limit: limits.maximumValueTypes),
                    results: try reader.valueTypes(limit: limits.maximumValueTypes)))
        }
    }

    mutating func parseImports(_ reader: inout BinaryReader) throws(WasmBinaryError) {
        for _ in 0..<(try count(&reader, of: "imports", limit: limits.maximumImports)) {
            let start = reader.offset
            let module = try reader.name()
            let name = try reader.name()
            let entity = try importedEntity(&reader)
            switch entity {
            case .function(let type): summary.functions.append(type)
            case .table(let type, let limits): summary.tables.append(.init(type: type, limits: limits))
            case .memory(let limits): summary.memories.append(limits)
            case .global(let type, let isMutable): summary.globals.append(.init(type: type, isMutable: isMutable))
            case .tag(let type): summary.tags.append(type)
            }
            summary.imports.append(.init(module: module, name: name, entity: entity, offset: start))
        }
    }

    private func importedEntity(_ reader: inout BinaryReader) throws(WasmBinaryError) -> ModuleSummary.Entity {
        let start = reader.offset
        switch try reader.byte("an import's kind") {
        case 0: return .function(try functionType(&reader))
        case 1:
            let type = try reader.referenceType()
            return .table(type, try tableLimits(&reader))
        case 2: return .memory(try memoryLimits(&reader))
        case 3:
            let global = try reader.globalType()
            return .global(global.type, isMutable: global.isMutable)
        case 4: return .tag(try tagType(&reader))
        case let kind: throw WasmBinaryError(.unexpectedByte(kind, expected: "an import's kind, 0 to 4"), at: start)
        }
    }

    mutating func parseFunctions(_ reader: inout BinaryReader) throws(WasmBinaryError) {
        declaredFunctionCount = try count(&reader, of: "functions", limit: limits.maximumFunctions)
        for _ in 0..<declaredFunctionCount { summary.functions.append(try functionType(&reader)) }
    }

    mutating func parseTables(_ reader: inout BinaryReader) throws(WasmBinaryError) {
        for _ in 0..<(try count(&reader, of: "tables", limit: limits.maximumTables)) {
            let start = reader.offset
            let type = try reader.referenceType()
            let limitsStart = reader.offset
            summary.tables.append(.init(type: type, limits: try tableLimits(&reader)))
            layout.tables.append(.init(whole: start..<reader.offset, limits: limitsStart..<reader.offset))
        }
    }

    mutating func parseMemories(_ reader: inout BinaryReader) throws(WasmBinaryError) {
        for _ in 0..<(try count(&reader, of: "memories", limit: limits.maximumMemories)) {
            let start = reader.offset
            summary.memories.append(try memoryLimits(&reader))
            layout.memories.append(.init(whole: start..<reader.offset, limits: start..<reader.offset))
        }
    }

    mutating func parseTags(_ reader: inout BinaryReader) throws(WasmBinaryError) {
        for _ in 0..<(try count(&reader, of: "tags", limit: limits.maximumTypes)) {
            summary.tags.append(try tagType(&reader))
        }
    }

    mutating func parseGlobals(_ reader: inout BinaryReader) throws(WasmBinaryError) {
        for _ in 0..<(try count(&reader, of: "globals", limit: limits.maximumGlobals)) {
            let start = reader.offset
            summary.globals.append(try reader.globalType())
            let initializerStart = reader.offset
            try skipConstantExpression(&reader)
            layout.globals.append(
                .init(whole: start..<reader.offset, initializer: initializerStart..<reader.offset))
        }
    }

    mutating func parseExports(_ reader: inout BinaryReader) throws(WasmBinaryError) {
        // As bytes: Swift takes canonically equivalent strings for equal, WebAssembly doesn't.
        var names: Set<[UInt8]> = []
        for _ in 0..<(try count(&reader, of: "exports", limit: limits.maximumExports)) {
            let start = reader.offset
            let name = try reader.name()
            guard names.insert(Array(name.utf8)).inserted else {
                throw WasmBinaryError(.duplicateExport(name), at: start)
            }
            let (kind, index) = try exportedIndex(&reader)
            summary.exports.append(.init(name: name, entity: entity(kind, index), offset: start))
            layout.exports.append(.init(whole: start..<reader.offset, kind: kind, index: index))
        }
    }

    private func exportedIndex(_ reader: inout BinaryReader) throws(WasmBinaryError) -> (ModuleLayout.ExternKind, Int) {
        let start = reader.offset
        let byte = try reader.byte("an export's kind")
        guard let kind = ModuleLayout.ExternKind(rawValue: byte) else {
            throw WasmBinaryError(.unexpectedByte(byte, expected: "an export's kind, 0 to 4"), at: start)
        }
        let count =
            switch kind {
            case .function: summary.functions.count
            case .table: summary.tables.count
            case .memory: summary.memories.count
            case .global: summary.globals.count
            case .tag: summary.tags.count
            }
        return (kind, try index(&reader, "\(kind)", count: count))
    }

    private func entity(_ kind: ModuleLayout.ExternKind, _ index: Int) -> ModuleSummary.Entity {
        switch kind {
        case .function: .function(summary.functions[index])
        case .table: .table(summary.tables[index].type, summary.tables[index].limits)
        case .memory: .memory(summary.memories[index])
        case .global: .global(summary.globals[index].type, isMutable: summary.globals[index].isMutable)
        case .tag: .tag(summary.tags[index])
        }
    }
}

// MARK: - Parts of declarations

extension ModuleParser {
    func functionIndex(_ reader: inout BinaryReader) throws(WasmBinaryError) -> UInt32 {
        UInt32(try index(&reader, "function", count: summary.functions.count))
    }

    func index(_ reader: inout BinaryReader, _ what: String, count: Int) throws(WasmBinaryError) -> Int {
        let start = reader.offset
        let index = try reader.unsigned32("the index of a \(what)")
        guard Int(index) < count else {
            throw WasmBinaryError(.indexOutOfRange(index, of: what, count: count), at: start)
        }
        return Int(index)
    }

    private func functionType(_ reader: inout BinaryReader) throws(WasmBinaryError) -> ModuleSummary.FunctionType {
        summary.types[try index(&reader, "type", count: summary.types.count)]
    }

    private func tagType(_ reader: inout BinaryReader) throws(WasmBinaryError) -> ModuleSummary.FunctionType {
        let start = reader.offset
        let attribute = try reader.byte("a tag's attribute")
        guard attribute == 0 else {
            throw WasmBinaryError(.unexpectedByte(attribute, expected: "0, an exception"), at: start)
        }
        return try functionType(&reader)
    }

    private func memoryLimits(_ reader: inout BinaryReader) throws(WasmBinaryError) -> ModuleSummary.Limits {
        let start = reader.offset
        let bounds = try reader.limits()
        try check("pages of memory", bounds.minimum, limits.maximumMemoryPages, at: start)
        return bounds
    }

    private func tableLimits(_ reader: inout BinaryReader) throws(WasmBinaryError) -> ModuleSummary.Limits {
        let start = reader.offset
        let bounds = try reader.limits()
        try check("table elements", bounds.minimum, limits.maximumTableElements, at: start)
        return bounds
    }
}
