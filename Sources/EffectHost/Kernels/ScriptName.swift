// WIT's names as a script has them. Pure functions, any thread.

/// Kebab-case becomes JavaScript's habits.
enum ScriptName {
    /// `sample-rate` becomes `sampleRate`: functions, methods, parameters and records' members.
    static func member(_ name: String) -> String {
        let words = name.split(separator: "-").map { $0.lowercased() }
        return words[0] + words.dropFirst().map(capitalised).joined()
    }

    /// `impulse-response` becomes `ImpulseResponse`: resources, which are classes.
    static func type(_ name: String) -> String {
        name.split(separator: "-").map { capitalised($0.lowercased()) }.joined()
    }

    private static func capitalised(_ word: String) -> String { word.prefix(1).uppercased() + word.dropFirst() }
}
