// How bundles leave the library. Any thread that may wait, any number of processes at once.

import Presets

extension BundleLibrary {
    /// Removes installed bundles, each in one step. Whoever uses one keeps its files until they are done.
    ///
    /// - Parameters:
    ///   - references: ids, for all their versions, or ids with a version.
    ///   - removed: told of each that is gone.
    ///
    /// Errors: a name that nothing is installed by, and then nothing is removed; the system won't.
    package func remove(
        _ references: [String], removed: (BundleIdentity) -> Void
    ) throws(LibraryError) {
        let identities = try identities(for: references)
        let shelf = try FolderShelf(making: directory)
        try shelf.exclusively { () throws(LibraryError) in
            for identity in identities {
                // Somebody else may have been quicker.
                guard shelf.has(identity.id, identity.version.description) else { continue }
                try shelf.retire(identity.version.description, from: identity.id)
                removed(identity)
            }
            shelf.sweep()
        }
    }
}
