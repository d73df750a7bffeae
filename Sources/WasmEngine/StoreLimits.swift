// How much one store may hold. Plain values, any thread.

/// What the instances of one store may take together, whatever their modules declare.
package struct StoreLimits: Equatable, Sendable {
    /// The most bytes each memory may have; growing further gives the guest -1.
    package var memoryBytes: Int
    /// The most elements each table may have; growing further gives the guest -1.
    package var tableElements: Int
    package var instances: Int
    package var memories: Int
    package var tables: Int

    package init(
        memoryBytes: Int = 64 << 20, tableElements: Int = 20_000, instances: Int = 1, memories: Int = 1, tables: Int = 4
    ) {
        self.memoryBytes = memoryBytes
        self.tableElements = tableElements
        self.instances = instances
        self.memories = memories
        self.tables = tables
    }
}

extension StoreLimits {
    /// What one component may take: it is linked of several modules, which have a few memories and tables between them.
    package static func component(memoryBytes: Int = 64 << 20) -> StoreLimits {
        StoreLimits(memoryBytes: memoryBytes, instances: 128, memories: 2, tables: 64)
    }
}
