// The tables of a snapshot: their sizes, and the element segments that fill them. Pure, any thread.
// Source: https://webassembly.github.io/spec/core/binary/modules.html#element-section

import WasmBinary

extension ModuleRewriter {
    func tableSection() -> [UInt8] {
        let sizes = Dictionary(uniqueKeysWithValues: state.tables.map { ($0.index, $0.elements.count) })
        return section(module.layout.tables.count) { writer, index in
            let table = module.layout.tables[index]
            guard let size = sizes[index] else {
                writer.append(module.bytes[table.whole])
                return
            }
            writer.append(module.bytes[table.whole.lowerBound..<table.limits.lowerBound])
            writer.limits(module.summary.tables[index].limits, minimum: UInt64(size))
        }
    }

    /// Nil when the element section stays as it is.
    ///
    /// The segments of a captured table become declarative: instantiation leaves active ones empty too, and what they
    /// name may still be referred to. A function that `ref.func` names and that an export alone declared is declared.
    func elementSection() -> [UInt8]? {
        let captured = Set(state.tables.map(\.index))
        let undeclared = survey.referencedFunctions.intersection(hiddenFunctions).sorted()
        let contents = state.tables.compactMap { filling($0) }
        guard !captured.isEmpty || !undeclared.isEmpty else { return nil }
        var writer = BinaryWriter()
        let segments = module.layout.elementSegments
        writer.unsigned(segments.count + contents.count + (undeclared.isEmpty ? 0 : 1))
        for segment in segments {
            if case .active(let table, _) = segment.mode, captured.contains(table) {
                writer.byte(segment.holdsExpressions ? 7 : 3)
                writer.byte(segment.holdsExpressions ? BinaryWriter.funcref : BinaryWriter.functions)
                writer.append(module.bytes[segment.elements])
            } else {
                writer.append(module.bytes[segment.whole])
            }
        }
        for segment in contents { writer.append(segment) }
        if !undeclared.isEmpty {
            writer.append([3, BinaryWriter.functions])
            writer.unsigned(undeclared.count)
            for function in undeclared { writer.unsigned(function) }
        }
        return writer.bytes
    }

    /// One active segment from the first function to the last; nil for a table of nulls.
    private func filling(_ table: ModuleState.Table) -> [UInt8]? {
        guard let first = table.elements.firstIndex(where: { $0 != nil }),
            let last = table.elements.lastIndex(where: { $0 != nil })
        else { return nil }
        let elements = table.elements[first...last]
        let hasNulls = elements.contains { $0 == nil }
        var writer = BinaryWriter()
        if table.index == 0 {
            writer.byte(hasNulls ? 4 : 0)
        } else {
            writer.byte(hasNulls ? 6 : 2)
            writer.unsigned(table.index)
        }
        writer.address(first, is64Bit: module.summary.tables[table.index].limits.is64Bit)
        if table.index != 0 { writer.byte(hasNulls ? BinaryWriter.funcref : BinaryWriter.functions) }
        writer.unsigned(elements.count)
        for element in elements {
            if !hasNulls {
                writer.unsigned(element!)
            } else if let element {
                writer.byte(0xd2)
                writer.unsigned(element)
                writer.byte(0x0b)
            } else {
                writer.append([0xd0, BinaryWriter.funcref, 0x0b])
            }
        }
        return writer.bytes
    }
}
