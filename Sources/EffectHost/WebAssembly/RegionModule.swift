// A stranger's module, rewritten so that its memory is a part of another's: how a script's own WebAssembly shares the
// interpreter's memory, and `memory.buffer` needs no copy. Pure, any thread.
// Source: own derivation; codes from https://webassembly.github.io/spec/core/appendix/index-instructions.html

import WasmBinary

/// The rewriting of a module, which has to be valid: what it adds could otherwise be named by what was there.
///
/// The module's memory becomes an import, the whole memory that its own is a region of. Where the region begins and how
/// long it is stands in a record in that memory (`RegionRecord`), whose address a global has that only the host sets. Each
/// function that uses memory has both in locals, read when it begins and after each call, since a call may grow memory.
/// Each access is checked against the length, in 64 bits, where nothing wraps.
///
/// No index changes: what is added comes last. What instantiation does is done by an exported function instead, so that it
/// can be done again: values of globals, contents of tables and memory, the start function.
struct RegionModule {
    let module: ModuleBinary
    /// Types, functions, tables and globals that are added come behind so many.
    let typeCount: Int
    let functionCount: Int
    let tableCount: Int
    let globalCount: Int
    let usesMemory: Bool
    /// Whether instantiation can be done again in an instance that has run: nothing is used up for good.
    private(set) var isRepeatable = true

    /// The global with the record's address.
    static let recordExport = "cajon:record"
    /// A table whose one element grows memory: `(record, pages) -> pages before`, or -1.
    static let growExport = "cajon:grow"
    static let startExport = "cajon:start"
    /// Names that a module may not export itself.
    static let reservedPrefix = "cajon:"

    init(_ module: ModuleBinary) {
        self.module = module
        typeCount = module.summary.types.count
        functionCount = module.summary.functions.count
        tableCount = module.summary.tables.count
        globalCount = module.summary.globals.count
        usesMemory = !module.summary.memories.isEmpty
    }

    // MARK: - What is added, by index

    var actionType: Int { typeCount }
    var growType: Int { typeCount + 1 }
    var bulkType: Int { typeCount + 2 }
    var fillFunction: Int { functionCount }
    var copyFunction: Int { functionCount + 1 }
    func initFunction(_ segment: Int) -> Int { functionCount + 2 + segment }
    var startFunction: Int { functionCount + 2 + module.layout.dataSegments.count }
    var growTable: Int { tableCount }
    var recordGlobal: Int { globalCount }

    // MARK: - Sections

    /// The module.
    ///
    /// Errors: instructions that can't be read.
    mutating func rewritten() throws(WasmBinaryError) -> [UInt8] {
        var bodies: [[UInt8]] = []
        for index in module.layout.functionBodies.indices { bodies.append(try rewrittenBody(index)) }
        if usesMemory {
            bodies += [fillBody(), copyBody()] + module.layout.dataSegments.indices.map(initBody)
        } else {
            // Without memory there is nothing to fill.
            bodies += [[UInt8]](repeating: Self.emptyBulkBody, count: 2 + module.layout.dataSegments.count)
        }
        bodies.append(startBody())
        var sections: [SectionKind: [UInt8]] = [
            .type: typeSection(), .import: importSection(), .function: functionSection(), .global: globalSection(),
            .table: tableSection(), .export: exportSection(), .code: Self.section(bodies) { $0.vector($1) },
        ]
        if !module.layout.elementSegments.isEmpty { sections[.element] = elementSection() }
        if !module.layout.dataSegments.isEmpty {
            var count = BinaryWriter()
            count.unsigned(module.layout.dataSegments.count)
            sections[.dataCount] = count.bytes
            sections[.data] = Self.section(module.layout.dataSegments) { writer, segment in
                writer.byte(1)
                writer.vector(module.bytes[segment.contents])
            }
        }
        return module.replacing(sections, removing: [.start, .memory])
    }

    mutating func note(_ instruction: Instruction) {
        switch instruction.opcode {
        case .dataDrop, .elemDrop, .tableGrow: isRepeatable = false
        default: break
        }
    }

    static let memoryGrow = Instruction.Opcode(rawValue: 0x40)

