// One file of test262 and what it says about itself. Plain values, any test thread.

import Foundation

/// A test: a script that must end without throwing, or with the error it names.
struct Test262Case: Sendable {
    /// From the suite's folder on, as `built-ins/Array/length.js`.
    let path: String
    let text: String
    /// The `flags` of its front matter.
    let flags: Set<String>
    /// The kind of error it must end with; nil is none.
    let expectedError: String?

    init(path: String, text: String) {
        self.path = path
        self.text = text
        let matter = Self.between("/*---", "---*/", of: text) ?? ""
        let listed = Self.between("flags: [", "]", of: matter) ?? ""
        flags = Set(listed.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) })
        expectedError = Self.between("\nnegative:", "\n---", of: matter + "\n---")
            .flatMap { Self.between("type: ", "\n", of: $0 + "\n") }?.trimmingCharacters(in: .whitespaces)
    }

    /// A script of an effect is a module, and thus strict.
    var needsSloppyMode: Bool { flags.contains("noStrict") }
    var isAsync: Bool { flags.contains("async") }
    var isModule: Bool { flags.contains("module") }

    /// `built-ins/Array`
    var area: String { path.split(separator: "/").prefix(2).joined(separator: "/") }

    private static func between(_ start: String, _ end: String, of text: String) -> String? {
        guard let first = text.range(of: start),
            let last = text.range(of: end, range: first.upperBound..<text.endIndex)
        else { return nil }
        return String(text[first.upperBound..<last.lowerBound])
    }
}
