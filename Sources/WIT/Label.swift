// What may be a name. Pure functions, any thread.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/Explainer.md, "Import and Export
// Definitions"

/// A name in kebab-case, the Component Model's `label`.
package enum Label {
    /// Whether a text is a label: words of letters and digits, each all lower or all upper case, joined by hyphens; the
    /// first begins with a letter.
    package static func isValid(_ text: some StringProtocol) -> Bool {
        var isStart = true
        var isFirstWord = true
        var hasLower = false
        var hasUpper = false
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "-"):
                guard !isStart else { return false }
                isStart = true
                isFirstWord = false
                (hasLower, hasUpper) = (false, false)
                continue
            case UInt8(ascii: "a")...UInt8(ascii: "z"): hasLower = true
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): hasUpper = true
            case UInt8(ascii: "0")...UInt8(ascii: "9"): guard !(isStart && isFirstWord) else { return false }
            default: return false
            }
            guard !(hasLower && hasUpper) else { return false }
            isStart = false
        }
        return !isStart
    }

    /// Whether a text may be a namespace or a package's name: a label without upper case.
    package static func isValidInPackageName(_ text: some StringProtocol) -> Bool {
        isValid(text) && !text.utf8.contains { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
    }
}
