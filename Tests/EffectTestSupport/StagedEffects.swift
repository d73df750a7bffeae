// The shipped effects as `make build` leaves them, found from this file's own place. Any test thread.

package import EffectHost
package import Foundation

/// The effects of this package, built.
package enum StagedEffects {
    /// The package's folder.
    package static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Where `make build` puts modules.
    package static let directory = root.appending(path: ".build/stage/share/cajon/effects")

    /// Folders of Effects/ that are no effect.
    private static let otherFolders: Set<String> = ["SDK", "examples", "faust", "javascript", "wit"]

    /// Every folder of Effects/ that is a native effect, built or not. The C beside a script is its kernel's.
    package static let names = folders { _, file in file.hasSuffix(".swift") || file.hasSuffix(".c") }
        .filter { !scriptNames.contains($0) }

    /// Every folder of Effects/ that is an effect in JavaScript; its main file bears the folder's name.
    package static let scriptNames = folders { folder, file in file == "\(folder).js" }

    /// Both. What runs on an interpreter takes a hundred times as long, so the longest tests do without.
    package static let everyName = names + scriptNames

    /// The folders of effects that have such a file.
    private static func folders(having isKind: (_ folder: String, _ file: String) -> Bool) -> [String] {
        let files = FileManager.default
        let effects = root.appending(path: "Effects")
        let folders = (try? files.contentsOfDirectory(atPath: effects.path)) ?? []
        return folders.filter { name in
            guard !otherFolders.contains(name) else { return false }
            let parts = (try? files.contentsOfDirectory(atPath: effects.appending(path: name).path)) ?? []
            return parts.contains { isKind(name, $0) }
        }.sorted()
    }

    /// The source of an effect in JavaScript.
    package static func scriptPath(_ name: String) -> String {
        root.appending(path: "Effects/\(name)/\(name).js").path
    }

    /// The JavaScript engine that scripts run on.
    package static let scriptEngine = root.appending(path: ".build/stage/share/cajon/engines/javascript.wasm").path

    /// What Faust's modules are linked with.
    package static let faustRuntime = root.appending(path: ".build/stage/share/cajon/engines/faust.wasm").path

    /// Compiles every time: a test must not depend on what an earlier run left in a cache.
    private static let sharedLoader = Result { () throws(EffectError) in
        try EffectLoader(cache: nil, scriptEngine: scriptEngine, faustRuntime: faustRuntime, grants: ownGrants)
    }

    package static func loader() throws -> EffectLoader { try sharedLoader.get() }

    /// An effect, compiled once per test process.
    ///
    /// Errors: it hasn't been built, or is older than its source; it is refused.
    package static func module(_ name: String) throws -> EffectModule {
        let path = try modulePath(name)
        return try loader().load(path: path, name: name)
    }

    /// The file of a built effect.
    package static func modulePath(_ name: String) throws -> String {
        let module = directory.appending(path: "\(name).wasm")
        guard let built = try? modificationDate(module) else {
            throw NotBuilt(effect: name, reason: "\(name).wasm is not in .build/stage/share/cajon/effects")
        }
        let source = root.appending(path: "Effects/\(name)")
        if hasAssets(name), !FileManager.default.fileExists(atPath: directory.appending(path: "\(name).assets").path) {
            throw NotBuilt(effect: name, reason: "\(name).assets is not in .build/stage/share/cajon/effects")
        }
        let files = (try? FileManager.default.contentsOfDirectory(atPath: source.path)) ?? []
        for file in files where [".swift", ".c", ".js"].contains(where: file.hasSuffix) {
            guard try modificationDate(source.appending(path: file)) <= built else {
                throw NotBuilt(effect: name, reason: "Effects/\(name)/\(file) was changed after it was built")
            }
        }
        return module.path
    }

    private static func modificationDate(_ file: URL) throws -> Date {
        // Not through a URL's resource values, which are cached.
        let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
        return attributes[.modificationDate] as? Date ?? .distantPast
    }

    /// A shipped effect that can't be tested as it is.
    package struct NotBuilt: Error, CustomStringConvertible {
        let effect: String
        let reason: String

        package var description: String { "effect ‘\(effect)’: \(reason); run `make build` first" }
    }
}
