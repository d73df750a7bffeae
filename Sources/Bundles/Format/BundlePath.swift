// What a file in a bundle may be called. A plain value, any thread.

/// A relative path, `/` between its parts, that can't leave the folder it is unpacked to, on any system, and that no other
/// path of the same bundle can be mistaken for (`key`).
package struct BundlePath: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let text: String

    /// Errors: `.invalidPath`, with what is wrong.
    package init(_ text: String) throws(BundleError) {
        self.text = text
    }

    package var description: String { text }

    package static func < (one: BundlePath, other: BundlePath) -> Bool { one.text.utf8.lexicographicallyPrecedes(other.text.utf8) }
}
