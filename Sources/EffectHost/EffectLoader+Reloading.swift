// Files that change while a program runs: which they are, and how to load them again. Any thread but the audio thread.

extension EffectLoader {
    /// Loads the effect in a file as the file is now: what has been loaded is given again as long as none of the files
    /// that it was made from has changed. Instances of the old one live on.
    ///
    /// Errors: as for `load`; what was loaded before stays then, for `load` too.
    package func reload(path: String, name: String? = nil) throws(EffectError) -> EffectModule {
        if let module = loadedModule(path: path), module.isCurrent { return module }
        return try loadAnew(path: path, name: name ?? path)
    }

    /// Forgets what was loaded from below a folder; instances of it live on.
    package func forget(below folder: String) { forget { $0.hasPrefix(folder + "/") } }

    /// The files that the effect at a path would be made from, whether they can be loaded or not, and those that are
    /// looked for and missing: to be watched. Reads them, runs nothing. At least the path itself.
    package func sourceFiles(path: String) -> [String] {
        var files: [FileStamp] = []
        _ = try? read(path, noting: &files)
        let paths = [path] + files.map(\.path)
        var known: Set<String> = []
        return paths.filter { known.insert($0).inserted }
    }
}
