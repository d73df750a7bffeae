// Since when something is there, and whether it is to be used. Plain values, any thread.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/WIT.md, "Feature Gates"

/// What `@since`, `@unstable` and `@deprecated` say of the item they stand before.
package struct Gate: Hashable, Sendable {
    package enum Stability: Hashable, Sendable {
        /// `@since(version = …)`: there since that version of its package.
        case since(Version)
        /// `@unstable(feature = …)`: there only for those who ask for the feature.
        case unstable(feature: String)
    }

    package let stability: Stability
    /// `@deprecated(version = …)`: not to be used any more since that version.
    package let deprecated: Version?

    package init(_ stability: Stability, deprecated: Version? = nil) {
        self.stability = stability
        self.deprecated = deprecated
    }
}

/// The features that whoever reads WIT asks for. What is `@unstable` for another feature is left out.
package struct FeatureSet: Hashable, Sendable {
    private let names: Set<String>?

    private init(_ names: Set<String>?) { self.names = names }

    package init(_ names: Set<String> = []) { self.names = names }

    /// Every feature, whatever its name.
    package static let all = FeatureSet(nil)

    package func contains(_ feature: String) -> Bool { names?.contains(feature) ?? true }
}
