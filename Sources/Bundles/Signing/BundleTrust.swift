// Whether something is taken for its author's. Any thread that may wait; nobody is ever asked.

import Presets

/// Trust on first use: the keys that are known, what the user accepts beyond them, and whether a first use is
/// remembered.
///
/// Unsigned work of an author who isn't known to sign is admitted: a signature says who something is from, and what it
/// may do is limited for everybody alike.
package struct BundleTrust: Sendable {
    /// Nil without a home: then every use is a first one.
    private let book: KeyBook?
    private let policy: KeyPolicy
    private let remembers: Bool
    private let warn: @Sendable (String) -> Void

    /// - Parameters:
    ///   - remembers: whether first uses and accepted changes are kept.
    ///   - warn: told, one sentence each, what keeps something from being remembered; it is admitted all the same.
    package init(
        book: KeyBook? = .standard(), policy: KeyPolicy = KeyPolicy(), remembers: Bool = true,
        warn: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.book = book
        self.policy = policy
        self.remembers = remembers
        self.warn = warn
    }

    /// The same, which accepts nothing beyond the keys that are known.
    package var withoutAccepted: BundleTrust { BundleTrust(book: book, remembers: remembers, warn: warn) }

    /// `admit(author:signer:subject:)`, of a bundle by its preset's author.
    package func admit(_ bundle: Bundle) throws(KeyError) -> KeyJudgement {
        try admit(author: bundle.preset.author, signer: bundle.signer, subject: bundle.identity.description)
    }

    /// What `admit` would have to decide on; decides and remembers nothing.
    ///
    /// Errors: `.book`.
    package func judge(_ bundle: Bundle) throws(KeyError) -> KeyJudgement {
        try judge(author: bundle.preset.author, signer: bundle.signer, subject: bundle.identity.description)
    }

    /// Judges something, remembers a first use, and lets a key that is accepted take the place of the known one.
    ///
    /// - Parameters:
    ///   - author: whom it names; nil for nobody.
    ///   - signer: whose signature it has, which was checked; nil for none.
    ///   - subject: what it is, for messages.
    ///
    /// Errors: `.changed`, `.unsigned` unless the policy accepts them; `.book` for whatever has an author or a
    /// signature while the book isn't in order. A book that only can't be written is a warning.
    package func admit(author: String?, signer: SignatureKey?, subject: String) throws(KeyError) -> KeyJudgement {
        var judgement = try judge(author: author, signer: signer, subject: subject)
        if case .firstUse(let key, _) = judgement, remembers, let author {
            judgement =
                try keeping(author, subject) { (book) throws(BookError) in
                    try book.remember(author: author, signer: key)
                } ?? judgement
        }
        switch judgement {
        case .unsigned, .firstUse, .trusted, .anonymous: break
        case .unsignedByKnownAuthor(let known):
            guard policy.acceptsUnsigned else {
                throw KeyError(.unsigned(author: author ?? "", known: known), subject: subject)
            }
        case .changed(let key, let known):
            guard policy.accepts(key) else {
                throw KeyError(.changed(author: author ?? "", key, known: known), subject: subject)
            }
            guard remembers, let author else { break }
            _ = try keeping(author, subject) { (book) throws(BookError) in
                try book.replace(author: author, key: key)
            }
        }
        return judgement
    }

    private func judge(author: String?, signer: SignatureKey?, subject: String) throws(KeyError) -> KeyJudgement {
        // What says nothing of who made it needs no book.
        guard let book, author != nil || signer != nil else {
            return KeyJudgement(author: author, signer: signer, among: [])
        }
        do throws(BookError) {
            return try book.judge(author: author, signer: signer)
        } catch {
            throw KeyError(.book(error), subject: subject)
        }
    }

    /// Nil, and a warning, when it can't be kept.
    private func keeping<T>(
        _ author: String, _ subject: String, _ body: (KeyBook) throws(BookError) -> T
    ) throws(KeyError) -> T? {
        let problem: String
        if let book {
            do throws(BookError) {
                return try body(book)
            } catch {
                guard error.operation == .writing else { throw KeyError(.book(error), subject: subject) }
                problem = error.description
            }
        } else {
            problem = "there is no home; set HOME or XDG_CONFIG_HOME"
        }
        warn(KeyError.unkept(author: author, problem))
        return nil
    }
}
