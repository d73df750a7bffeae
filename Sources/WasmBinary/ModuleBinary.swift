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
        var parser = ModuleParser(bytes[...], limits: limits)
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
    /// A section that was not there comes right behind those that belong before it, wherever custom sections stand: the
    /// names' section keeps its place after all others.
    package func replacing(_ replacements: [SectionKind: [UInt8]], removing removed: Set<SectionKind> = []) -> [UInt8] {
        precondition(replacements[.custom] == nil && !removed.contains(.custom), "custom sections are passed through")
        let missing = replacements.map { (kind: $0.key, contents: $0.value) }
            .filter { layout.section($0.kind) == nil }.sorted { $0.kind.rank < $1.kind.rank }
        let places = missing.map { place(ofMissing: $0.kind) }
        var writer = BinaryWriter(Array(bytes[..<Self.headerByteCount]))
        for place in 0...layout.sections.count {
            for (section, _) in zip(missing, places).filter({ $1 == place }) {
                writer.section(section.kind, section.contents)
            }
            guard place < layout.sections.count else { break }
            let section = layout.sections[place]
            if let contents = replacements[section.kind] {
                writer.section(section.kind, contents)
            } else if !removed.contains(section.kind) {
                writer.append(bytes[section.whole])
            }
        }
        return writer.bytes
    }

    /// The index of the section before which it belongs.
    private func place(ofMissing kind: SectionKind) -> Int {
        let sections = layout.sections
        if let last = sections.lastIndex(where: { $0.kind != .custom && $0.kind.rank < kind.rank }) { return last + 1 }
        return sections.firstIndex { $0.kind != .custom } ?? sections.count
    }

    private static let headerByteCount = 8
}
