// A folder for one build's intermediate files. Used by one thread.

import Foundation

/// A new, empty folder below the system's temporary one.
struct Workspace {
    private let folder: URL

    /// - Throws: `cannotWrite`.
    init() throws(EffectBuildError) {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("cajon-build-\(UUID().uuidString)")
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        } catch {
            throw EffectBuildError(.cannotWrite(path: folder.path, reason: error.localizedDescription))
        }
    }

    func file(_ name: String) -> URL {
        folder.appendingPathComponent(name)
    }

    /// Where the tool that is running writes what it has to say.
    var log: URL { file("output.txt") }

    /// Removes the folder and all in it.
    func remove() {
        try? FileManager.default.removeItem(at: folder)
    }
}
