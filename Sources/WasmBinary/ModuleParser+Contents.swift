// The sections that hold contents: elements, code, data, and the constant expressions among them. Any thread.
// Source: https://webassembly.github.io/spec/core/binary/modules.html

extension ModuleParser {
    mutating func parseElements(_ reader: inout BinaryReader) throws(WasmBinaryError) {
        for _ in 0..<(try count(&reader, of: "element segments", limit: limits.maximumElementSegments)) {
            let start = reader.offset
            let flags = try reader.unsigned32("an element segment")
            guard flags < 8 else {
                throw WasmBinaryError(
                    .unexpectedByte(UInt8(truncatingIfNeeded: flags), expected: "an element segment's kind, 0 to 7"),
                    at: start)
            }
            let hasIndexOrDeclared = flags & 2 != 0
            let holdsExpressions = flags & 4 != 0
            let mode: ModuleLayout.ElementMode
            if flags & 1 == 0 {
                let table = hasIndexOrDeclared ? try reader.unsigned32("a table's index") : 0
                guard Int(table) < summary.tables.count else {
                    throw WasmBinaryError(
                        .indexOutOfRange(table, of: "table", count: summary.tables.count), at: start)
                }
                let offsetStart = reader.offset
                try skipConstantExpression(&reader)
                mode = .active(table: Int(table), offset: offsetStart..<reader.offset)
            } else {
                mode = hasIndexOrDeclared ? .declarative : .passive
            }
            var type = ModuleSummary.ValueType.funcref
            if flags & 3 != 0 {
                if holdsExpressions { type = try reader.referenceType() } else { try elementKind(&reader) }
            }
            let elementsStart = reader.offset
            var functions: [Int] = []
            for _ in 0..<(try reader.count(of: "elements")) {
                if holdsExpressions {
                    if let function = try skipConstantExpression(&reader) { functions.append(Int(function)) }
                } else {
                    functions.append(Int(try functionIndex(&reader)))
                }
            }
            summary.elementSegmentCount += 1
            layout.elementSegments.append(
                .init(
                    whole: start..<reader.offset, mode: mode, holdsExpressions: holdsExpressions, type: type,
                    elements: elementsStart..<reader.offset, functions: functions))
        }
    }

    private func elementKind(_ reader: inout BinaryReader) throws(WasmBinaryError) {
        let start = reader.offset
        let kind = try reader.byte("an element kind")
        guard kind == 0 else { throw WasmBinaryError(.unexpectedByte(kind, expected: "0, functions"), at: start) }
    }

    mutating func parseCode(_ reader: inout BinaryReader) throws(WasmBinaryError) {
        for _ in 0..<(try count(&reader, of: "function bodies", limit: limits.maximumFunctions)) {
            let start = reader.offset
            let size = try reader.unsigned32("a function body's size")
            try check("bytes of code in one function", size, limits.maximumCodeBytes, at: start)
            var body = try reader.slice(size, "a function body of \(size) bytes")
            var localCount: UInt64 = 0
            for _ in 0..<(try body.count(of: "local declarations")) {
                localCount += UInt64(try body.unsigned32("the number of locals"))
                _ = try body.valueType()
            }
            try check("local variables in one function", localCount, limits.maximumLocals, at: start)
            summary.largestLocalCount = max(summary.largestLocalCount, localCount)
            summary.codeSizes.append(Int(size))
            layout.functionBodies.append(.init(whole: body.start..<body.end, instructions: body.offset..<body.end))
        }
    }

    mutating func parseData(_ reader: inout BinaryReader) throws(WasmBinaryError) {
        for _ in 0..<(try count(&reader, of: "data segments", limit: limits.maximumDataSegments)) {
            let start = reader.offset
            let kind = try reader.unsigned32("a data segment")
            let mode: ModuleLayout.DataMode
            switch kind {
            case 0, 2:
                let memory = kind == 2 ? try reader.unsigned32("a memory's index") : 0
                guard Int(memory) < summary.memories.count else {
                    throw WasmBinaryError(
                        .indexOutOfRange(memory, of: "memory", count: summary.memories.count), at: start)
                }
                let offsetStart = reader.offset
                try skipConstantExpression(&reader)
                mode = .active(memory: Int(memory), offset: offsetStart..<reader.offset)
            case 1:
                mode = .passive
            default:
                throw WasmBinaryError(
                    .unexpectedByte(UInt8(truncatingIfNeeded: kind), expected: "a data segment's kind, 0 to 2"),
                    at: start)
            }
            let size = try reader.unsigned32("a data segment's size")
            let contentsStart = reader.offset
            try reader.skip(Int(size), "a data segment of \(size) bytes")
            summary.dataSegments.append(.init(isActive: kind != 1, byteCount: Int(size)))
            layout.dataSegments.append(
                .init(whole: start..<reader.offset, mode: mode, contents: contentsStart..<reader.offset))
        }
    }

    /// Passes over an initialiser: the instructions that the specification calls constant, up to `end`. Returns the
    /// function that it refers to, if it does.
    @discardableResult
    func skipConstantExpression(_ reader: inout BinaryReader) throws(WasmBinaryError) -> UInt32? {
        var function: UInt32?
        while true {
            let start = reader.offset
            switch try reader.byte("an initialiser") {
            case 0x0b: return function
            case 0x41: try reader.signed(bits: 32)
            case 0x42: try reader.signed(bits: 64)
            case 0x43: try reader.skip(4, "an f32")
            case 0x44: try reader.skip(8, "an f64")
            case 0x23: _ = try reader.unsigned32("a global's index")
            case 0xd0: _ = try reader.byte("a reference type")
            case 0xd2: function = try functionIndex(&reader)
            case 0x6a, 0x6b, 0x6c, 0x7c, 0x7d, 0x7e: break  // i32 and i64 add, sub, mul
            case 0xfd:
                let instruction = try reader.unsigned32("a vector instruction")
                guard instruction == 12 else {
                    throw WasmBinaryError(.unexpectedByte(0xfd, expected: "a constant instruction"), at: start)
                }
                try reader.skip(16, "a v128")
            case let byte:
                throw WasmBinaryError(.unexpectedByte(byte, expected: "a constant instruction"), at: start)
            }
        }
    }
}
