// The scripts that run in a browser too: those shipped, and those of the tests. Any thread.

import EffectHost
import EffectTestSupport
import Foundation

/// A script whose processor bears its file's name.
struct BrowserScript: Sendable, CustomStringConvertible {
    let name: String
    let path: String

    var description: String { name }
    var folder: URL { URL(filePath: path).deletingLastPathComponent() }

    init(_ name: String, path: String) {
        self.name = name
        self.path = path
    }

    /// Every shipped script that a browser can run: one that links a kernel it can't.
    static let shipped: [BrowserScript] = StagedEffects.scriptNames.compactMap { name in
        let path = StagedEffects.scriptPath(name)
        let text = try? String(contentsOfFile: path, encoding: .utf8)
        return text?.contains("kernel:") == true ? nil : BrowserScript(name, path: path)
    }

    /// Scripts that put out what they find in their scope.
    static let probes = ["surroundings", "arithmetic"].map { name in
        BrowserScript(
            name, path: StagedEffects.root.appending(path: "Tests/BrowserTests/Scripts/\(name).js").path)
    }

    /// Modules in the shapes in which they are found, each in a folder of its name, with what a page would hand them in
    /// `effect.json`.
    static let found = [
        "several", "named", "bundled", "options", "messages", "handed", "emscripten", "references",
    ].map { name in
        BrowserScript(
            name, path: StagedEffects.root.appending(path: "Tests/BrowserTests/Scripts/found/\(name)/\(name).js").path)
    }

    /// What `effect.json` says, which the page does what it says.
    var manifest: [String: Any] {
        guard let data = try? Data(contentsOf: folder.appending(path: "effect.json")) else { return [:] }
        return (try? JSONSerialization.jsonObject(with: data)) as? [String: Any] ?? [:]
    }

    static let portableMaths = StagedEffects.root.appending(path: "Tests/BrowserTests/Page/portable-maths.js")

    /// The script as an effect, as it is or with portable maths before it.
    ///
    /// - Parameter folder: where the latter may be written.
    func module(hasPortableMaths: Bool, in folder: URL) throws -> EffectModule {
        guard hasPortableMaths else { return try StagedEffects.loader().load(path: path) }
        return try StagedEffects.loader().load(path: folder.appending(path: "portable/\(name)/\(name).js").path)
    }

    /// Puts the script, and the files beside it that it may import, where the server looks for them.
    func copy(to folder: URL) throws {
        let maths = try Data(contentsOf: Self.portableMaths)
        for (place, prefix) in [("plain", Data()), ("portable", maths)] {
            let target = folder.appending(path: "\(place)/\(name)")
            try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
            for file in try FileManager.default.contentsOfDirectory(atPath: self.folder.path)
            where [".js", ".wasm", "effect.json"].contains(where: file.hasSuffix) {
                let text = try Data(contentsOf: self.folder.appending(path: file))
                try ((file == "\(name).js" ? prefix : Data()) + text).write(to: target.appending(path: file))
            }
        }
    }
}
