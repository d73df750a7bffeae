// The fifth step, capture: reads an instance's state through the exports that instrumenting added.

extension ModuleState {
    /// Reads all of an instance's state, bit for bit.
    ///
    /// - Parameter instrumented: what `instance` is an instance of.
    ///
    /// Errors: `uncapturable` when a table holds a function that is not the module's.
    package init(
        capturing instance: borrowing some SnapshotInstance & ~Copyable, of instrumented: Instrumented
    ) throws(SnapshotError) {
        for item in instrumented.globals {
            let (low, high) = try instance.global(item.name)
            globals.append(Global(index: item.index, low: low, high: high))
        }
        for item in instrumented.memories {
            memories.append(
                try instance.withMemory(item.name) { memory throws(SnapshotError) in MemoryImage(scanning: memory) })
        }
        guard !instrumented.tables.isEmpty else { return }
        var indices: [UInt: Int] = [:]
        for item in instrumented.functions { indices[try instance.functionIdentity(item.name)] = item.index }
        for item in instrumented.tables {
            var elements: [Int?] = []
            for identity in try instance.functionIdentities(inTable: item.name) {
                guard let identity else {
                    elements.append(nil)
                    continue
                }
                guard let index = indices[identity] else {
                    throw SnapshotError(
                        .uncapturable(
                            "element \(elements.count) of table \(item.index) is a function from outside the module"))
                }
                elements.append(index)
            }
            tables.append(Table(index: item.index, elements: elements))
        }
    }
}
