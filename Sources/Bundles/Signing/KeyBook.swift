// Whose keys are known: `keys.json` in the user's configuration. Any thread but the audio thread, any number of
// processes.

import EffectHost
package import Foundation

/// Authors, and the key that each was first seen with: a `Book` by authors.
///
/// It decides whose work is taken for whose, so a book that isn't in order is an error and never an empty book:
/// damaging it must not make everybody's first use possible again.
package struct KeyBook: Sendable {
    private let book: Book<KnownKey>
    private let now: @Sendable () -> Date

    /// - Parameter now: tells the time, for the day of a first use.
    package init(directory: String, now: @escaping @Sendable () -> Date = { Date() }) {
        book = Book(directory: directory)
        self.now = now
    }

    /// In `$XDG_CONFIG_HOME/cajon`; nil without a home.
    package static func standard() -> KeyBook? { DataDirectories.configuration.map { KeyBook(directory: $0) } }

    package var path: String { book.path }

    /// All that are known, in the order of their first use; none when there is no file.
    ///
    /// Errors: the file can't be read, isn't to be believed, or says something else.
    package func keys() throws(BookError) -> [KnownKey] { try book.entries() }

    /// What is known of who signed something.
    ///
    /// - Parameters:
    ///   - author: the author that it names; nil for none.
    ///   - signer: whose signature it has, which was checked; nil for none.
    ///
    /// Errors: as for `keys()`.
    package func judge(author: String?, signer: SignatureKey?) throws(BookError) -> KeyJudgement {
        KeyJudgement(author: author, signer: signer, among: try keys())
    }

    /// Judges, and keeps the key if it is its author's first. Of several at once one is the first.
    ///
    /// Errors: `.reading` as for `keys()`; `.writing` when the folder or the file can't be written.
    package func remember(author: String, signer: SignatureKey) throws(BookError) -> KeyJudgement {
        var judgement = KeyJudgement.unsigned
        let moment = now()
        try book.change { keys in
            judgement = KeyJudgement(author: author, signer: signer, among: keys)
            guard case .firstUse = judgement, let author = AuthorName(author) else { return }
            keys.append(KnownKey(author: author, key: signer, firstSeen: moment))
        }
        return judgement
    }

    /// Keeps a key in place of all that are known of its author. A name in which nothing can be seen has no keys.
    ///
    /// Errors: as for `remember`.
    package func replace(author: String, key: SignatureKey) throws(BookError) {
        guard let author = AuthorName(author) else { return }
        let moment = now()
        try book.change { keys in
            keys.removeAll { $0.author == author }
            keys.append(KnownKey(author: author, key: key, firstSeen: moment))
        }
    }

    /// Forgets keys; returns those that it forgot.
    ///
    /// Errors: as for `remember`.
    package func forget(where isForgotten: (KnownKey) -> Bool) throws(BookError) -> [KnownKey] {
        var forgotten: [KnownKey] = []
        try book.change { keys in
            forgotten = keys.filter(isForgotten)
            keys.removeAll(where: isForgotten)
        }
        return forgotten
    }
}
