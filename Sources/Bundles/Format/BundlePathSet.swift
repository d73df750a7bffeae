// The paths of one bundle, of which no two may be taken for one. A value; one thread.

/// Paths that can all exist beside each other, on any system.
struct BundlePathSet {
    private var files: Set<String> = []
    /// How each folder is spelled, by its key.
    private var folders: [String: String] = [:]

    /// Adds a path.
    ///
    /// Errors: `.invalidPath`, when some system would take it for one that is there, or for a folder of one, or the other
    /// way round.
    mutating func insert(_ path: BundlePath) throws(BundleError) {
        let key = path.key
        func refuse(_ problem: String) -> BundleError { BundleError(.invalidPath(path.text, problem), path: "") }
        guard folders[key] == nil else { throw refuse("is a folder as well") }
        for folder in path.folders {
            let folderKey = BundlePathRules.key(of: folder)
            guard !files.contains(folderKey) else { throw refuse("lies in ‘\(folder)’, which is a file") }
            guard folders[folderKey, default: folder] == folder else {
                throw refuse("lies in a folder that is also spelled ‘\(folders[folderKey] ?? "")’")
            }
            folders[folderKey] = folder
        }
        guard files.insert(key).inserted else {
            throw refuse("is there twice, or under a name that some systems take for the same")
        }
    }
}
