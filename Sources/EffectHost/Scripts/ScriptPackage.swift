// A scripted effect on disc: a .js file, or a folder with one. Any thread but the audio thread.

import Foundation

/// Where a scripted effect's parts lie.
package struct ScriptPackage: Equatable, Sendable {
    /// The script's file.
    package let script: String
    /// The module of each kernel, by name.
    package var kernels: [String: String]

    /// - Parameter path: a `.js` file, or a folder that holds `effect.json`, a script of the folder's own name, or a
    ///   single script. Nil when it is neither.
    /// - Throws: the manifest is wrong.
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
            kernels = Self.paths(isNamed ? manifest?.kernels ?? [:] : [:], in: folder)
        } else {
            let manifest = try ScriptManifest.read(inFolder: folder)
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            let scripts = names.filter { $0.hasSuffix(".js") }
            let own = URL(filePath: trimmed).standardizedFileURL.lastPathComponent + ".js"
            let name = manifest?.script ?? (scripts.contains(own) || scripts.count != 1 ? own : scripts[0])
            guard FileManager.default.fileExists(atPath: folder + "/" + name) else {
                if manifest?.script == nil { return nil }
                throw EffectError(
                    .invalidManifest("its ‘script’ is ‘\(name)’, and there is no such file"),
                    effect: "\(folder)/\(ScriptManifest.fileName)")
            }
            script = folder + "/" + name
            kernels = Self.paths(manifest?.kernels ?? [:], in: folder)
        }
    }

    /// The manifest that would say what the effect at a path consists of, whether there is one or not; nil for what is no
    /// script.
    static func manifestPath(for path: String) -> String? {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return nil }
        if isFolder.boolValue {
            return (path.hasSuffix("/") ? path : path + "/") + ScriptManifest.fileName
        }
        return path.hasSuffix(".js") ? folder(of: path) + "/" + ScriptManifest.fileName : nil
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
