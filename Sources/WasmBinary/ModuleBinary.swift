// A module's bytes with what they mean and where each part lies: what is read, changed and written. A value, any thread.

/// A core module, read and ready to be written again with some of its sections replaced.
package struct ModuleBinary: Sendable {
    package let bytes: [UInt8]
    package let summary: ModuleSummary
    package let layout: ModuleLayout

    /// Reads a core module. Instructions are not read: `InstructionReader` does that, function by function.
    ///
    /// Errors: what is wrong, and where; which limit is exceeded.
    package init(parsing bytes: [UInt8], limits: ModuleLimits = ModuleLimits()) throws(WasmBinaryError) {
        var parser = ModuleParser(bytes, limits: limits)
        summary = try parser.parse()
        layout = parser.layout
        self.bytes = bytes
    }

    package var importedFunctionCount: Int { importCount { if case .function = $0 { true } else { false } } }
    package var importedTableCount: Int { importCount { if case .table = $0 { true } else { false } } }
    package var importedMemoryCount: Int { importCount { if case .memory = $0 { true } else { false } } }
    package var importedGlobalCount: Int { importCount { if case .global = $0 { true } else { false } } }

    private func importCount(_ isCounted: (ModuleSummary.Entity) -> Bool) -> Int {
        summary.imports.count { isCounted($0.entity) }
    }

    /// The instructions of the function body at `index` among those that the module defines.
    package func instructions(ofBody index: Int) -> InstructionReader {
        InstructionReader(BinaryReader(bytes[layout.functionBodies[index].instructions]))
    }

    /// What the export of that name refers to; names are compared byte for byte.
    package func export(_ name: String) -> ModuleLayout.Export? {
        summary.exports.firstIndex { $0.name.utf8.elementsEqual(name.utf8) }.map { layout.exports[$0] }
    }

    /// The module with the contents of some sections replaced; the others are copied as they are, so without
    /// replacements the bytes are equal to those read.
    ///
    /// A section that was not there gets its place in the order, wherever custom sections stand. One that is replaced
    /// by nil goes.
    package func replacing(_ replacements: [SectionKind: [UInt8]?]) -> [UInt8] {
        precondition(replacements[.custom] == nil, "custom sections are passed through")
        var missing = replacements.compactMap { kind, contents in
            layout.section(kind) == nil ? contents.map { (kind: kind, contents: $0) } : nil
        }.sorted { $0.kind.rank < $1.kind.rank }[...]
        var writer = BinaryWriter(Array(bytes[..<Self.headerByteCount]))
        for section in layout.sections {
            if section.kind != .custom {
                while let next = missing.first, next.kind.rank < section.kind.rank {
                    writer.section(next.kind, next.contents)
                    missing.removeFirst()
                }
            }
            switch replacements[section.kind] {
            case .none: writer.append(bytes[section.whole])
            case .some(.none): break
            case .some(.some(let contents)): writer.section(section.kind, contents)
            }
        }
        for section in missing { writer.section(section.kind, section.contents) }
        return writer.bytes
    }

    private static let headerByteCount = 8
}
