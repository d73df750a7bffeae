// What the texts of a shelf may look like. Pure functions, any thread.

import Presets

/// The presets' rules, for texts that are taken from presets.
enum ShelfText {
    /// One line that a terminal shows as it is.
    static func isName(_ text: String) -> Bool {
        isShort(text, PresetLimits.nameLength) && text.unicodeScalars.allSatisfy(DisplayText.isSafe)
    }

    static func isDescription(_ text: String) -> Bool {
        isShort(text, PresetLimits.descriptionLength)
            && text.unicodeScalars.allSatisfy { $0 == "\n" || DisplayText.isSafe($0) }
    }

    /// As `ShelfIndex.newIdentifier` makes them.
    static func isIdentifier(_ text: String) -> Bool {
        Hexadecimal.isText(text, digitCount: 2 * ShelfLimits.identifierBytes)
    }

    private static func isShort(_ text: String, _ limit: Int) -> Bool {
        !text.isEmpty && text.unicodeScalars.prefix(limit + 1).count <= limit
    }
}
