// What makes a path one that every system keeps below its folder. Pure functions, any thread.

import Foundation

/// The rules of `BundlePath`. They refuse more than is dangerous here, because the bundle may be unpacked elsewhere.
enum BundlePathRules {
    /// What is wrong with a path, as the rest of a sentence that begins with it; nil when nothing is.
    static func problem(with text: String) -> String? {
        guard !text.isEmpty else { return "has no name" }
        guard text.utf8.count <= BundlePath.byteLimit else {
            return "has a path of more than \(BundlePath.byteLimit) bytes"
        }
        if text.hasPrefix("/") { return "has an absolute path; paths in a bundle are relative" }
        // Scalars, not characters: a mark that joins a slash would hide it from those.
        for scalar in text.unicodeScalars {
            if let problem = problem(with: scalar) { return problem }
        }
        for part in text.unicodeScalars.split(separator: "/", omittingEmptySubsequences: false) {
            if let problem = problem(withPart: String(part)) { return problem }
        }
        guard isASCII(text) || text.precomposedStringWithCanonicalMapping.utf8.elementsEqual(text.utf8) else {
            return "has letters that aren't composed as Unicode's NFC has them"
        }
        return nil
    }

    /// Upper and then lower case, which folds what simple folding keeps apart (ß and ss, ſ and s, σ and ς), then composed.
    static func key(of text: String) -> String {
        if isASCII(text) { return text.lowercased() }
        return text.uppercased().lowercased().precomposedStringWithCanonicalMapping
    }

    private static func isASCII(_ text: String) -> Bool { text.utf8.allSatisfy { $0 < 0x80 } }

    private static func problem(withPart part: String) -> String? {
        if part.isEmpty { return "has a path with an empty part" }
        if part == "." || part == ".." { return "has ‘\(part)’ in its path, which could lead out of its folder" }
        if part.utf8.count > BundlePath.partByteLimit {
            return "has a part of more than \(BundlePath.partByteLimit) bytes"
        }
        switch part.unicodeScalars.first {
        case "-", " ", ".":
            return "has a part that begins with ‘\(part.unicodeScalars.first.map(String.init) ?? "")’"
        case let first? where isMark(first): return "has a part that begins with a mark that joins what is before it"
        default: break
        }
        if part.hasSuffix(".") || part.hasSuffix(" ") {
            return "has a part that ends in a \(part.hasSuffix(".") ? "dot" : "space"), which some systems drop"
        }
        if isDevice(part) { return "has the name of a device, ‘\(part)’, on some systems" }
        return nil
    }

    private static func problem(with scalar: Unicode.Scalar) -> String? {
        func refused(_ what: String) -> String {
            "has \(what) in its path, U+\(String(scalar.value, radix: 16, uppercase: true).leftPadded(to: 4))"
        }
        switch scalar {
        case "/": return nil
        case "\\": return "has a backslash in its path; parts are parted by ‘/’"
        case ":": return "has a colon in its path, which names a drive or a stream on some systems"
        case "~": return "has ‘~’ in its path, which stands for another name on some systems"
        default: break
        }
        if scalar.isASCII {
            if scalar.value < 0x20 || scalar.value == 0x7F { return refused("a control character") }
            return isWord(scalar) || punctuation.contains(scalar)
                ? nil : "has ‘\(scalar)’ in its path, which names may not have"
        }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate:
            return refused("a character that can't be seen")
        case _ where scalar.properties.isDefaultIgnorableCodePoint: return refused("a character that can't be seen")
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
            .spacingMark, .decimalNumber:
            return nil
        default: return refused("a character that is no letter or digit")
        }
    }

    /// Beside letters and digits of any script.
    private static let punctuation: Set<Unicode.Scalar> = [
        " ", "-", "_", ".", ",", "+", "(", ")", "&", "'", "!", "=", "@", "#",
    ]

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: true
        default: false
        }
    }

    /// Whether Windows takes a name for a device, whatever follows its first dot.
    private static func isDevice(_ part: String) -> Bool {
        let stem = String(part.unicodeScalars.prefix { $0 != "." }).trimmingCharacters(in: [" "]).uppercased()
        if ["CON", "PRN", "AUX", "NUL", "CONIN", "CONOUT", "CLOCK"].contains(stem) { return true }
        return stem.utf8.count == 4 && (stem.hasPrefix("COM") || stem.hasPrefix("LPT"))
            && stem.utf8.last.map(isDigit) == true
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}

extension String {
    fileprivate func leftPadded(to count: Int) -> String {
        String(repeating: "0", count: max(0, count - utf8.count)) + self
    }
}
