// `cajon preset update`: read the shelves anew, and bring what was installed up to date.

import ArgumentParser
import Bundles
import EffectHost
import Presets

extension PresetCommand {
    struct Update: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read shelves anew, and install newer versions of what is installed.",
            usage: "cajon preset update [<shelf> ...] [<options>]",
            discussion: """
                Says what is new, changed and removed on each shelf. A newer version is installed \
                beside the one that is there, if it is by the same author and signed by the same \
                key; what nobody signed has to be from the same shelf. An index that was tampered \
                with, is signed by another key, or is older than one that was seen is refused.

                Examples:
                  cajon preset update
                  cajon preset update 'Jane’s presets' --dry-run
                """)

        @Argument(help: ArgumentHelp("Shelves, by name or place; all without any.", valueName: "shelf"))
        var shelves: [String] = []

        @Flag(help: "Say what is different, and change nothing.")
        var dryRun = false

        @OptionGroup(title: "Signatures")
        var keys: KeysOptions

        @Flag(help: "Print JSON on standard output.")
        var json = false

        func validate() throws {
            guard !keys.acceptsUnsigned else {
                throw ValidationError(
                    "--accept-key none would accept anything unsigned from any shelf; ‘cajon preset install’ with it "
                        + "installs one bundle")
            }
        }

        func run() throws {
            var worst: ExitStatus?
            try Failure.reporting {
                let book = try ShelfBook.standard()
                let known = try book.shelves(called: shelves)
                guard !known.isEmpty else {
                    throw Failure(.noInput, "no shelf was added; ‘cajon preset add’ adds one")
                }
                let reader = ShelfReader()
                let before = ShelfCatalogue(known.compactMap { shelf in book.index(of: shelf).map { (shelf, $0) } })
                var results: [ShelfResult] = []
                var current: [(shelf: KnownShelf, index: ShelfIndex)] = []
                for shelf in known {
                    do {
                        let found = try read(shelf, by: reader, into: book)
                        current.append((KnownShelf(found, at: shelf.place), found.index))
                        let old = before.shelves.first { $0.shelf.place == shelf.place }?.index
                        results.append(ShelfResult(found, at: shelf.place, ShelfChanges(from: old, to: found.index)))
                    } catch {
                        let failure = Failure(error)
                        worst = worst ?? failure.status
                        results.append(ShelfResult(shelf, problem: failure.message))
                    }
                    if !json { try results.last?.print() }
                }
                let updates = try updates(on: ShelfCatalogue(current), before: before)
                var updated: [UpdateResult] = []
                for update in updates.updates {
                    let result = carryOut(update, by: reader)
                    if let status = result.status { worst = worst ?? status }
                    updated.append(result)
                    if !json { try result.print() }
                }
                if json {
                    let notTaken = updates.strange.map { update, reason in
                        NotTaken(
                            installed: update.installed.description, name: update.offer.entry.identity.description,
                            shelf: update.offer.shelf.name, reason: reason)
                    }
                    return try Terminal.print(
                        try Text.json(Report(shelves: results, updates: updated, notTaken: notTaken, isDryRun: dryRun)))
                }
                for (update, reason) in updates.strange {
                    Terminal.say(
                        "cajon: \(update.offer.entry.identity) on ‘\(printable(update.offer.shelf.name))’ isn't taken for a newer "
                            + "version of \(update.installed): it is \(reason); ‘cajon preset install’ installs it")
                }
            }
            if let worst { throw worst.code }
        }

        private func read(_ shelf: KnownShelf, by reader: ShelfReader, into book: ShelfBook) throws -> SignedShelf {
            let policy = try KeyPolicy(accepting: keys.accepted)
            let found = try reader.shelf(at: shelf.place)
            try ShelfBook.check(found, against: shelf, accepting: policy)
            if !dryRun { try book.admit(found, at: shelf.place, accepting: policy) }
            return found
        }

        private func updates(on catalogue: ShelfCatalogue, before: ShelfCatalogue) throws -> ShelfUpdates {
            guard let library = BundleLibrary.standard() else {
                return ShelfUpdates(for: [], on: catalogue, before: before)
            }
            // One that is damaged is for ‘cajon preset verify’.
            let installed = library.identities.compactMap { identity in
                (try? library.summary(identity)).map { (identity, $0) }
            }
            return ShelfUpdates(for: installed, on: catalogue, before: before)
        }

        private func carryOut(_ update: ShelfUpdate, by reader: ShelfReader) -> UpdateResult {
            var result = UpdateResult(
                installed: update.installed.description, version: update.offer.entry.identity.version.description,
                shelf: update.offer.shelf.name)
            guard !dryRun else { return result }
            do {
                let fetched = try ShelfFetcher.standard(source: reader).fetch(update.offer)
                // Its file goes with it.
                defer { withExtendedLifetime(fetched) {} }
                let id = update.installed.id
                let done = try BundleLibrary.required().install(
                    fetched.path, knownAs: update.offer.displayName, as: id == fetched.bundle.identity.id ? nil : id,
                    beside: .standard(),
                    trust: try keys.trust())
                result.name = done.identity.description
            } catch {
                let failure = Failure(error)
                result.problem = failure.message
                result.status = failure.status
            }
            return result
        }

        private struct Report: Encodable {
            let shelves: [ShelfResult]
            let updates: [UpdateResult]
            let notTaken: [NotTaken]
            let isDryRun: Bool
        }

        /// A newer version that isn't of the same origin.
        private struct NotTaken: Encodable {
            let installed: String
            let name: String
            let shelf: String
            let reason: String
        }
    }
}

/// What came of one shelf.
private struct ShelfResult: Encodable {
    private let shelf: ShelfReport
    private var changes: ShelfChangesReport?
    private var problem: String?
    private let lines: [String]

    private enum CodingKeys: String, CodingKey { case shelf, changes, problem }

    init(_ found: SignedShelf, at place: ShelfPlace, _ changes: ShelfChanges) {
        shelf = ShelfReport(KnownShelf(found, at: place), bundleCount: found.index.bundles.count)
        self.changes = ShelfChangesReport(changes)
        lines = changes.isEmpty ? [] : changes.lines
    }

    init(_ known: KnownShelf, problem: String) {
        shelf = ShelfReport(known, bundleCount: nil)
        self.problem = problem
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
private struct UpdateResult: Encodable {
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
