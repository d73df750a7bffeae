// How a bundle comes from a shelf. Any thread that may wait.

import Foundation

/// Fetches bundles, and hands on none that isn't the one that the index means, to the byte.
package struct ShelfFetcher: Sendable {
    private let source: any ShelfSource
    private let reader: BundleReader
    /// Where files are while they are on their way; without a name, so that nothing is left behind.
    private let directory: String

    package init(source: any ShelfSource, reader: BundleReader = BundleReader(), directory: String) {
        self.source = source
        self.reader = reader
        self.directory = directory
    }

    /// With room for what is on its way in the cache, or where temporary files are without one.
    package static func standard(source: any ShelfSource) -> ShelfFetcher {
        let cache = ShelfCache.standard()
        cache?.make()
        return ShelfFetcher(source: source, directory: cache?.directory ?? FileManager.default.temporaryDirectory.path)
    }

    /// Fetches a bundle: its size, its hash, its content and its signer are what the index says, and it is a bundle.
    ///
    /// - Parameter progress: told how many bytes have come.
    ///
    /// Errors: `.unreadable`, `.unwritable`, `.differs`, `.bundle`.
    package func fetch(
        _ offer: ShelfOffer, progress: (Int) -> Void = { _ in }
    ) throws(ShelfError) -> FetchedBundle {
        do throws(ShelfError) {
            return try fetched(offer, progress)
        } catch {
            throw error.at(offer.shelf.place.text)
        }
    }

    private func fetched(_ offer: ShelfOffer, _ progress: (Int) -> Void) throws(ShelfError) -> FetchedBundle {
        let entry = offer.entry
        func differs(_ how: String) -> ShelfError { ShelfError(.differs(entry.file, how)) }
        let file = try NamelessFile(in: directory)
        var hash = ContentHash()
        do throws(ShelfError) {
            try source.read(entry.file, of: offer.shelf.place, byteLimit: entry.byteCount) { piece throws(ShelfError) in
                hash.add(piece)
                guard hash.byteCount <= entry.byteCount else { throw ShelfError(.tooLarge(byteLimit: entry.byteCount)) }
                try file.write(piece)
                progress(hash.byteCount)
            }
        } catch {
            guard case .tooLarge = error.kind else { throw error }
            throw differs("it is longer than \(entry.byteCount) bytes")
        }
        guard hash.byteCount == entry.byteCount else {
            throw differs("it has \(hash.byteCount) bytes, not \(entry.byteCount)")
        }
        guard hash.text == entry.sha256 else { throw differs("its bytes are others") }
        let bundle: Bundle
        do throws(BundleError) { bundle = try reader.check(file.path) } catch {
            throw ShelfError(.bundle(BundleError(error.kind, path: entry.file.text)))
        }
        if let how = entry.difference(from: bundle) { throw differs(how) }
        return FetchedBundle(bundle: bundle, file: file)
    }
}

/// A bundle that has come; its file is there as long as this object.
package final class FetchedBundle {
    package let bundle: Bundle
    private let file: NamelessFile

    init(bundle: Bundle, file: NamelessFile) {
        self.bundle = bundle
        self.file = file
    }

    /// The bundle's file.
    package var path: String { file.path }
}
