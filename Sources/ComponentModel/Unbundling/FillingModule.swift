// Modules that only fill another one's table, recognised by their bytes. Plain values, any thread.
// Source: https://webassembly.github.io/spec/core/binary/

import WasmBinary

/// A module that only copies functions it imports into a table it imports, from the table's first slot on.
struct FillingModule {
    /// Where the table stands among the imports.
    let tablePlace: Int
    /// For each slot, where the function that fills it stands among the imports.
    let slots: [Int]

    /// Nil for a module that has anything else in it.
    init?(_ module: LinkModule) {
        let summary = module.summary
        guard summary.exports.isEmpty, summary.startFunction == nil, summary.memories.isEmpty, summary.globals.isEmpty,
            summary.tags.isEmpty, summary.dataSegments.isEmpty, summary.codeSizes.isEmpty, summary.tables.count == 1,
            summary.elementSegmentCount == 1, summary.imports.count == summary.functions.count + 1
        else { return nil }
        var tablePlace: Int?
        var functionPlaces: [Int] = []
        for (place, item) in summary.imports.enumerated() {
            switch item.entity {
            case .table(.funcref, _): tablePlace = place
            case .function: functionPlaces.append(place)
            default: return nil
            }
        }
        guard let tablePlace, let binary = try? ModuleBinary(parsing: Array(module.bytes), limits: .forTools) else {
            return nil
        }
        let segment = binary.layout.elementSegments[0]
        guard !segment.holdsExpressions, segment.type == .funcref, case .active(0, let offset) = segment.mode,
            (try? binary.constant(offset, globals: [])) == .bits(low: 0, high: 0)
        else { return nil }
        self.tablePlace = tablePlace
        slots = segment.functions.map { functionPlaces[$0] }
    }
}
