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

    /// A SHA-256 in hexadecimal, in lower case.
    static func isHash(_ text: String) -> Bool {
        text.utf8.count == 64 && text.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
    }

    private static func isShort(_ text: String, _ limit: Int) -> Bool {
        !text.isEmpty && text.unicodeScalars.prefix(limit + 1).count <= limit
    }
}
