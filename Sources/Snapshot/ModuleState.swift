// What an instance consists of besides its code. Plain values, any thread.

/// The state of one instance: what a snapshot carries.
package struct ModuleState: Equatable, Sendable {
    /// A mutable global's value.
    package struct Global: Equatable, Sendable {
        package let index: Int
        /// Its bits; narrower types lie in the low ones.
        package let low: UInt64
        package let high: UInt64

        package init(index: Int, low: UInt64, high: UInt64) {
            self.index = index
            self.low = low
            self.high = high
        }
    }

    /// What a table of functions holds.
    package struct Table: Equatable, Sendable {
        package let index: Int
        /// The functions' indices; nil for a null.
        package let elements: [Int?]

        package init(index: Int, elements: [Int?]) {
            self.index = index
            self.elements = elements
        }
    }

    /// Every mutable global, by index.
    package var globals: [Global] = []
    /// Every memory, by index.
    package var memories: [MemoryImage] = []
    /// The tables that can differ from what the module's element segments say, by index.
    package var tables: [Table] = []

    package init() {}
}
