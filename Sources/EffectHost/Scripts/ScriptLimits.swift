// How much a script may hold. Constants, any thread.

/// Bounds on the files of one script.
enum ScriptLimits {
    /// All files of a script together.
    static let bytes = 4 << 20
    /// All files together that a script reads as bytes.
    static let binaryBytes = 8 << 20
    /// What a page would have posted before the first block.
    static let messages = 64
    /// Files of a script.
    static let files = 256
}
