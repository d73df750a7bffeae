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
    /// The paths, from the manifest's folder, of what it hands the processor in the place of `{"$bytes": path}` and
    /// `{"$module": path}`.
    package let binaries: [String]
    /// The whole text, for the engine.
    package let text: String

    private static let byteLimit = 1 << 16
    private static let keys: Set<String> = ["script", "kernels", "processor", "processorOptions", "messages"]

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
            throw refuse(
                "unknown key ‘\(printable(unknown))’; it may have ‘script’, ‘kernels’, ‘processor’, ‘processorOptions’ and ‘messages’"
            )
        }
        let script = members["script"]
        guard script == nil || script is String else { throw refuse("‘script’ should be the path of a .js file") }
        let kernels = members["kernels"] ?? [String: String]()
        guard let kernels = kernels as? [String: String] else {
            throw refuse("‘kernels’ should give each kernel's name the path of its .wasm file")
        }
        let processor = members["processor"]
        guard processor == nil || processor is String else {
            throw refuse("‘processor’ should be the name of one that the script registers")
        }
        let options = members["processorOptions"]
        guard options == nil || options is [String: Any] || options is [Any] else {
            throw refuse("‘processorOptions’ should be a JSON object or an array")
        }
        let messages = members["messages"] ?? [Any]()
        guard let messages = messages as? [Any], messages.count <= ScriptLimits.messages else {
            throw refuse("‘messages’ should be an array of at most \(ScriptLimits.messages) values")
        }
        var binaries: Set<String> = []
        guard collect(from: [options as Any, messages], into: &binaries, depth: 0) else {
            throw refuse("its values are nested more than \(deepest) deep")
        }
        for file in kernels.values + binaries.sorted() + [script as? String].compactMap(\.self)
        where file.hasPrefix("/") || file.split(separator: "/").contains("..") {
            throw refuse("‘\(printable(file))’ leads out of the effect's folder")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw refuse("it is not UTF-8") }
        return ScriptManifest(script: script as? String, kernels: kernels, binaries: binaries.sorted(), text: text)
    }

    private static let deepest = 64
    private static let binaryKeys = ["$bytes", "$module"]

    /// The files that values name; false where they are nested too deep.
    private static func collect(from value: Any, into files: inout Set<String>, depth: Int) -> Bool {
        guard depth <= deepest else { return false }
        if let list = value as? [Any] {
            for item in list where !collect(from: item, into: &files, depth: depth + 1) { return false }
        } else if let object = value as? [String: Any] {
            if let key = binaryKeys.first(where: { object[$0] is String }) {
                files.insert(object[key] as! String)
                return true
            }
            for item in object.values where !collect(from: item, into: &files, depth: depth + 1) { return false }
        }
        return true
    }
}
