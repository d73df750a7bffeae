// Which of several presets of one name is the newer. A plain value, any thread.

/// Three numbers, as in `1.4.0`.
///
/// Source: Semantic Versioning 2.0.0, without pre-releases and build metadata.
package struct PresetVersion: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The largest number that a part may be.
    package static let maximumPart = 999_999
    /// What a preset has that states none.
    package static let initial = PresetVersion(major: 1, minor: 0, patch: 0)

    package let major: Int
    package let minor: Int
    package let patch: Int

    /// - Parameters: each 0 to `maximumPart`.
    package init(major: Int, minor: Int, patch: Int) {
        precondition([major, minor, patch].allSatisfy { (0...Self.maximumPart).contains($0) }, "parts of a version")
        self.major = major
        self.minor = minor
        self.patch = patch
    }

    /// Nil unless the text is three numbers in plain digits, without leading zeros, parted by dots.
    package init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        var numbers: [Int] = []
        for part in parts {
            guard (1...6).contains(part.count), part.count == 1 || part.first != UInt8(ascii: "0"),
                part.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
            else { return nil }
            numbers.append(part.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) })
        }
        self.init(major: numbers[0], minor: numbers[1], patch: numbers[2])
    }

    package var description: String { "\(major).\(minor).\(patch)" }

    package static func < (one: PresetVersion, other: PresetVersion) -> Bool {
        (one.major, one.minor, one.patch) < (other.major, other.minor, other.patch)
    }
}
