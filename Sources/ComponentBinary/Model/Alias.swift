// Definitions that give an index to what exists elsewhere. Plain values, any thread.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md#alias-definitions

/// A new index for something that an instance exports or an enclosing component has.
package enum Alias: Equatable, Sendable {
    case export(Sort, instance: UInt32, name: String)
    case coreExport(CoreSort, instance: UInt32, name: String)
    /// `count` scopes outwards; 0 is the one that the alias stands in.
    case outer(Sort, count: UInt32, index: UInt32)
}
