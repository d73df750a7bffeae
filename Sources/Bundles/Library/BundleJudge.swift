// Whether a bundle's signature, or that it has none, is to be put up with. Any thread that may wait.

/// Who is asked before a bundle is installed or used.
package protocol BundleJudge: Sendable {
    /// Errors: it isn't to be used; why, and what the user can do.
    func judge(_ bundle: Bundle) throws(LibraryError) -> BundleStanding
}

/// What is known of who signed a bundle.
package enum BundleStanding: Equatable, Sendable {
    /// Nobody signed it, and nobody had to.
    case unsigned
    /// The key was met before, with this author.
    case known
    /// The key is met for the first time.
    case new
}

/// Takes every bundle whose signature is right, as if it met its key for the first time.
package struct AnyoneTrusted: BundleJudge {
    package init() {}

    package func judge(_ bundle: Bundle) -> BundleStanding { bundle.signer == nil ? .unsigned : .new }
}
