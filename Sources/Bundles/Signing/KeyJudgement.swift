// What a signature means to this user. A plain value, any thread.

import EffectHost

/// What is known of who signed something, given the author that it names.
package enum KeyJudgement: Equatable, Sendable {
    /// Nobody signed it, and no key is known of its author, or it names none.
    case unsigned
    /// Nobody signed it, though its author is known to sign.
    case unsignedByKnownAuthor(known: [KnownKey])
    /// No key was known of its author until now. The key may be known of others.
    case firstUse(SignatureKey, otherAuthors: [String])
    /// Signed with the key that is known of its author.
    case trusted(KnownKey)
    /// Signed with another key than is known of its author.
    case changed(SignatureKey, known: [KnownKey])
    /// Signed, but it names no author: who it is from is the key itself, which may be known of others.
    case anonymous(SignatureKey, otherAuthors: [String])

    /// Judges by these keys alone. A name in which nothing can be seen is none.
    package init(author: String?, signer: SignatureKey?, among keys: [KnownKey]) {
        let author = author.flatMap(AuthorName.init)
        let known = keys.filter { $0.author == author }
        guard let signer else {
            self = known.isEmpty ? .unsigned : .unsignedByKnownAuthor(known: known)
            return
        }
        let others = keys.filter { $0.key == signer && $0.author != author }.map(\.author.text)
        if author == nil {
            self = .anonymous(signer, otherAuthors: others)
        } else if known.isEmpty {
            self = .firstUse(signer, otherAuthors: others)
        } else if let entry = known.first(where: { $0.key == signer }) {
            self = .trusted(entry)
        } else {
            self = .changed(signer, known: known)
        }
    }
}

extension KeyJudgement {
    /// How many names or keys are told before the rest is only counted.
    private static let shownCount = 3

    /// In words, as a line without a full stop: `signed by ‘Jane Doe’ with SHA256:…, known since 2026-01-31`.
    package func sentence(author: String?) -> String {
        let name = "‘\(printable(author ?? "", limit: AuthorName.length))’"
        switch self {
        case .unsigned: return "not signed"
        case .unsignedByKnownAuthor(let known): return "not signed, though \(name) signs with \(Self.list(known))"
        case .firstUse(let key, let others):
            return "signed with \(key.fingerprint), and no key of \(name) was known until now" + Self.also(others)
        case .trusted(let entry):
            return "signed by \(name) with \(entry.key.fingerprint), known since \(entry.firstSeen)"
        case .changed(let key, let known):
            return "signed with \(key.fingerprint), though \(name) signs with \(Self.list(known))"
        case .anonymous(let key, let others):
            return "signed with \(key.fingerprint), and names no author" + Self.also(others)
        }
    }

    /// `SHA256:… (known since 2026-01-31)`.
    static func list(_ known: [KnownKey]) -> String {
        enumeration(known.map { "\($0.key.fingerprint) (known since \($0.firstSeen))" })
    }

    private static func also(_ others: [String]) -> String {
        guard !others.isEmpty else { return "" }
        return "; the same key signs for " + enumeration(others.map { "‘\(printable($0, limit: AuthorName.length))’" })
    }

    private static func enumeration(_ words: [String]) -> String {
        words.prefix(shownCount).joined(separator: ", ")
            + (words.count > shownCount ? " and \(words.count - shownCount) more" : "")
    }
}
