// What a rewritten module exports otherwise than the original. Plain values, any thread.

/// Exports that go, and functions that get other names. Names are compared byte for byte.
package struct ExportChanges: Equatable, Sendable {
    /// What becomes of an export.
    enum Fate: Equatable {
        case stays
        case goes
        case isRenamed(String)
    }

    /// Names that are no longer exported.
    package var removed: [String]
    /// Of functions. What else had the new name is no longer exported.
    package var renames: [SnapshotOptions.Rename]

    package init(removed: [String] = [], renames: [SnapshotOptions.Rename] = []) {
        self.removed = removed
        self.renames = renames
    }

    func fate(of name: String, isFunction: Bool) -> Fate {
        func isSame(_ other: String) -> Bool { other.utf8.elementsEqual(name.utf8) }
        if isFunction, let rename = renames.first(where: { isSame($0.oldName) }) { return .isRenamed(rename.newName) }
        return removed.contains(where: isSame) || renames.contains { isSame($0.newName) } ? .goes : .stays
    }
}
