// A package's version. Plain values, any thread.
// Source: https://semver.org, Semantic Versioning 2.0.0

/// `major.minor.patch-prerelease+build`.
package struct Version: Hashable, Sendable {
    package let major: UInt64
    package let minor: UInt64
    package let patch: UInt64
    /// The identifiers between the dots; empty for a release.
    package let prerelease: [String]
    /// The identifiers between the dots. They name a version but don't order it.
    package let build: [String]

    package init(
        _ major: UInt64, _ minor: UInt64, _ patch: UInt64, prerelease: [String] = [], build: [String] = []
    ) {
        self.major = major
        self.minor = minor
        self.patch = patch
        self.prerelease = prerelease
        self.build = build
    }

    /// Reads a version; nil when the text is none.
    package init?(_ text: String) {
        var rest = text[...]
        var build: [String] = []
        if let plus = rest.firstIndex(of: "+") {
            guard let identifiers = Self.identifiers(rest[rest.index(after: plus)...]) else { return nil }
            build = identifiers
            rest = rest[..<plus]
        }
        var prerelease: [String] = []
        if let hyphen = rest.firstIndex(of: "-") {
            guard let identifiers = Self.identifiers(rest[rest.index(after: hyphen)...]),
                identifiers.allSatisfy({ !Self.isNumeric($0) || Self.number($0[...]) != nil })
            else { return nil }
            prerelease = identifiers
            rest = rest[..<hyphen]
        }
        let numbers = rest.split(separator: ".", omittingEmptySubsequences: false)
        guard numbers.count == 3, let major = Self.number(numbers[0]), let minor = Self.number(numbers[1]),
            let patch = Self.number(numbers[2])
        else { return nil }
        self.init(major, minor, patch, prerelease: prerelease, build: build)
    }

    /// Without a leading zero.
    private static func number(_ text: Substring) -> UInt64? {
        guard isNumeric(text), text.count == 1 || text.first != "0" else { return nil }
        return UInt64(text)
    }

    private static func isNumeric(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    private static func identifiers(_ text: Substring) -> [String]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let areValid = parts.allSatisfy { part in
            !part.isEmpty
                && part.utf8.allSatisfy { byte in
                    switch byte {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                        true
                    default: false
                    }
                }
        }
        return areValid ? parts.map(String.init) : nil
    }
}

extension Version: CustomStringConvertible {
    package var description: String {
        "\(major).\(minor).\(patch)" + (prerelease.isEmpty ? "" : "-" + prerelease.joined(separator: "."))
            + (build.isEmpty ? "" : "+" + build.joined(separator: "."))
    }
}

extension Version {
    /// Whether this version comes before another, by the specification's "precedence": builds of one version are
    /// equals, and neither comes first.
    package func precedes(_ other: Version) -> Bool {
        let (mine, its) = ([major, minor, patch], [other.major, other.minor, other.patch])
        guard mine == its else { return mine.lexicographicallyPrecedes(its) }
        if prerelease.isEmpty || other.prerelease.isEmpty { return !prerelease.isEmpty && other.prerelease.isEmpty }
        for (left, right) in zip(prerelease, other.prerelease) where left != right {
            switch (Self.isNumeric(left), Self.isNumeric(right)) {
            // Numbers of any length: without leading zeros the longer one is the greater.
            case (true, true): return (left.count, left) < (right.count, right)
            case (true, false): return true
            case (false, true): return false
            case (false, false): return left.utf8.lexicographicallyPrecedes(right.utf8)
            }
        }
        return prerelease.count < other.prerelease.count
    }
}
