// How large a stranger's module may be, so that compiling it takes bounded time and memory. Plain values, any thread.

/// Bounds on a module's parts, checked before the compiler sees it.
package struct ModuleLimits: Equatable, Sendable {
    /// Of the whole file.
    package var maximumBytes = 32 << 20
    package var maximumFunctions: UInt64 = 50_000
    /// Of one function's code: compile time grows faster than this.
    package var maximumCodeBytes: UInt64 = 2 << 20
    package var maximumLocals: UInt64 = 50_000
    package var maximumTypes: UInt64 = 10_000
    package var maximumImports: UInt64 = 1_000
    package var maximumExports: UInt64 = 10_000
    package var maximumGlobals: UInt64 = 10_000
    package var maximumDataSegments: UInt64 = 20_000
    package var maximumElementSegments: UInt64 = 10_000
    /// That a memory has from the start, in pages of 64 KiB.
    package var maximumMemoryPages: UInt64 = 1_024
    /// That a table has from the start.
    package var maximumTableElements: UInt64 = 10_000

    package init() {}

    /// Errors: `.exceedsLimit`, naming what there is too much of.
    package func check(_ module: ModuleSummary) throws(WasmBinaryError) {
        try check("functions", module.functions.count, maximumFunctions)
        try check("bytes of code in one function", module.codeSizes.max() ?? 0, maximumCodeBytes)
        try check("local variables in one function", module.largestLocalCount, maximumLocals)
        try check("types", module.types.count, maximumTypes)
        try check("imports", module.imports.count, maximumImports)
        try check("exports", module.exports.count, maximumExports)
        try check("globals", module.globals.count, maximumGlobals)
        try check("data segments", module.dataSegments.count, maximumDataSegments)
        try check("element segments", module.elementSegmentCount, maximumElementSegments)
        for memory in module.memories { try check("pages of memory", memory.minimum, maximumMemoryPages) }
        for table in module.tables { try check("table elements", table.limits.minimum, maximumTableElements) }
    }

    private func check(_ what: String, _ found: some BinaryInteger, _ limit: UInt64) throws(WasmBinaryError) {
        guard UInt64(found) <= limit else {
            throw WasmBinaryError(.exceedsLimit(what, found: UInt64(found), limit: limit), at: 0)
        }
    }
}
