// Which keys a user accepts beyond those that are known. A plain value, any thread.

/// What `--accept-key` said. It holds for one run; in a live session, for what is opened at its start.
package struct KeyPolicy: Equatable, Sendable {
    /// What accepts something unsigned although its author signs.
    package static let unsigned = "none"

    /// Whole fingerprints, as `SignatureKey.fingerprint` writes them.
    package let fingerprints: Set<String>
    package let acceptsUnsigned: Bool

    /// Accepts nothing beyond what is known.
    package init() {
        fingerprints = []
        acceptsUnsigned = false
    }

    /// - Parameter options: whole fingerprints, and `none`.
    ///
    /// Errors: `.notAFingerprint`; the beginning of one is none either, since others can be made to begin alike.
    package init(accepting options: [String]) throws(KeyError) {
        for option in options where option != Self.unsigned && !SignatureKey.isFingerprint(option) {
            throw KeyError(.notAFingerprint(option))
        }
        fingerprints = Set(options.filter { $0 != Self.unsigned })
        acceptsUnsigned = options.contains(Self.unsigned)
    }

    func accepts(_ key: SignatureKey) -> Bool { fingerprints.contains(key.fingerprint) }
}
