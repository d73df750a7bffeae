// The second step, refuse: reads all of the code, once, for what a snapshot can't carry and for what rewriting has to
// know. Pure, any thread.

package import WasmBinary

/// What the code of an acceptable module does that a snapshot depends on.
package struct ModuleSurvey: Equatable, Sendable {
    /// The highest index of a data segment that an instruction names.
    package internal(set) var highestUsedDataSegment: Int?
    /// The tables that instructions change, so that their contents can differ from what the element segments say.
    package internal(set) var mutatedTables: Set<Int> = []
    /// The functions that `ref.func` takes a reference to.
    package internal(set) var referencedFunctions: Set<Int> = []

    /// Reads the module's declarations and its code.
    ///
    /// Errors: `refused`, with the reason and the place; `malformed` for instructions that can't be read.
    package init(of module: ModuleBinary) throws(SnapshotError) {
        try Self.refuseImports(of: module)
        try Self.refuseDefinitions(of: module)
        for body in module.layout.functionBodies.indices {
            var instructions = module.instructions(ofBody: body)
            while let instruction = try Self.next(&instructions) {
                if let refusal = note(instruction, module) {
                    throw SnapshotError(.refused(refusal, offset: instruction.offset))
                }
            }
        }
    }

    private static func next(_ reader: inout InstructionReader) throws(SnapshotError) -> Instruction? {
        do {
            return try reader.next()
        } catch {
            throw SnapshotError(.malformed(error))
        }
    }

    private static func refuseImports(of module: ModuleBinary) throws(SnapshotError) {
        for item in module.summary.imports {
            let name = "\(item.module) \(item.name)"
            let refusal: Refusal? =
                switch item.entity {
                case .function: nil
                case .global: .importedGlobal(name)
                case .table: .importedTable(name)
                case .memory: .importedMemory(name)
                case .tag: .importedTag(name)
                }
            if let refusal { throw SnapshotError(.refused(refusal, offset: item.offset)) }
        }
    }

    /// Nothing of these is imported any more, so indices of definitions are indices of the module.
    private static func refuseDefinitions(of module: ModuleBinary) throws(SnapshotError) {
        let (summary, layout) = (module.summary, module.layout)
        for (memory, place) in zip(summary.memories, layout.memories) where memory.isShared {
            throw SnapshotError(.refused(.sharedMemory, offset: place.whole.lowerBound))
        }
        for (global, place) in zip(summary.globals, layout.globals) where global.isMutable && global.type.isReference {
            throw SnapshotError(.refused(.mutableReferenceGlobal(global.type), offset: place.whole.lowerBound))
        }
        for export in summary.exports where export.name.utf8.starts(with: Instrumented.reservedPrefix.utf8) {
            throw SnapshotError(.refused(.reservedExport(export.name), offset: export.offset))
        }
    }

    /// Keeps what is to be known of an instruction; returns why it is refused, if it is.
    private mutating func note(_ instruction: Instruction, _ module: ModuleBinary) -> Refusal? {
        switch instruction.opcode {
        case .refFunc: referencedFunctions.insert(Int(instruction.first))
        case .memoryInit:
            highestUsedDataSegment = max(highestUsedDataSegment ?? 0, Int(instruction.first))
        case .dataDrop: return .dataDrop
        case .elemDrop: return .elemDrop
        case .tableSet: return mutate(Int(instruction.first), "table.set", module)
        case .tableGrow: return mutate(Int(instruction.first), "table.grow", module)
        case .tableFill: return mutate(Int(instruction.first), "table.fill", module)
        case .tableCopy: return mutate(Int(instruction.first), "table.copy", module)
        case .tableInit: return mutate(Int(instruction.second), "table.init", module)
        default: if instruction.opcode.isGarbageCollection { return .garbageCollection }
        }
        return nil
    }

    private mutating func mutate(_ table: Int, _ instruction: String, _ module: ModuleBinary) -> Refusal? {
        guard table < module.summary.tables.count, module.summary.tables[table].type == .funcref else {
            return .tableMutation(instruction)
        }
        mutatedTables.insert(table)
        return nil
    }
}

extension ModuleSummary.ValueType {
    var isReference: Bool { self == .funcref || self == .externref }
}
