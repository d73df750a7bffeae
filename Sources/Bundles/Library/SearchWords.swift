// What somebody looks for among presets. A plain value, any thread.

/// Words that have to be found all of them, in capitals or not.
struct SearchWords {
    private let words: [String]

    /// - Parameter texts: each a word, or several with spaces between.
    init(_ texts: [String]) {
        words = texts.flatMap { $0.lowercased().split(whereSeparator: \.isWhitespace).map(String.init) }
    }

    /// Whether each of the words is somewhere in these texts.
    func areFound(in texts: [String]) -> Bool {
        let text = texts.joined(separator: "\n").lowercased()
        return words.allSatisfy(text.contains)
    }
}
