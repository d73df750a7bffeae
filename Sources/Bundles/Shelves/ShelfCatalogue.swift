// Everything that is on the shelves that were added, as it was last read. A plain value, any thread.

import EffectHost
package import Presets

/// A bundle that can be fetched, and where from.
package struct ShelfOffer: Equatable, Sendable {
    package let shelf: KnownShelf
    package let entry: ShelfEntry

    package init(shelf: KnownShelf, entry: ShelfEntry) {
        self.shelf = shelf
        self.entry = entry
    }
}

/// Finds bundles on shelves, without reading the shelves anew.
package struct ShelfCatalogue: Sendable {
    /// In the order in which the shelves were added.
    package let shelves: [(shelf: KnownShelf, index: ShelfIndex)]
    /// Shelves whose index isn't at hand; `cajon preset update` fetches it.
    package let missing: [KnownShelf]

    package init(_ shelves: [(shelf: KnownShelf, index: ShelfIndex)], missing: [KnownShelf] = []) {
        self.shelves = shelves
        self.missing = missing
    }

    /// All shelves of a book, or those that are named.
    ///
    /// Errors: `.unknownShelf`, `.book`.
    package init(_ book: ShelfBook, only names: [String] = []) throws(ShelfError) {
        let known = try book.shelves(called: names)
        let pairs = known.map { ($0, book.index(of: $0)) }
        self.init(
            pairs.compactMap { shelf, index in index.map { (shelf, $0) } },
            missing: pairs.filter { $0.1 == nil }.map(\.0))
    }

    /// All offers of a bundle, of whatever version.
    package func offers(of id: String) -> [ShelfOffer] {
        shelves.flatMap { shelf, index in
            index.bundles.filter { $0.identity.id == id }.map { ShelfOffer(shelf: shelf, entry: $0) }
        }
    }

    /// The bundle of that name, in the newest version if none is asked for. Of equal ones the first shelf's.
    ///
    /// Errors: `.notOnShelf`; `.ambiguous` when shelves have different bundles of that name that one key hasn't signed,
    /// since whoever has a shelf could otherwise offer a newer version of somebody else's.
    package func offer(id: String, version: PresetVersion? = nil) throws(ShelfError) -> ShelfOffer {
        let wanted = version.map { "\(id)@\($0)" } ?? id
        let found = offers(of: id).filter { version == nil || $0.entry.identity.version == version }
        guard let newest = found.map(\.entry.identity.version).max() else {
            let ids = Set(shelves.flatMap { $0.index.bundles.map(\.identity.id) })
            throw ShelfError(.notOnShelf(wanted, nearest: NearestName.nearest(to: id, among: ids.sorted())))
        }
        let all = version == nil ? offers(of: id) : found
        let best = found.filter { $0.entry.identity.version == newest }
        // Two shelves with different files for one version of one key are as ambiguous.
        let isOneFile = best.allSatisfy { $0.entry.contentHash == best[0].entry.contentHash }
        if let difference = Self.difference(in: all) ?? (isOneFile ? nil : .content) {
            var known: [KnownShelf] = []
            for offer in all where !known.contains(offer.shelf) { known.append(offer.shelf) }
            let isNamed = Set(known.map(\.name)).count == known.count
            throw ShelfError(.ambiguous(wanted, known.map { isNamed ? $0.name : $0.place.text }, difference))
        }
        return best[0]
    }

    /// Why it matters which shelf a bundle is taken from; nil when one author's key has signed all of it, or every
    /// shelf has the very same: an author's name alone is written by anybody.
    private static func difference(in offers: [ShelfOffer]) -> ShelfError.Difference? {
        let authors = Set(offers.map(\.entry.author))
        let signers = Set(offers.map(\.entry.signer))
        if authors.count == 1, signers.count == 1, signers != [nil] { return nil }
        let contents = Dictionary(grouping: offers, by: \.shelf.place).values
            .map { Set($0.map { [$0.entry.author, $0.entry.signer, $0.entry.contentHash] }) }
        if contents.allSatisfy({ $0 == contents[0] }) { return nil }
        return authors.count > 1 ? .author : signers.count > 1 ? .signer : .content
    }

    /// Bundles that have all these words somewhere in their id, name, author, tags or description; all for no words.
    /// Of each bundle of a shelf only the newest version.
    package func search(_ words: [String]) -> [ShelfOffer] {
        let wanted = SearchWords(words)
        return shelves.flatMap { shelf, index in
            index.bundles.enumerated().filter { number, entry in
                let isNewest =
                    number + 1 == index.bundles.count || index.bundles[number + 1].identity.id != entry.identity.id
                return isNewest && entry.contains(wanted)
            }.map { ShelfOffer(shelf: shelf, entry: $0.element) }
        }
    }
}

extension ShelfEntry {
    fileprivate func contains(_ words: SearchWords) -> Bool {
        words.areFound(in: [identity.id, name, author ?? "", description ?? ""] + tags)
    }
}
