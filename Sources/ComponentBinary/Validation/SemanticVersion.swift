// The versions in interfaces' names. Pure functions, any thread.

/// The form of versions. Source: https://semver.org, version 2.0.0.
enum SemanticVersion {
    static func isValid(_ text: String) -> Bool {
        let plus = text.firstIndex(of: "+")
        let beforeBuild = text[..<(plus ?? text.endIndex)]
        let hyphen = beforeBuild.firstIndex(of: "-")
        let numbers = beforeBuild[..<(hyphen ?? beforeBuild.endIndex)].split(
            separator: ".", omittingEmptySubsequences: false)
        guard numbers.count == 3, numbers.allSatisfy({ isNumber($0) && UInt64($0) != nil }) else { return false }
        if let hyphen {
            let release = identifiers(beforeBuild[beforeBuild.index(after: hyphen)...])
            guard release.allSatisfy({ isIdentifier($0) && (!$0.allSatisfy(\.isNumber) || isNumber($0)) }) else {
                return false
            }
        }
        return plus.map { identifiers(text[text.index(after: $0)...]).allSatisfy(isIdentifier) } ?? true
    }

    private static func identifiers(_ text: Substring) -> [Substring] {
        text.split(separator: ".", omittingEmptySubsequences: false)
    }

    private static func isNumber(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) } && (text.count == 1 || text.first != "0")
    }

    private static func isIdentifier(_ text: Substring) -> Bool {
        !text.isEmpty && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    }
}
