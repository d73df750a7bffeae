// How much a bundle may hold. Bundles come from strangers, so everything has an end. A plain value, any thread.

/// Bounds that are kept while a bundle is read, before anything is written.
package struct BundleLimits: Equatable, Sendable {
    /// Size of the bundle's file.
    package var archiveBytes = 256 << 20
    /// Number of files.
    package var files = 1024
    /// Size of one file, unpacked.
    package var fileBytes = 128 << 20
    /// Size of all files, unpacked.
    package var totalBytes = 512 << 20
    /// How many times larger than packed a file may be, once it is larger than `unsuspiciousBytes`.
    package var expansion = 200
    package var unsuspiciousBytes = 1 << 20
    /// Folders around a file.
    package var depth = 8

    package init() {}
}
