// The last step, rewrite: a module that starts with a captured state. Pure, any thread.

package import WasmBinary

/// Writes a module anew with another state to start with.
package struct ModuleRewriter {
    let module: ModuleBinary
    let survey: ModuleSurvey
    let state: ModuleState
    let changes: ExportChanges
    /// What the memories' contents became.
    package let plan: SegmentPlan

    /// - Parameters:
    ///   - survey: that of the same module.
    ///   - state: one of the same module, or of one with an equal `CodeSkeleton`.
    package init(_ module: ModuleBinary, _ survey: ModuleSurvey, state: ModuleState, exports: ExportChanges) {
        precondition(state.memories.count == module.summary.memories.count, "a state has all of the module's memories")
        self.module = module
        self.survey = survey
        self.state = state
        changes = exports
        let limit = SegmentPlan.maximumSegmentCount - Self.keptSegmentCount(module, survey)
        plan = SegmentPlan(state.memories, limit: max(limit, state.memories.count))
    }

    /// The module. All that the state doesn't touch is copied byte for byte: types, imports, code, custom sections.
    package func rewritten() -> [UInt8] {
        var sections: [SectionKind: [UInt8]?] = [.export: exportSection()]
        sections.updateValue(nil, forKey: .start)
        let layout = module.layout
        if layout.section(.memory) != nil { sections[.memory] = memorySection() }
        if layout.section(.global) != nil { sections[.global] = globalSection() }
        if layout.section(.table) != nil, !state.tables.isEmpty { sections[.table] = tableSection() }
        if let elements = elementSection() { sections[.element] = elements }
        let dataCount = Self.keptSegmentCount(module, survey) + plan.segments.count
        if dataCount > 0 || layout.section(.data) != nil { sections[.data] = dataSection(count: dataCount) }
        if layout.section(.dataCount) != nil {
            var writer = BinaryWriter()
            writer.unsigned(dataCount)
            sections[.dataCount] = writer.bytes
        }
        return module.replacing(sections)
    }

    private func memorySection() -> [UInt8] {
        section(module.layout.memories.count) { writer, index in
            writer.limits(module.summary.memories[index], minimum: UInt64(state.memories[index].pageCount))
        }
    }

    private func globalSection() -> [UInt8] {
        let values = Dictionary(uniqueKeysWithValues: state.globals.map { ($0.index, $0) })
        return section(module.layout.globals.count) { writer, index in
            let global = module.layout.globals[index]
            guard let value = values[index] else {
                writer.append(module.bytes[global.whole])
                return
            }
            writer.append(module.bytes[global.whole.lowerBound..<global.initializer.lowerBound])
            writer.constant(module.summary.globals[index].type, low: value.low, high: value.high)
        }
    }

    private func exportSection() -> [UInt8] {
        var writer = BinaryWriter()
        var count = 0
        for (export, place) in zip(module.summary.exports, module.layout.exports) {
            switch changes.fate(of: export.name, isFunction: place.kind == .function) {
            case .stays: writer.append(module.bytes[place.whole])
            case .isRenamed(let newName): writer.export(newName, place.kind, place.index)
            case .goes: continue
            }
            count += 1
        }
        var section = BinaryWriter()
        section.unsigned(count)
        section.append(writer.bytes)
        return section.bytes
    }

    /// The functions of exports that go.
    var hiddenFunctions: [Int] {
        zip(module.summary.exports, module.layout.exports).compactMap { export, place in
            let isHidden = changes.fate(of: export.name, isFunction: place.kind == .function) == .goes
            return isHidden && place.kind == .function ? place.index : nil
        }
    }

    /// A section's contents: a count, and as many entries.
    func section(_ count: Int, _ entry: (inout BinaryWriter, Int) -> Void) -> [UInt8] {
        var writer = BinaryWriter()
        writer.unsigned(count)
        for index in 0..<count { entry(&writer, index) }
        return writer.bytes
    }
}
