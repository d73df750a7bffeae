// Reads packages from disk. Not on the audio thread.

extension SourceTree {
    /// Reads a WIT file, or a folder with the WIT files of one package. In both cases the package's dependencies are in
    /// a folder `deps` beside the files: a file or a folder for each. Further folders mean nothing.
    ///
    /// Errors: what can't be read, is not UTF-8, or is larger than `Limits` allow; a folder without WIT files; a
    /// dependency that is a component instead of a text.
    package init<Storage: SourceStorage>(reading root: String, from storage: Storage = DiskStorage()) throws(WITError) {
        var reader = Reader(storage: storage)
        guard let isFolder = storage.isFolder(root) else { throw WITError(.unreadable("it doesn't exist"), path: root) }
        let parent = root.lastIndex(of: "/").map { $0 == root.startIndex ? "/" : String(root[..<$0]) } ?? "."
        let main = isFolder ? try reader.files(in: root) : [try reader.file(root)]
        let folder = path("deps", in: isFolder ? root : parent)
        var dependencies: [[SourceFile]] = []
        if storage.isFolder(folder) == true {
            for name in try reader.names(in: folder) {
                let item = path(name, in: folder)
                if storage.isFolder(item) == true {
                    dependencies.append(try reader.files(in: item))
                } else if name.hasSuffix(".wit") {
                    dependencies.append([try reader.file(item)])
                } else if name.hasSuffix(".wasm") || name.hasSuffix(".wat") {
                    throw WITError(.unreadable("the package is a component, expected its WIT text"), path: item)
                }
            }
        }
        self.init(main, dependencies: dependencies)
    }
}

/// Keeps count of what has been read.
private struct Reader<Storage: SourceStorage> {
    let storage: Storage
    private var fileCount = 0
    private var byteCount = 0

    init(storage: Storage) { self.storage = storage }

    /// What is in a folder, in order.
    func names(in folder: String) throws(WITError) -> [String] {
        guard let names = storage.names(in: folder) else {
            throw WITError(.unreadable("the folder can't be listed"), path: folder)
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The WIT files right in a folder, at least one.
    mutating func files(in folder: String) throws(WITError) -> [SourceFile] {
        var files: [SourceFile] = []
        for name in try names(in: folder) where name.hasSuffix(".wit") {
            let file = path(name, in: folder)
            guard storage.isFolder(file) != true else { continue }
            files.append(try self.file(file))
        }
        guard !files.isEmpty else { throw WITError(.noFiles, path: folder) }
        return files
    }

    mutating func file(_ path: String) throws(WITError) -> SourceFile {
        fileCount += 1
        guard fileCount <= SourceTree.Limits.files else {
            throw WITError(.tooMany("files", limit: SourceTree.Limits.files), path: path)
        }
        let bytes = try storage.read(path, limit: SourceTree.Limits.fileBytes + 1)
        byteCount += bytes.count
        guard bytes.count <= SourceTree.Limits.fileBytes, byteCount <= SourceTree.Limits.bytes else {
            let limit =
                bytes.count > SourceTree.Limits.fileBytes ? SourceTree.Limits.fileBytes : SourceTree.Limits.bytes
            throw WITError(.tooLong(byteCount: max(bytes.count, byteCount), limit: limit), path: path)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw WITError(.unreadable("it is not UTF-8"), path: path)
        }
        return SourceFile(path: path, text: text)
    }
}

private func path(_ name: String, in folder: String) -> String {
    folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
}
