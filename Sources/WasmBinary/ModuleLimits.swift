// How large a stranger's module may be, so that reading and compiling it take bounded time and memory. Plain values, any
// thread.

/// Bounds on a module's parts, checked while it is read and before the compiler sees it.
package struct ModuleLimits: Equatable, Sendable {
    /// Of the whole file.
    package var maximumBytes = 32 << 20
    package var maximumSections = 10_000
    package var maximumTypes = 10_000
    /// Of one function's parameters, and of its results.
    package var maximumValueTypes = 1_000
    package var maximumImports = 1_000
    package var maximumFunctions = 50_000
    package var maximumTables = 100
    package var maximumMemories = 100
    package var maximumGlobals = 10_000
    package var maximumExports = 10_000
    package var maximumElementSegments = 10_000
    package var maximumDataSegments = 20_000
    /// Of one function's code: compile time grows faster than this.
    package var maximumCodeBytes = 2 << 20
    package var maximumLocals = 50_000
    /// That a memory has from the start, in pages of 64 KiB.
    package var maximumMemoryPages = 1_024
    /// That a table has from the start.
    package var maximumTableElements = 10_000

    package init() {}

    /// For tools that read whatever a compiler makes, in a process of their own.
    package static var forTools: ModuleLimits {
        var limits = ModuleLimits()
        limits.maximumBytes = 256 << 20
        limits.maximumTypes = 1_000_000
        limits.maximumImports = 100_000
        limits.maximumFunctions = 1_000_000
        limits.maximumGlobals = 1_000_000
        limits.maximumExports = 1_000_000
        limits.maximumElementSegments = 100_000
        limits.maximumDataSegments = 100_000
        limits.maximumCodeBytes = 64 << 20
        // What it may have is the engine's to say, which has limits of its own.
        limits.maximumMemoryPages = .max
        limits.maximumTableElements = .max
        return limits
    }
}
