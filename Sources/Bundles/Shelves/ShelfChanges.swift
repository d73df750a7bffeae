// What has become different on a shelf. A plain value, any thread.

/// The difference of two indices, each list in the order of its index.
package struct ShelfChanges: Equatable, Sendable {
    /// Ids that weren't there.
    package let new: [ShelfEntry]
    /// Versions that weren't there, of ids that were.
    package let newVersions: [ShelfEntry]
    /// Versions whose file is another one now.
    package let replaced: [ShelfEntry]
    /// What isn't there any more.
    package let removed: [ShelfEntry]

    /// - Parameter old: nil for a shelf that wasn't known, or whose index isn't at hand: then all of it is new.
    package init(from old: ShelfIndex?, to index: ShelfIndex) {
        let before = Dictionary(uniqueKeysWithValues: (old?.bundles ?? []).map { ($0.identity, $0) })
        let ids = Set(before.keys.map(\.id))
        let identities = Set(index.bundles.map(\.identity))
        let added = index.bundles.filter { before[$0.identity] == nil }
        new = added.filter { !ids.contains($0.identity.id) }
        newVersions = added.filter { ids.contains($0.identity.id) }
        replaced = index.bundles.filter { entry in
            before[entry.identity].map { $0.contentHash != entry.contentHash } ?? false
        }
        removed = (old?.bundles ?? []).filter { !identities.contains($0.identity) }
    }

    package var isEmpty: Bool { new.isEmpty && newVersions.isEmpty && replaced.isEmpty && removed.isEmpty }
}
