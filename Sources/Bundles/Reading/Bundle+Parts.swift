// A bundle from its lock, its signature and its preset. Any thread.

import EffectHost
import Presets

extension Bundle {
    /// - Parameters:
    ///   - lockBytes: what `lock` was read from.
    ///   - presetPath: what messages call the preset, and what its files are beside.
    ///
    /// Errors: `.preset`; `.malformed`, when it refers to what isn't there.
    init(
        lock: BundleLock, lockBytes: [UInt8], signer: SignatureKey?, presetBytes: [UInt8], presetPath: String
    ) throws(BundleError) {
        let document: PresetDocument
        do throws(PresetError) {
            document = try PresetDocument.parse(presetBytes, path: presetPath)
        } catch {
            throw BundleError(.preset(error), path: "")
        }
        self.init(
            lock: lock, contentHash: ContentHash.of(lockBytes), signer: signer, document: document,
            effects: try Self.effects(of: document.preset, in: lock))
    }

    private static func effects(of preset: Preset, in lock: BundleLock) throws(BundleError) -> [String: BundlePath] {
        let paths = Dictionary(lock.files.map { ($0.path.text, $0.path) }) { first, _ in first }
        let aliased = Set(preset.aliases.map(\.name))
        let named = preset.aliases.map { ($0.name, $0.reference) }
        let direct = preset.nodes.map(\.effect).filter { !aliased.contains($0) }.map { ($0, $0) }
        var effects: [String: BundlePath] = [:]
        for (name, reference) in named + direct {
            guard case .file(let file) = EffectReference(reference), effects[name] == nil else { continue }
            let text = file.hasPrefix("./") ? String(file.dropFirst(2)) : file
            // Equal texts needn't be equal bytes, and paths are bytes.
            guard let path = paths[text], path.text.utf8.elementsEqual(text.utf8) else {
                let shown = printable(reference, limit: 100)
                throw BundleError(
                    .malformed("\(BundleLock.presetFileName): its effect ‘\(shown)’ is no file of the bundle"), path: ""
                )
            }
            effects[name] = path
        }
        return effects
    }
}
