// Finds an effect's source files. Any thread.

import Foundation

/// The source files of one effect, all in one language, in an order that doesn't depend on the file system.
struct EffectSource {
    enum Language {
        case swift, c
    }

    let language: Language
    let files: [URL]

    /// The folder that is one effect's own: the source, if it is a folder; the folder of a single file, if there is no other
    /// source in it. Nil where there is none, or no source.
    static func folder(of path: URL) -> URL? {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path.path, isDirectory: &isFolder) else { return nil }
        if isFolder.boolValue { return path }
        let folder = path.deletingLastPathComponent()
        let files = (try? EffectSource(folder))?.files ?? []
        return files.map(\.lastPathComponent) == [path.lastPathComponent] ? folder : nil
    }

    /// - Parameter path: a .swift file, a .c file, or a folder that holds some (folders inside it are not searched).
    /// - Throws: `noSource`, `notAnEffect`, `mixedLanguages`.
    init(_ path: URL) throws(EffectBuildError) {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path.path, isDirectory: &isFolder) else {
            throw EffectBuildError(.noSource(path: path.relativePath))
        }
        var candidates = [path]
        if isFolder.boolValue {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: path.path)) ?? []
            candidates = names.sorted().map { path.appendingPathComponent($0) }
        }
        let swiftFiles = candidates.filter { $0.pathExtension == "swift" }
        let cFiles = candidates.filter { $0.pathExtension == "c" }
        switch (swiftFiles.isEmpty, cFiles.isEmpty) {
        case (true, true): throw EffectBuildError(.notAnEffect(path: path.relativePath))
        case (false, false): throw EffectBuildError(.mixedLanguages(path: path.relativePath))
        case (false, true): (language, files) = (.swift, swiftFiles)
        case (true, false): (language, files) = (.c, cFiles)
        }
    }
}
