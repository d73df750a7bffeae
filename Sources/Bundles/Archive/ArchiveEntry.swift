// One file in a zip, as its headers have it. A plain value, any thread.

/// A file in a zip.
struct ArchiveEntry: Equatable, Sendable {
    let path: BundlePath
    let packedByteCount: Int
    let byteCount: Int
    /// Where the next record begins.
    let end: Int
}
