// What an effect can do wrong with the assets it was granted. Plain values, any thread.

/// A call that ends the effect.
package enum AssetMisuse: Error, Equatable, Sendable, CustomStringConvertible {
    /// It called from where files must not be read.
    case notNow
    /// A handle that it once had and has dropped.
    case dropped(UInt32)
    /// A number that it was never given as a handle.
    case noHandle(UInt32)
    /// A handle to the other kind of asset.
    case otherKind(UInt32, expected: String)
    /// More than this was opened and read within one call of the host's.
    case tooMuch(byteLimit: Int)

    package var description: String {
        switch self {
        case .notNow:
            "they are for setting up, and can be used in configure, reset, set-options and receive alone: where sound is "
                + "processed, no file is read"
        case .dropped(let handle): "it used a handle that it had dropped (\(handle))"
        case .noHandle(let handle): "it used \(handle), which is no handle that it was given"
        case .otherKind(let handle, let expected): "it used handle \(handle) as \(expected), which it isn't"
        case .tooMuch(let byteLimit):
            "it opened and read more than \(byteLimit >> 20) MiB in one call"
        }
    }
}
