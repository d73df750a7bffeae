// A definition and where it stood. Plain values, any thread.

/// Something that was read from a file, with its place. Values are equal wherever they stood.
package struct Located<Value: Equatable & Sendable>: Equatable, Sendable {
    package var value: Value
    /// In bytes from the start of the file; 0 for what was not read from one.
    package let offset: Int

    package init(_ value: Value, at offset: Int = 0) {
        self.value = value
        self.offset = offset
    }

    package static func == (first: Self, second: Self) -> Bool { first.value == second.value }
}
