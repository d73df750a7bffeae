// Bundles on shelves, by the names that the user gives. Any thread that may wait.

import Bundles
import EffectHost
import Foundation

extension ShelfOffer {
    /// What a name stands for on the shelves that were added; nil for what is a file, or can only be one.
    ///
    /// - Parameter shelf: the only shelf to look at, by its name or place.
    ///
    /// Errors: no shelf has it, or several have different ones.
    init?(named text: String, shelf: String?) throws {
        guard let reference = BundleReference(text), !FileManager.default.fileExists(atPath: text) else { return nil }
        let catalogue = try ShelfCatalogue(try .standard(), only: [shelf].compactMap(\.self))
        catalogue.warnOfMissing()
        self = try catalogue.offer(id: reference.id, version: reference.version)
    }

    /// What messages call its file, wherever that is kept meanwhile.
    var displayName: String { "\(shelf.name)/\(entry.file)" }

    /// Fetches it, and shows on a terminal how far it has come.
    func fetch(by reader: ShelfReader) throws -> FetchedBundle {
        let label = "\(entry.identity)"
        var shownAt = ContinuousClock.now
        defer { if Terminal.isInteractive { Terminal.write("\r\u{1b}[K") } }
        return try ShelfFetcher.standard(source: reader).fetch(self) { byteCount in
            guard Terminal.isInteractive, ContinuousClock.now - shownAt > .milliseconds(100) else { return }
            shownAt = .now
            Terminal.write("\r\u{1b}[K\(label)  \(Text.bytes(byteCount)) of \(Text.bytes(entry.byteCount))")
        }
    }
}

extension ShelfCatalogue {
    /// Says which shelves there is nothing known of.
    func warnOfMissing() {
        for shelf in missing {
            Terminal.say(
                "cajon: what is on the shelf ‘\(printable(shelf.name))’ isn't at hand; ‘cajon preset update’ reads it anew"
            )
        }
    }

    /// What is on the shelves that has these words, apart from what is installed in that version or a newer one.
    ///
    /// Where shelves can't be looked at, that is said, and there is nothing.
    static func found(_ words: [String]) -> [ShelfOffer] {
        do throws(ShelfError) {
            let catalogue = try ShelfCatalogue(try .standard())
            catalogue.warnOfMissing()
            let installed = Dictionary(grouping: BundleLibrary.standard()?.identities ?? [], by: \.id)
            return catalogue.search(words).filter { offer in
                installed[offer.entry.identity.id]?.max().map { $0 < offer.entry.identity } ?? true
            }
        } catch {
            // Without a home nothing is remembered, and there is nothing wrong with that.
            if error.kind != .noHome { Terminal.say("cajon: \(error)") }
            return []
        }
    }
}
