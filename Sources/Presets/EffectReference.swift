// How a preset or chain names an effect. A plain value, any thread.

/// The name of a shipped or installed effect, or a file.
package enum EffectReference: Hashable, Sendable, CustomStringConvertible {
    /// A shipped or installed effect.
    case name(String)
    /// A `.wasm`, `.js` or `.dsp` file; the path is relative to the working directory, or absolute.
    case file(String)

    /// A text with a slash, or one that ends in `.wasm`, `.js` or `.dsp`, is a file; any other a name.
    ///
    /// - Parameter directory: what a relative path starts from; empty for the working directory.
    package init(_ text: String, relativeTo directory: String = "") {
        if !Self.isFile(text) {
            self = .name(text)
        } else if directory.isEmpty || text.hasPrefix("/") {
            self = .file(text)
        } else {
            let path = text.hasPrefix("./") ? String(text.dropFirst(2)) : text
            self = .file(directory.hasSuffix("/") ? directory + path : "\(directory)/\(path)")
        }
    }

    /// The name, or the path.
    package var description: String {
        switch self {
        case .name(let name): name
        case .file(let path): path
        }
    }

    /// What a preset's reference should have been, nil if it is right.
    ///
    /// A preset may come from a stranger, so it reaches only files beside it and below: no absolute path and no `..`.
    /// What is typed on the command line is not checked so.
    static func presetFault(in text: String) -> String? {
        if let fault = fileFault(in: text) { return fault }
        let leavesFolder = text.hasPrefix("/") || text.split(separator: "/").contains("..")
        return leavesFolder ? "a path beside the preset or below it, without \"..\"" : nil
    }

    /// What a file reference should have ended in, nil if it is right or no file.
    static func fileFault(in text: String) -> String? {
        !isFile(text) || hasSuffix(text) ? nil : "a path that ends in \(suffixes[0]), \(suffixes[1]) or \(suffixes[2])"
    }

    private static func isFile(_ text: String) -> Bool { text.contains("/") || hasSuffix(text) }

    /// How files of effects end: components and modules, scripts, programs in Faust.
    static let suffixes = [".wasm", ".js", ".dsp"]

    private static func hasSuffix(_ text: String) -> Bool { suffixes.contains { text.hasSuffix($0) } }
}
