// How much a script may hold. Constants, any thread.

/// Bounds on the files of one script.
enum ScriptLimits {
    /// All files of a script together.
    static let bytes = 4 << 20
    /// Files of a script.
    static let files = 256
}
