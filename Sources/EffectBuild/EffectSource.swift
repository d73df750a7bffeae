// The files an effect is made of. Plain values, any thread.

import Foundation

/// An effect's source: one file, or all files of a folder.
struct EffectSource: Equatable {
    enum Language: String, CaseIterable {
        case swift, c
    }

    let language: Language
    /// Absolute, in the order of their names.
    let files: [String]

    /// Errors: there is nothing, or nothing that can be built, or two languages at once.
    init(path: String) throws(EffectBuildError) {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw EffectBuildError(.noSource(path))
        }
        let url = URL(filePath: path).standardizedFileURL
        let all = isFolder.boolValue ? Self.contents(of: url) : [url]
        let sources = all.filter { Language(rawValue: $0.pathExtension) != nil }
        let languages = Set(sources.compactMap { Language(rawValue: $0.pathExtension) })
        guard let language = languages.first else { throw EffectBuildError(.unknownSource(path)) }
        guard languages.count == 1 else { throw EffectBuildError(.mixedSources(path)) }
        self.language = language
        files = sources.map(\.path).sorted()
    }

    private static func contents(of folder: URL) -> [URL] {
        let found = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        return found?.compactMap { $0 as? URL } ?? []
    }
}
