// `effect.json`: what a scripted effect consists of beside its script. Any thread but the audio thread.

import Foundation

/// Names the script of a folder, and the kernels it may import.
package struct ScriptManifest: Equatable, Sendable {
    /// The file's name.
    package static let fileName = "effect.json"

    /// The script's path from the manifest's folder.
    package let script: String?
    /// The path of each kernel's module, from the manifest's folder, by the name that follows `kernel:` in an import.
    package let kernels: [String: String]

    private static let byteLimit = 1 << 16
    private static let keys: Set<String> = ["script", "kernels"]

    /// The manifest in a folder, nil where there is none.
    ///
    /// Errors: it can't be read, or says what no manifest says.
    package static func read(inFolder folder: String) throws(EffectError) -> ScriptManifest? {
        let path = folder + "/" + fileName
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let bytes = try EffectLoader.read(path, limit: byteLimit)
        func refuse(_ reason: String) -> EffectError { EffectError(.invalidManifest(reason), effect: path) }
        let object: Any
        do {
            object = try JSONSerialization.jsonObject(with: Data(bytes))
        } catch {
            throw refuse("it is not JSON")
        }
        guard let members = object as? [String: Any] else { throw refuse("it should be a JSON object") }
        if let unknown = members.keys.filter({ !keys.contains($0) }).min() {
            throw refuse("unknown key ‘\(printable(unknown))’; it may have ‘script’ and ‘kernels’")
        }
        let script = members["script"]
        guard script == nil || script is String else { throw refuse("‘script’ should be the path of a .js file") }
        let kernels = members["kernels"] ?? [String: String]()
        guard let kernels = kernels as? [String: String] else {
            throw refuse("‘kernels’ should give each kernel's name the path of its .wasm file")
        }
        for file in kernels.values + [script as? String].compactMap(\.self)
        where file.hasPrefix("/") || file.split(separator: "/").contains("..") {
            throw refuse("‘\(printable(file))’ leads out of the effect's folder")
        }
        return ScriptManifest(script: script as? String, kernels: kernels)
    }
}
