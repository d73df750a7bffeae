// Why a shelf, or something on it, can't be used. A plain value, any thread.

import EffectHost

/// What is wrong, and with which shelf.
package struct ShelfError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Kind: Equatable, Sendable {
        /// It can't be read or fetched; why, as the rest of a sentence.
        case unreadable(String)
        /// It is larger than it may be, or than was said.
        case tooLarge(byteLimit: Int)
        /// It can't be fetched; why.
        case unreachable(String)
        /// It can't be written; why.
        case unwritable(String)
        /// It is no index, or not in order; what is wrong, as a sentence.
        case malformed(String)
        case newerFormat(Int)
        case wrongSignature
        /// It is signed by another key than is known.
        case keyChanged(SignatureKey, known: SignatureKey)
        /// It is another shelf of the key that is known.
        case exchanged(name: String)
        /// It is older than what was seen before.
        case rolledBack(serial: Int, known: Int)
        /// Two different indices have one number.
        case equivocated(serial: Int)
        /// What was fetched isn't what the index says; how it differs.
        case differs(BundlePath, String)
        /// A bundle in a folder that is to be indexed isn't right.
        case bundle(BundleError)
        /// The index that is there was signed by another key.
        case foreignIndex(SignatureKey)
        /// Its number can't be lower than it was, nor stay as it is when something has changed.
        case staleSerial(Int, known: Int)
        case tooManyShelves
        /// No shelf of that name is remembered, or several.
        case unknownShelf(String, isAmbiguous: Bool)
        /// No shelf has that bundle.
        case notOnShelf(String, nearest: String?)
        /// Several shelves have different bundles of that name; the shelves' names, or their places.
        case ambiguous(String, [String], Difference)
        /// What is remembered of shelves can't be read or written.
        case book(BookError)
        /// There is no home to remember shelves in.
        case noHome
    }

    /// What isn't the same on different shelves.
    package enum Difference: Equatable, Sendable {
        case author
        case signer
        /// Nobody's signature says that it comes from one hand.
        case content
    }

    package let kind: Kind
    /// The shelf's place, or the folder's; nil when it isn't about one.
    package let place: String?

    package init(_ kind: Kind, at place: String? = nil) {
        self.kind = kind
        self.place = place
    }

    /// The same, of a shelf at that place, if it has none yet.
    package func at(_ place: String) -> ShelfError { self.place == nil ? ShelfError(kind, at: place) : self }

    package var description: String { (place.map { printable($0, limit: 2_048) + ": " } ?? "") + problem }
}
