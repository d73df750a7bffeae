// All presets that can be named. Any thread that may wait.

import EffectHost
import Presets

extension PresetFinder {
    /// Plain presets by name, then installed bundles by id and version. One that can't be used is among them and says
    /// so.
    package var entries: [PresetEntry] { plainEntries + (bundles?.entries ?? []) }

    /// Those that all of some words are found in.
    package func entries(with words: [String]) -> [PresetEntry] {
        let words = words.flatMap { $0.lowercased().split(whereSeparator: \.isWhitespace).map(String.init) }
        return entries.filter { $0.contains(words) }
    }

    private var plainEntries: [PresetEntry] {
        presets.names.map { name in
            do throws(PresetError) {
                let preset = try presets.document(name).preset
                var entry = PresetEntry(name: name, title: preset.name, tags: preset.tags)
                entry.author = preset.author
                entry.description = preset.description
                return entry
            } catch {
                return PresetEntry(name: name, title: "unusable: \(error.problems.first?.message ?? "")")
            }
        }
    }
}

extension BundleLibrary {
    fileprivate var entries: [PresetEntry] {
        identities.compactMap { identity in
            do throws(BundleError) {
                let bundle = try reader.summary(unpacked: folder(identity))
                var entry = PresetEntry(
                    name: identity.description, title: bundle.preset.name, tags: bundle.preset.tags)
                entry.author = bundle.preset.author
                entry.description = bundle.preset.description
                entry.version = identity.version.description
                entry.signer = bundle.signer?.fingerprint
                return entry
            } catch {
                // It may have been removed meanwhile.
                guard versions(of: identity.id).contains(identity) else { return nil }
                let problem = LibraryError(error, of: identity.description)
                var entry = PresetEntry(
                    name: identity.description, title: "unusable: \(printable(problem.description))")
                entry.version = identity.version.description
                return entry
            }
        }
    }
}
