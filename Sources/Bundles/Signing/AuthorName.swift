// When two names are one author's. A plain value, any thread.

import Foundation

/// An author's name, compared so that what looks alike by case, composition, width, spaces or invisible characters is
/// the same author.
///
/// Names in other letters that only look alike (Cyrillic а for Latin a) are other names: the first use of a key says
/// whose name it saw, and this can't be decided here. Being alike is never a grant: it can only lead to a refusal.
package struct AuthorName: Sendable, Hashable {
    /// Length of a name, in Unicode scalars.
    package static let length = 200

    /// As it was first written.
    package let text: String
    /// What is compared. Source: toNFKC_Casefold of the Unicode Standard, section 3.13, with case folded by the
    /// mappings to upper and lower case, format characters left out, and white space made single spaces.
    private let key: String

    /// Nil for a text in which nothing can be seen, and for one that is too long.
    package init?(_ text: String) {
        guard text.unicodeScalars.prefix(Self.length + 1).count <= Self.length else { return nil }
        let folded = Self.visible(text.precomposedStringWithCompatibilityMapping).uppercased().lowercased()
        let words = Self.visible(folded.precomposedStringWithCompatibilityMapping).split(whereSeparator: \.isWhitespace)
        guard !words.isEmpty else { return nil }
        self.text = text
        key = words.joined(separator: " ")
    }

    private static func visible(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isSeen = !scalar.properties.isDefaultIgnorableCodePoint && scalar.properties.generalCategory != .format
            if isSeen { scalars.append(scalar) }
        }
        return String(scalars)
    }

    package static func == (one: AuthorName, other: AuthorName) -> Bool { one.key == other.key }

    package func hash(into hasher: inout Hasher) { hasher.combine(key) }
}
