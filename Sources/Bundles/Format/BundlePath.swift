// What a file in a bundle may be called. A plain value, any thread.

/// A relative path, `/` between its parts, that can't leave the folder it is unpacked to, on any system, and that no other
/// path of the same bundle can be mistaken for (`key`).
package struct BundlePath: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The most bytes of UTF-8 that a path may have.
    package static let byteLimit = 1_024
    /// The most that each of its parts may have. Source: limits.h, NAME_MAX.
    package static let partByteLimit = 255

    /// Composed (NFC), so equal texts are equal bytes.
    package let text: String

    /// Errors: `.invalidPath`, with what is wrong.
    package init(_ text: String) throws(BundleError) {
        if let problem = BundlePathRules.problem(with: text) {
            throw BundleError(.invalidPath(text, problem), path: "")
        }
        self.text = text
    }

    /// What is equal for two paths that some file system takes for one: case folded, then composed.
    package var key: String { BundlePathRules.key(of: text) }

    /// Never empty.
    package var parts: [String] { text.unicodeScalars.split(separator: "/").map(String.init) }

    /// The folders around the file, outermost first: `a` and `a/b` for `a/b/c`.
    package var folders: [String] {
        text.utf8.indices.filter { text.utf8[$0] == UInt8(ascii: "/") }.map { String(text[..<$0]) }
    }

    package var description: String { text }

    package static func < (one: BundlePath, other: BundlePath) -> Bool {
        one.text.utf8.lexicographicallyPrecedes(other.text.utf8)
    }
}
