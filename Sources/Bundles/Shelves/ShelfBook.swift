// Which shelves the user has added: `shelves.json` in the user's configuration, and their indices in the cache. Any
// thread but the audio thread, any number of processes.

import EffectHost

/// Trust on first use: a shelf is as good as its key, which is the one that it was first seen with, and its index may
/// only become newer.
///
/// The indices are kept beside, in a cache that needn't be trusted: what is read from there is what was admitted, or
/// nothing.
package struct ShelfBook: Sendable {
    private let book: Book<KnownShelf>
    private let cache: ShelfCache?

    /// - Parameter cache: nil keeps no indices.
    package init(directory: String, cache: ShelfCache?) {
        book = Book(directory: directory)
        self.cache = cache
    }

    /// In `$XDG_CONFIG_HOME/cajon`, with the cache in `$XDG_CACHE_HOME/cajon`.
    ///
    /// Errors: `.noHome`.
    package static func standard() throws(ShelfError) -> ShelfBook {
        guard let directory = DataDirectories.configuration else { throw ShelfError(.noHome) }
        return ShelfBook(directory: directory, cache: .standard())
    }

    /// All that were added, in that order; none when there is no file.
    ///
    /// Errors: `.book`.
    package func shelves() throws(ShelfError) -> [KnownShelf] {
        do throws(BookError) { return try book.entries() } catch { throw ShelfError(.book(error)) }
    }

    /// Those that the user names, each once; all for no names.
    ///
    /// Errors: `.unknownShelf`, `.book`.
    package func shelves(called names: [String]) throws(ShelfError) -> [KnownShelf] {
        let all = try shelves()
        if names.isEmpty { return all }
        var found: [KnownShelf] = []
        for name in names {
            let matches = all.filter { $0.place.text == name }.first.map { [$0] } ?? all.filter { $0.isCalled(name) }
            guard matches.count == 1 else { throw ShelfError(.unknownShelf(name, isAmbiguous: !matches.isEmpty)) }
            if !found.contains(matches[0]) { found.append(matches[0]) }
        }
        return found
    }

    /// What is known of the shelf at a place; nil when it wasn't added.
    ///
    /// Errors: `.book`.
    package func shelf(at place: ShelfPlace) throws(ShelfError) -> KnownShelf? {
        try shelves().first { $0.place == place }
    }

    /// The index that was admitted last; nil when the cache hasn't got it any more.
    package func index(of shelf: KnownShelf) -> ShelfIndex? { cache?.index(of: shelf) }

    // MARK: - Admitting

    /// Whether a shelf may take the place of what is known of it.
    ///
    /// Errors: `.keyChanged` unless the policy accepts the key; `.exchanged`, `.rolledBack`, `.equivocated`.
    package static func check(
        _ found: SignedShelf, against known: KnownShelf, accepting policy: KeyPolicy
    ) throws(ShelfError) {
        let place = known.place.text
        guard found.key == known.key else {
            // Another key's shelves and numbers have nothing to do with those of the one before.
            guard policy.accepts(found.key) else {
                throw ShelfError(.keyChanged(found.key, known: known.key), at: place)
            }
            return
        }
        // Whose key it is doesn't say which of that key's shelves it is.
        guard found.index.identifier == known.identifier else {
            throw ShelfError(.exchanged(name: found.index.name), at: place)
        }
        guard found.index.serial >= known.serial else {
            throw ShelfError(.rolledBack(serial: found.index.serial, known: known.serial), at: place)
        }
        guard found.index.serial > known.serial || found.sha256 == known.sha256 else {
            throw ShelfError(.equivocated(serial: found.index.serial), at: place)
        }
    }

    /// Remembers what was found at a place, if it may take the place of what is known. Whoever else does so meanwhile
    /// is heeded.
    ///
    /// Errors: as for `check`; `.tooManyShelves`, `.book`.
    package func admit(
        _ found: SignedShelf, at place: ShelfPlace, accepting policy: KeyPolicy = KeyPolicy()
    ) throws(ShelfError) {
        var refusal: ShelfError?
        try change { shelves in
            do throws(ShelfError) {
                let number = shelves.firstIndex { $0.place == place }
                if let number {
                    try Self.check(found, against: shelves[number], accepting: policy)
                    shelves[number] = KnownShelf(found, at: place)
                } else {
                    guard shelves.count < ShelfLimits.shelves else { throw ShelfError(.tooManyShelves) }
                    shelves.append(KnownShelf(found, at: place))
                }
                // Still alone with it: nobody keeps an index meanwhile that another would sweep.
                cache?.keep(found)
                cache?.sweep(allBut: shelves)
            } catch {
                refusal = error
            }
        }
        if let refusal { throw refusal }
    }

    /// Forgets a shelf.
    ///
    /// Errors: `.book`.
    package func forget(_ shelf: KnownShelf) throws(ShelfError) {
        try change { shelves in
            shelves.removeAll { $0.place == shelf.place }
            cache?.sweep(allBut: shelves)
        }
    }

    private func change(_ body: (inout [KnownShelf]) -> Void) throws(ShelfError) {
        do throws(BookError) { try book.change(body) } catch { throw ShelfError(.book(error)) }
    }
}
