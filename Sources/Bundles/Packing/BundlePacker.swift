// From a preset to the files of a bundle. Any thread that may wait.

package import EffectHost
import Foundation
package import Presets

/// Gathers all that a preset needs, so that it sounds the same wherever the bundle is opened.
package struct BundlePacker: Sendable {
    /// What may be said besides.
    package struct Options: Sendable {
        /// Nil takes it from the names.
        package var id: String?
        /// Nil takes the preset's own, and `PresetVersion.initial` for one that states none.
        package var version: PresetVersion?
        /// The name of the bundle's file, without its ending; the id is made of it.
        package var outputName: String?

        package init(id: String? = nil, version: PresetVersion? = nil, outputName: String? = nil) {
            self.id = id
            self.version = version
            self.outputName = outputName
        }
    }

    private let library: EffectLibrary
    private let limits: BundleLimits

    /// - Parameter library: where effects are that the preset names.
    package init(library: EffectLibrary = .standard(), limits: BundleLimits = BundleLimits()) {
        self.library = library
        self.limits = limits
    }

    /// Gathers the files. Equal sources give equal files, wherever they lie.
    ///
    /// Errors: an effect is missing; something may not go into a bundle; no id can be made of the names.
    package func pack(_ source: PackingSource, _ options: Options = Options()) throws(PackingError) -> PackedBundle {
        var preset = source.document.preset
        guard let id = options.id ?? Self.id(from: [options.outputName, preset.name]) else {
            throw PackingError(
                .refused("has a name of which no id can be made; give one with --id, such as ‘tape-echo’"),
                path: source.name)
        }
        let version = options.version ?? preset.version ?? .initial
        preset.version = version
        var collector = EffectCollector(
            source: source.folder, library: library, files: PackedFiles(limits: limits))
        try Self.rewrite(&preset, with: &collector)
        // Its schema, if it named one, stays behind.
        preset.schema = nil
        var (files, notes) = (collector.files, collector.notes)
        if source.ownsFolder { try PackedCompany.take(from: source.folder, into: &files) }
        try files.add(Array(preset.json().utf8), as: BundleLock.presetFileName, from: source.document.source.name)
        if preset.author == nil { notes.insert("the preset names no author (\"author\")", at: 0) }
        if preset.licence == nil {
            notes.insert(
                "the preset states no licence (\"licence\"), so nobody knows what may be done with it", at: 0)
        }
        return PackedBundle(
            identity: BundleIdentity(id: id, version: version), preset: preset, files: files.files, notes: notes)
    }

    // MARK: - The preset

    /// Takes the preset's effects along, and has it name them where they are now. Nodes stay as they are as far as
    /// possible; an alias that no node uses goes.
    private static func rewrite(_ preset: inout Preset, with collector: inout EffectCollector) throws(PackingError) {
        let used = Set(preset.nodes.map(\.effect))
        var aliases: [Preset.Alias] = []
        for alias in preset.aliases where used.contains(alias.name) {
            let reference = try collector.take(alias.reference, as: alias.name)
            aliases.append(Preset.Alias(name: alias.name, reference: reference))
        }
        for index in preset.nodes.indices {
            let effect = preset.nodes[index].effect
            guard !aliases.contains(where: { $0.name == effect }) else { continue }
            let reference = try collector.take(effect, as: effect)
            if PresetName.isID(effect) {
                aliases.append(Preset.Alias(name: effect, reference: reference))
            } else {
                preset.nodes[index].effect = reference
            }
        }
        preset.aliases = aliases
    }

    // MARK: - The id

    /// The id that the first of the names gives; nil when no letter of any is left.
    static func id(from names: [String?]) -> String? {
        for case let name? in names {
            // Letters with accents go without, and a few are spelt out; what then isn't ASCII can't be in an id.
            let plain = name.precomposedStringWithCompatibilityMapping.replacing("ß", with: "ss")
                .decomposedStringWithCompatibilityMapping.unicodeScalars
                .filter { $0.properties.generalCategory != .nonspacingMark }
            let text = String(String.UnicodeScalarView(plain))
            if text.unicodeScalars.contains(where: { $0.isASCII && $0.properties.isAlphabetic }) {
                return PresetName.id(from: text)
            }
        }
        return nil
    }
}
