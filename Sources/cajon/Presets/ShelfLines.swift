// Shelves as people and scripts read of them. Pure functions, any thread.

import Bundles
import EffectHost

enum ShelfLines {
    /// How many lines are printed of each sort of change before the rest is only counted.
    static let shownCount = 20

    /// `Jane's presets (serial 3)`.
    static func title(_ shelf: SignedShelf) -> String {
        "\(printable(shelf.index.name)) (serial \(shelf.index.serial))"
    }

    static func bundles(_ count: Int) -> String { count == 1 ? "1 bundle" : "\(count) bundles" }

    /// What a shelf was called before; nil when it is called so still.
    static func formerName(of found: SignedShelf, _ known: KnownShelf) -> String? {
        known.name == found.index.name ? nil : known.name
    }

    static func renamed(_ formerName: String) -> String { "it was called ‘\(printable(formerName))’ before" }

    /// A bundle on one line: what it is called, its title, and by whom it is.
    static func line(_ entry: ShelfEntry) -> String {
        let author = entry.author.map { ", by \(printable($0, limit: 60))" } ?? ""
        return "\(entry.identity)  \(printable(entry.name, limit: 80))\(author)"
    }
}

extension ShelfChanges {
    /// For people.
    var lines: [String] {
        let sorts = [("new", new), ("new version", newVersions), ("changed", replaced), ("removed", removed)]
        return sorts.flatMap { word, entries in
            let shown = entries.prefix(ShelfLines.shownCount).map { "\(word): \(ShelfLines.line($0))" }
            let rest = entries.count - shown.count
            return shown + (rest > 0 ? ["\(word): \(rest) more"] : [])
        }
    }
}

/// What has changed, for scripts.
struct ShelfChangesReport: Encodable {
    let new: [String]
    let newVersions: [String]
    let changed: [String]
    let removed: [String]

    init(_ changes: ShelfChanges) {
        new = changes.new.map(\.identity.description)
        newVersions = changes.newVersions.map(\.identity.description)
        changed = changes.replaced.map(\.identity.description)
        removed = changes.removed.map(\.identity.description)
    }
}
