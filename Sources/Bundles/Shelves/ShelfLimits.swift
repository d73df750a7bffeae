// How much a shelf may hold. Shelves come from strangers, so everything has an end. Constants, any thread.

/// Bounds of an index.
package enum ShelfLimits {
    /// Size of the index' file.
    package static let indexBytes = 16 << 20
    package static let entries = 20_000
    /// The largest number that every reader of JSON takes for itself. Source: RFC 8259, 6.
    package static let serial = (1 << 53) - 1
    static let identifierBytes = 16
    /// Shelves that are remembered.
    package static let shelves = 256
    /// Folders around a bundle's file that are looked into.
    static let depth = 8
}