    private static func section<Item>(_ items: [Item], _ write: (inout BinaryWriter, Item) -> Void) -> [UInt8] {
        var writer = BinaryWriter()
        writer.unsigned(items.count)
        for item in items { write(&writer, item) }
        return writer.bytes
    }

    private func typeSection() -> [UInt8] {
        var types = module.summary.types
        types.append(.init(parameters: [], results: []))
        types.append(.init(parameters: [.i32, .i32], results: [.i32]))
        types.append(.init(parameters: [.i32, .i32, .i32], results: []))
        return Self.section(types) { writer, type in
            writer.byte(0x60)
            writer.valueTypes(type.parameters)
            writer.valueTypes(type.results)
        }
    }

    /// The first of the types that look so.
    private func typeIndices() -> [ModuleSummary.FunctionType: Int] {
        Dictionary(zip(module.summary.types, module.summary.types.indices)) { first, _ in first }
    }

    private func importSection() -> [UInt8] {
        let types = typeIndices()
        let hasOwnMemory = !module.layout.memories.isEmpty
        var writer = BinaryWriter()
        writer.unsigned(module.summary.imports.count + (hasOwnMemory ? 1 : 0))
        for item in module.summary.imports {
            writer.name(item.module)
            writer.name(item.name)
            switch item.entity {
            case .function(let type):
                writer.byte(0)
                writer.unsigned(types[type]!)
            case .table(let type, let limits):
                writer.byte(1)
                writer.valueType(type)
                writer.limits(limits)
            case .memory: writer.append(Self.wholeMemory)
            case .global(let type, let isMutable):
                writer.byte(3)
                writer.globalType(.init(type: type, isMutable: isMutable))
            case .tag: preconditionFailure("the engine takes no tags")
            }
        }
        if hasOwnMemory {
            writer.name("cajon")
            writer.name("memory")
            writer.append(Self.wholeMemory)
        }
        return writer.bytes
    }

    /// A memory of any size.
    private static let wholeMemory: [UInt8] = [2, 0, 0]

    private func functionSection() -> [UInt8] {
        let types = typeIndices()
        var writer = BinaryWriter()
        let defined = module.summary.functions.dropFirst(module.importedFunctionCount)
        writer.unsigned(defined.count + 3 + module.layout.dataSegments.count)
        for type in defined { writer.unsigned(types[type]!) }
        for _ in 0..<2 + module.layout.dataSegments.count { writer.unsigned(bulkType) }
        writer.unsigned(actionType)
        return writer.bytes
    }

    private func tableSection() -> [UInt8] {
        var writer = BinaryWriter()
        writer.unsigned(module.layout.tables.count + 1)
        for table in module.layout.tables { writer.append(module.bytes[table.whole]) }
        writer.append([0x70, 1, 1, 1])
        return writer.bytes
    }

    private func globalSection() -> [UInt8] {
        var writer = BinaryWriter()
        writer.unsigned(module.layout.globals.count + 1)
        for global in module.layout.globals { writer.append(module.bytes[global.whole]) }
        // (global (mut i32) (i32.const 0))
        writer.append([0x7f, 1, 0x41, 0, 0x0b])
        return writer.bytes
    }

    private func exportSection() -> [UInt8] {
        let added: [(String, ModuleLayout.ExternKind, Int)] = [
            (Self.recordExport, .global, recordGlobal), (Self.growExport, .table, growTable),
            (Self.startExport, .function, startFunction),
        ]
        var writer = BinaryWriter()
        writer.unsigned(module.layout.exports.count + added.count)
        for export in module.layout.exports { writer.append(module.bytes[export.whole]) }
        for (name, kind, index) in added {
            writer.name(name)
            writer.byte(kind.rawValue)
            writer.unsigned(index)
        }
        return writer.bytes
    }

    /// Active segments become passive ones: the start function copies them.
    private func elementSection() -> [UInt8] {
        Self.section(module.layout.elementSegments) { writer, segment in
            guard case .active = segment.mode else {
                writer.append(module.bytes[segment.whole])
                return
            }
            writer.byte(segment.holdsExpressions ? 5 : 1)
            if segment.holdsExpressions { writer.valueType(segment.type) } else { writer.byte(0) }
            writer.append(module.bytes[segment.elements])
        }
    }
}
