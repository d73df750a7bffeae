// Why a catalog has no descriptor for a reference. A plain value, any thread.

/// What an `EffectCatalog` says when it can't serve a reference; this module turns it into a message with a place.
package enum EffectLookupFailure: Error, Equatable, Sendable {
    /// No effect has that name, or there is no such file.
    case notFound
    /// There is one, but it can't be used: why, as the rest of a sentence, without a full stop.
    case unusable(reason: String)
}
