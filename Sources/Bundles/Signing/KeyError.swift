// Why something isn't taken for its author's. A plain value, any thread.

import EffectHost

/// Why something is refused for who signed it, or who didn't.
package struct KeyError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Kind: Equatable, Sendable {
        /// Signed with another key than is known of its author.
        case changed(author: String, SignatureKey, known: [KnownKey])
        /// Nobody signed it, though its author signs.
        case unsigned(author: String, known: [KnownKey])
        /// What is known can't be read, or isn't to be believed.
        case book(BookError)
        /// What was given to `--accept-key` is neither a whole fingerprint nor `none`.
        case notAFingerprint(String)
    }

    package let kind: Kind
    /// What was to be admitted, for people; nil when it isn't about one thing.
    package let subject: String?

    package init(_ kind: Kind, subject: String? = nil) {
        self.kind = kind
        self.subject = subject
    }

    package var description: String { (subject.map { printable($0) + ": " } ?? "") + reason }

    private var reason: String {
        switch kind {
        case .changed(let author, let key, let known):
            "names ‘\(Self.name(author))’ as its author, who signs with \(KeyJudgement.list(known)), but it is signed with "
                + "\(key.fingerprint); if the author says that this is a new key, --accept-key \(key.fingerprint) takes it "
                + "in place of what is known"
        case .unsigned(let author, let known):
            "names ‘\(Self.name(author))’ as its author, who signs with \(KeyJudgement.list(known)), but nobody signed it; "
                + "--accept-key \(KeyPolicy.unsigned) takes it nevertheless, for once"
        case .book(let error): "\(error)"
        case .notAFingerprint(let text):
            "--accept-key \(printable(text, limit: 80)): expected a whole fingerprint, SHA256: and 43 characters, as ‘cajon "
                + "keys list’ shows them, or \(KeyPolicy.unsigned) for what nobody signed"
        }
    }

    private static func name(_ author: String) -> String { printable(author, limit: AuthorName.length) }
}

extension KeyError {
    /// What is said when a key can't be remembered.
    static func unkept(author: String, _ problem: String) -> String {
        "the key of ‘\(name(author))’ can't be remembered, so it will be as new the next time: \(problem)"
    }
}
