// From a stranger's file to a bundle that was checked. Any thread that may wait.

/// Reads bundles, a piece at a time, and believes nothing.
package struct BundleReader: Sendable {
    package let limits: BundleLimits

    package init(limits: BundleLimits = BundleLimits()) { self.limits = limits }

    /// Reads and checks all of a bundle's file, and writes nothing.
    ///
    /// Errors: what is wrong with it.
    package func check(_ path: String) throws(BundleError) -> Bundle {
        throw BundleError(.malformed("can't be read yet"), path: path)
    }

    /// Checks a bundle's file while it unpacks it: regular files and folders, this user's alone, nothing else and nowhere else.
    ///
    /// - Parameter folder: an empty folder, which the caller made and removes after an error.
    ///
    /// Errors: what is wrong with it; it can't be written.
    package func unpack(_ path: String, into folder: String) throws(BundleError) -> Bundle {
        throw BundleError(.malformed("can't be read yet"), path: path)
    }

    /// Checks what was unpacked: every file of the lock as it was, and no other.
    ///
    /// Errors: what is wrong with it.
    package func verify(unpacked folder: String) throws(BundleError) -> Bundle {
        throw BundleError(.malformed("can't be read yet"), path: folder)
    }

    /// Reads what was unpacked and verified before, without looking at the files' contents again: lock, signature, preset.
    ///
    /// Errors: what is wrong with it.
    package func summary(unpacked folder: String) throws(BundleError) -> Bundle {
        throw BundleError(.malformed("can't be read yet"), path: folder)
    }
}
