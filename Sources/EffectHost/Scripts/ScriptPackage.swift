// A scripted effect on disc: a .js file, or a folder with one. Any thread but the audio thread.

import Foundation

/// Where a scripted effect's parts lie.
package struct ScriptPackage: Equatable, Sendable {
    /// The script's file.
    package let script: String
    /// The module of each kernel, by name.
    package var kernels: [String: String]
    /// What it states of its former names.
    package let renames: EffectRenames
    /// What the folder's manifest says, if there is one and it speaks of this script.
    package let manifest: ScriptManifest?

    /// - Parameter path: a `.js` file, or a folder that holds `effect.json`, a script of the folder's own name, or a
    ///   single script. Nil when it is neither.
    /// - Throws: the manifest, or `renames.json`, is wrong.
    package init?(at path: String) throws(EffectError) {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return nil }
        let trimmed = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        let url = URL(filePath: trimmed)
        let folder = isFolder.boolValue ? trimmed : Self.folder(of: trimmed)
        if !isFolder.boolValue {
            guard path.hasSuffix(".js") else { return nil }
            // The manifest of the folder speaks of its script alone; another one beside it has no kernels.
            let manifest = try ScriptManifest.read(inFolder: folder)
            let isNamed = manifest?.script == nil || manifest?.script == url.lastPathComponent
            script = path
            self.manifest = isNamed ? manifest : nil
            kernels = Self.paths(self.manifest?.kernels ?? [:], in: folder)
            // What a folder states of names, it states of the script that it stands for.
            let isMain = Self.mainScript(ofFolder: folder, manifest) == url.lastPathComponent
            renames = isMain ? try RenamesFile.read(inFolder: folder) : EffectRenames()
        } else {
            let manifest = try ScriptManifest.read(inFolder: folder)
            let name = Self.mainScript(ofFolder: folder, manifest)
            guard FileManager.default.fileExists(atPath: folder + "/" + name) else {
                if manifest?.script == nil { return nil }
                throw EffectError(
                    .invalidManifest("its ‘script’ is ‘\(name)’, and there is no such file"),
                    effect: "\(folder)/\(ScriptManifest.fileName)")
            }
            script = folder + "/" + name
            self.manifest = manifest
            kernels = Self.paths(manifest?.kernels ?? [:], in: folder)
            renames = try RenamesFile.read(inFolder: folder)
        }
    }

    /// The file name of the script that a folder stands for, whether there is one or not.
    private static func mainScript(ofFolder folder: String, _ manifest: ScriptManifest?) -> String {
        if let script = manifest?.script { return script }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let scripts = names.filter { $0.hasSuffix(".js") }
        let own = URL(filePath: folder).standardizedFileURL.lastPathComponent + ".js"
        return scripts.contains(own) || scripts.count != 1 ? own : scripts[0]
    }

    /// The files that would say what the effect at a path consists of and what it was called, whether there are any or
    /// not; none for what is no script.
    static func manifestPaths(for path: String) -> [String] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
            isFolder.boolValue || path.hasSuffix(".js")
        else { return [] }
        let folder = isFolder.boolValue ? path : folder(of: path)
        return [
            folder + (folder.hasSuffix("/") ? "" : "/") + ScriptManifest.fileName, RenamesFile.path(inFolder: folder),
        ]
    }

    /// The files of its kernels.
    var kernelFiles: [String] {
        kernels.values.sorted().flatMap { module in
            [module, (module.hasSuffix(".wasm") ? String(module.dropLast(".wasm".count)) : module) + ".wit"]
        }
    }

    private static func folder(of file: String) -> String {
        file.lastIndex(of: "/").map { $0 == file.startIndex ? "/" : String(file[..<$0]) } ?? "."
    }

    private static func paths(_ kernels: [String: String], in folder: String) -> [String: String] {
        kernels.mapValues { folder + "/" + $0 }
    }
}
