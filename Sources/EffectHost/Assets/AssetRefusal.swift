// Why an effect didn't get an asset that it asked for. Plain values, any thread.

/// An asset that can't be had: what the effect is told, and what its user is.
package struct AssetRefusal: Error, Equatable, Sendable, CustomStringConvertible {
    /// The contract's `open-error`, case for case.
    package enum Kind: Int, CaseIterable, Sendable {
        case invalidName, notFound, unreadable, tooLarge, tooMany

        /// As the contract names it.
        package var name: String {
            switch self {
            case .invalidName: "invalid-name"
            case .notFound: "not-found"
            case .unreadable: "unreadable"
            case .tooLarge: "too-large"
            case .tooMany: "too-many"
            }
        }
    }

    package let kind: Kind
    /// Which asset and why, for the log; never a path.
    package let description: String

    package init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}
