// Which files a program in Faust consists of. Reads files; any thread but the audio thread.

import Foundation

/// Gathers a program's own files: the program, and what it imports from its folder.
///
/// It looks at what stands in quotes and ends as Faust's files do. That finds too much now and then and never too little,
/// short of a compiler's work: it is for noticing changes, not for compiling.
enum FaustSource {
    static let suffix = ".dsp"
    static let librarySuffix = ".lib"

    private static let fileCount = 256
    private static let fileBytes = 1 << 20

    /// The program's files, the program first, and those that are looked for and missing.
    static func files(of path: String) -> [String] {
        let folder = folder(of: path)
        var known: Set<String> = [path]
        var files = [path]
        var next = 0
        while next < files.count, files.count < fileCount {
            let file = files[next]
            next += 1
            guard let bytes = try? EffectLoader.read(file, limit: fileBytes) else { continue }
            for name in names(in: bytes) {
                let imported = "\(folder)/\(name)"
                guard known.insert(imported).inserted, files.count < fileCount else { continue }
                // A library of Faust's is not missed in the program's folder, but would be taken from there.
                files.append(imported)
            }
        }
        return files
    }

    /// The folder in which a program is compiled.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// What stands in quotes, is a path within the folder, and ends as Faust's files do.
    private static func names(in bytes: [UInt8]) -> [String] {
        let quote = UInt8(ascii: "\"")
        return bytes.split(separator: quote, omittingEmptySubsequences: false).compactMap { part -> String? in
            guard part.count < 512, let name = String(validating: part, as: UTF8.self),
                name.hasSuffix(suffix) || name.hasSuffix(librarySuffix), !name.hasPrefix("/"), !name.contains("://"),
                !name.split(separator: "/").contains(".."), !name.contains(where: \.isNewline)
            else { return nil }
            return name.hasPrefix("./") ? String(name.dropFirst(2)) : name
        }
    }
}
