// `cajon preset update`: read the shelves anew, and bring what was installed up to date.

import ArgumentParser
import Bundles
import Presets

extension PresetCommand {
    struct Update: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read shelves anew, and install newer versions of what is installed.",
            usage: "cajon preset update [<shelf> ...] [<options>]",
            discussion: """
                Says what is new, changed and removed on each shelf. A newer version is installed \
                beside the one that is there, if it is by the same author and signed by the same \
                key. What nobody signed has to be from a shelf that has, or had, the installed \
                one, and no other shelf may have a bundle of that id: what isn't taken is said. \
                An index that was tampered with, is of another shelf or key, or is older than \
                one that was seen is refused.

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
                // All of them: who else has a bundle counts, whichever shelf is read anew.
                let before = try ShelfCatalogue(book)
                let (results, catalogue) = try read(known, by: reader, into: book, before: before)
                let updates = try updates(on: catalogue, before: before)
                let updated = try updates.updates.map { update in
                    let result = carryOut(update, by: reader)
                    if !json { try result.print() }
                    return result
                }
                let notTaken = updates.strange.map { NotTaken($0.update, reason: $0.reason) }
                worst = (results.map(\.status) + updated.map(\.status)).compactMap(\.self).first
                if json {
                    let report = Report(shelves: results, updates: updated, notTaken: notTaken, isDryRun: dryRun)
                    return try Terminal.print(try Text.json(report))
                }
                for one in notTaken { one.print() }
            }
            if let worst { throw worst.code }
        }

        /// - Returns: what came of each, and those that could be read as they are now.
        private func read(
            _ shelves: [KnownShelf], by reader: ShelfReader, into book: ShelfBook, before: ShelfCatalogue
        ) throws -> ([ShelfResult], ShelfCatalogue) {
            var current: [(shelf: KnownShelf, index: ShelfIndex)] = []
            let results = try shelves.map { shelf in
                let result: ShelfResult
                do {
                    let found = try read(shelf, by: reader, into: book)
                    current.append((KnownShelf(found, at: shelf.place), found.index))
                    let old = before.shelves.first { $0.shelf.place == shelf.place }?.index
                    result = ShelfResult(found, of: shelf, ShelfChanges(from: old, to: found.index))
                } catch {
                    result = ShelfResult(shelf, failure: Failure(error))
                }
                if !json { try result.print() }
                return result
            }
            return (results, ShelfCatalogue(current))
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
                let fetched = try update.offer.fetch(by: reader)
                // Its file goes with it.
                defer { withExtendedLifetime(fetched) {} }
                let done = try BundleLibrary.required().install(
                    fetched.path, knownAs: update.offer.displayName, as: update.installed.id, beside: .standard(),
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
    }
}
