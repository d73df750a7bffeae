// Which installed bundles the shelves have newer versions of. Pure functions, any thread.

import EffectHost
import Presets

/// A newer version of something that is installed.
package struct ShelfUpdate: Equatable, Sendable {
    /// What is installed, by the name that it goes by here.
    package let installed: BundleIdentity
    package let offer: ShelfOffer
}

/// What can be brought up to date, and what only seems so.
package struct ShelfUpdates: Equatable, Sendable {
    package private(set) var updates: [ShelfUpdate] = []
    /// Newer versions that aren't by the same author and key, so they aren't taken by themselves; why, as a clause.
    package private(set) var strange: [(update: ShelfUpdate, reason: String)] = []

    /// - Parameters:
    ///   - installed: what is there and the name that it goes by, in the order of the versions.
    ///   - catalogue: the shelves as they are now, where newer versions are taken from.
    ///   - before: all shelves as they were: where something came from that is on none any more, and who else has it.
    package init(
        for installed: [(identity: BundleIdentity, bundle: Bundle)], on catalogue: ShelfCatalogue,
        before: ShelfCatalogue
    ) {
        for (number, one) in installed.enumerated() {
            let isNewest = number + 1 == installed.count || installed[number + 1].identity.id != one.identity.id
            guard isNewest else { continue }
            let newer = catalogue.offers(of: one.bundle.identity.id)
                .filter { $0.entry.identity.version > one.identity.version }
            var best: ShelfOffer?
            var stranger: (ShelfOffer, String)?
            for offer in newer {
                if let reason = Self.strangeness(of: offer, to: one.bundle, on: catalogue, before) {
                    if stranger == nil { stranger = (offer, reason) }
                } else if best.map({ $0.entry.identity.version < offer.entry.identity.version }) ?? true {
                    best = offer
                }
            }
            if let best {
                updates.append(ShelfUpdate(installed: one.identity, offer: best))
            } else if let (offer, reason) = stranger {
                strange.append((ShelfUpdate(installed: one.identity, offer: offer), reason))
            }
        }
    }

    /// Why an offer isn't of the same origin as what is installed; nil when it is.
    private static func strangeness(
        of offer: ShelfOffer, to bundle: Bundle, on catalogue: ShelfCatalogue, _ before: ShelfCatalogue
    ) -> String? {
        guard bundle.preset.author.flatMap(AuthorName.init) == offer.entry.author.flatMap(AuthorName.init) else {
            return "by another author"
        }
        if let signer = bundle.signer {
            return offer.entry.signer == signer.fingerprint ? nil : "not signed by the same key"
        }
        // Anybody can write an author's name, and list what others have: without a signature it has to be a shelf
        // that has the installed one, and nobody else may have anything that goes by its name.
        let all = catalogue.shelves + before.shelves
        func places(_ isIt: (ShelfEntry) -> Bool) -> Set<ShelfPlace> {
            Set(all.filter { $0.index.bundles.contains(where: isIt) }.map(\.shelf.place))
        }
        guard places({ $0.contentHash == bundle.contentHash }).contains(offer.shelf.place) else {
            return "unsigned, and not from the shelf that has the installed one"
        }
        let id = bundle.identity.id
        guard places({ $0.identity.id == id || $0.contentHash == bundle.contentHash }).count == 1 else {
            return "unsigned, and several shelves have a ‘\(id)’"
        }
        let seen = Set(all.map(\.shelf.place))
        if let hidden = before.missing.first(where: { !seen.contains($0.place) }) {
            return "unsigned, and what is on ‘\(printable(hidden.name))’, which may have it as well, isn't at hand"
        }
        return nil
    }

    package static func == (one: ShelfUpdates, other: ShelfUpdates) -> Bool {
        one.updates == other.updates && one.strange.elementsEqual(other.strange) { $0 == $1 }
    }
}
