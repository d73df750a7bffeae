// From bytes to a ModuleSummary: the sections in their order. A value used once, any thread.
// Source: https://webassembly.github.io/spec/core/binary/modules.html

extension ModuleSummary {
    /// Reads a core module. The code itself is measured, not read: that is the engine's validator's work.
    ///
    /// Errors: what is wrong, and where; which limit is exceeded. What is beyond a limit is not kept, so a hostile file
    /// takes no more memory than the limits allow.
    package init(parsing bytes: [UInt8], limits: ModuleLimits = ModuleLimits()) throws(WasmBinaryError) {
        self = try Self(parsing: bytes[...], limits: limits)
    }

    /// Reads a core module that is a part of a file: offsets count from that file's start.
    package init(parsing bytes: ArraySlice<UInt8>, limits: ModuleLimits = ModuleLimits()) throws(WasmBinaryError) {
        var parser = ModuleParser(bytes, limits: limits)
        self = try parser.parse()
    }
}

/// Reads one module.
struct ModuleParser {
    var reader: BinaryReader
    var summary = ModuleSummary()
    var layout = ModuleLayout()
    /// Types of the functions that the function section declares, for the code section to be counted against.
    var declaredFunctionCount = 0
    var announcedDataCount: Int?

    let limits: ModuleLimits

    init(_ bytes: ArraySlice<UInt8>, limits: ModuleLimits) {
        reader = BinaryReader(bytes)
        self.limits = limits
    }

    /// How many elements follow, if that is no more than the limit.
    func count(_ reader: inout BinaryReader, of what: String, limit: Int) throws(WasmBinaryError) -> Int {
        let start = reader.offset
        let count = try reader.count(of: what)
        try check(what, count, limit, at: start)
        return count
    }

    func check(_ what: String, _ found: some BinaryInteger, _ limit: Int, at offset: Int) throws(WasmBinaryError) {
        guard found <= limit else {
            throw WasmBinaryError(.exceedsLimit(what, found: UInt64(found), limit: UInt64(limit)), at: offset)
        }
    }

    mutating func parse() throws(WasmBinaryError) -> ModuleSummary {
        try parseHeader()
        var lastRank = 0
        while !reader.isAtEnd {
            let start = reader.offset
            let id = try reader.byte("a section")
            guard let kind = SectionKind(rawValue: id) else { throw WasmBinaryError(.unknownSection(id), at: start) }
            let size = try reader.unsigned32("a section's size")
            var contents = try reader.slice(size, "\(size) bytes of the \(kind.name) section")
            if kind != .custom {
                guard kind.rank > lastRank else { throw WasmBinaryError(.sectionOutOfOrder(kind.name), at: start) }
                lastRank = kind.rank
            }
            let offset = contents.offset
            let name = kind == .custom ? try contents.name() : kind.name
            try check("sections", summary.sections.count + 1, limits.maximumSections, at: start)
            summary.sections.append(
                .init(name: name, isCustom: kind == .custom, offset: offset, byteCount: Int(size)))
            layout.sections.append(
                .init(kind: kind, whole: start..<reader.offset, contents: contents.start..<contents.end))
            guard kind != .custom else { continue }
            try parseSection(kind, &contents)
            guard contents.isAtEnd else {
                throw WasmBinaryError(
                    .sectionSizeMismatch(kind.name, declared: Int(size), used: contents.offset - offset), at: offset)
            }
        }
        try checkCounts()
        return summary
    }

    private mutating func parseHeader() throws(WasmBinaryError) {
        for expected in [0x00, 0x61, 0x73, 0x6d] as [UInt8] {
            guard !reader.isAtEnd, try reader.byte("the header") == expected else {
                throw WasmBinaryError(.notWebAssembly, at: reader.start)
            }
        }
        switch try reader.littleEndian32("the version") {
        case 1: break
        case 0x0001_000d: throw WasmBinaryError(.isComponent, at: reader.start + 4)
        case let version: throw WasmBinaryError(.unknownVersion(version), at: reader.start + 4)
        }
    }

    private mutating func parseSection(_ kind: SectionKind, _ reader: inout BinaryReader) throws(WasmBinaryError) {
        switch kind {
        case .custom: break
        case .type: try parseTypes(&reader)
        case .import: try parseImports(&reader)
        case .function: try parseFunctions(&reader)
        case .table: try parseTables(&reader)
        case .memory: try parseMemories(&reader)
        case .tag: try parseTags(&reader)
        case .global: try parseGlobals(&reader)
        case .export: try parseExports(&reader)
        case .start: summary.startFunction = try functionIndex(&reader)
        case .element: try parseElements(&reader)
        case .dataCount: announcedDataCount = Int(try reader.unsigned32("the number of data segments"))
        case .code: try parseCode(&reader)
        case .data: try parseData(&reader)
        }
    }

    private func checkCounts() throws(WasmBinaryError) {
        guard summary.codeSizes.count == declaredFunctionCount else {
            throw WasmBinaryError(
                .countMismatch("function bodies", summary.codeSizes.count, "functions", declaredFunctionCount),
                at: reader.offset)
        }
        if let announcedDataCount, announcedDataCount != summary.dataSegments.count {
            throw WasmBinaryError(
                .countMismatch("data segments", summary.dataSegments.count, "announced", announcedDataCount),
                at: reader.offset)
        }
    }
}
