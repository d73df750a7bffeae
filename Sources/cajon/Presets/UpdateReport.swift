// What `cajon preset update` says of shelves and newer versions, for people and scripts. Values; one thread.

import Bundles
import EffectHost

/// What came of one shelf.
struct ShelfResult: Encodable {
    private let shelf: ShelfReport
    private var changes: ShelfChangesReport?
    /// What it was called before; nil when it is called so still.
    private var formerName: String?
    private var problem: String?
    private(set) var status: ExitStatus?
    private let lines: [String]

    private enum CodingKeys: String, CodingKey { case shelf, changes, formerName, problem }

    /// - Parameter known: what was known of it.
    init(_ found: SignedShelf, of known: KnownShelf, _ changes: ShelfChanges) {
        shelf = ShelfReport(KnownShelf(found, at: known.place), bundleCount: found.index.bundles.count)
        self.changes = ShelfChangesReport(changes)
        formerName = ShelfLines.formerName(of: found, known)
        lines = (formerName.map { [ShelfLines.renamed($0)] } ?? []) + changes.lines
    }

    init(_ known: KnownShelf, failure: Failure) {
        shelf = ShelfReport(known, bundleCount: nil)
        problem = failure.message
        status = failure.status
        lines = []
    }

    func print() throws {
        if let problem { return Terminal.say("cajon: \(problem)") }
        let title = "\(printable(shelf.name)) (serial \(shelf.serial))"
        try Terminal.print(lines.isEmpty ? "\(title): nothing has changed" : "\(title):")
        for line in lines { try Terminal.print("  " + line) }
    }
}

/// What came of one newer version.
struct UpdateResult: Encodable {
    let installed: String
    let version: String
    let shelf: String
    /// What is installed now; nil when it isn't.
    var name: String?
    var problem: String?
    var status: ExitStatus?

    private enum CodingKeys: String, CodingKey { case installed, version, shelf, name, problem }

    func print() throws {
        if let problem { return Terminal.say("cajon: \(installed) stays: \(problem)") }
        let origin = "from ‘\(printable(shelf))’"
        try Terminal.print(
            name.map { "installed \($0) beside \(installed), \(origin)" }
                ?? "would install \(version) beside \(installed), \(origin)")
    }
}

/// A newer version that isn't of the same origin, or not surely.
struct NotTaken: Encodable {
    let installed: String
    let name: String
    let shelf: String
    /// The shelf's, which alone says which one it is.
    let place: String
    let reason: String

    init(_ update: ShelfUpdate, reason: String) {
        installed = update.installed.description
        name = update.offer.entry.identity.description
        shelf = update.offer.shelf.name
        place = update.offer.shelf.place.text
        self.reason = reason
    }

    func print() {
        Terminal.say(
            "cajon: \(name) on ‘\(printable(shelf))’ isn't taken for a newer version of \(installed): it is \(reason); "
                + "‘cajon preset install \(name) --shelf \(printable(place, limit: 2_048))’ installs it")
    }
}
