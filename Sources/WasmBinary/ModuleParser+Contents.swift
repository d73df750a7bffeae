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
            let isActive = flags & 1 == 0
            let hasIndexOrDeclared = flags & 2 != 0
            let holdsExpressions = flags & 4 != 0
            if isActive {
                if hasIndexOrDeclared { _ = try index(&reader, "table", count: summary.tables.count) }
                try skipConstantExpression(&reader)
            }
            if flags & 3 != 0 { _ = holdsExpressions ? try referenceType(&reader).rawValue : try elementKind(&reader) }
            for _ in 0..<(try reader.count(of: "elements")) {
                if holdsExpressions {
                    try skipConstantExpression(&reader)
                } else {
                    _ = try functionIndex(&reader)
                }
            }
            summary.elementSegmentCount += 1
        }
    }

    private func elementKind(_ reader: inout BinaryReader) throws(WasmBinaryError) -> String {
        let start = reader.offset
        let kind = try reader.byte("an element kind")
        guard kind == 0 else { throw WasmBinaryError(.unexpectedByte(kind, expected: "0, functions"), at: start) }
        return "function"
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
                _ = try valueType(&body)
            }
            try check("local variables in one function", localCount, limits.maximumLocals, at: start)
            summary.largestLocalCount = max(summary.largestLocalCount, localCount)
            summary.codeSizes.append(Int(size))
        }
    }

    mutating func parseData(_ reader: inout BinaryReader) throws(WasmBinaryError) {
        for _ in 0..<(try count(&reader, of: "data segments", limit: limits.maximumDataSegments)) {
            let start = reader.offset
            let kind = try reader.unsigned32("a data segment")
            switch kind {
            case 0: try skipConstantExpression(&reader)
            case 1: break
            case 2:
                _ = try index(&reader, "memory", count: summary.memories.count)
                try skipConstantExpression(&reader)
            default:
                throw WasmBinaryError(
                    .unexpectedByte(UInt8(truncatingIfNeeded: kind), expected: "a data segment's kind, 0 to 2"),
                    at: start)
            }
            let size = try reader.unsigned32("a data segment's size")
            try reader.skip(Int(size), "a data segment of \(size) bytes")
            summary.dataSegments.append(.init(isActive: kind != 1, byteCount: Int(size)))
        }
    }

    /// Passes over an initialiser: the instructions that the specification calls constant, up to `end`.
    func skipConstantExpression(_ reader: inout BinaryReader) throws(WasmBinaryError) {
        while true {
            let start = reader.offset
            switch try reader.byte("an initialiser") {
            case 0x0b: return
            case 0x41: try reader.skipSigned(bits: 32)
            case 0x42: try reader.skipSigned(bits: 64)
            case 0x43: try reader.skip(4, "an f32")
            case 0x44: try reader.skip(8, "an f64")
            case 0x23: _ = try reader.unsigned32("a global's index")
            case 0xd0: _ = try reader.byte("a reference type")
            case 0xd2: _ = try functionIndex(&reader)
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
