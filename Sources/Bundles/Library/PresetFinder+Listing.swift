// All presets that can be named. Any thread that may wait.

import EffectHost
import Foundation
import Presets
import Synchronization

extension PresetFinder {
    /// Plain presets by name, then installed bundles by id and version. One that can't be used is among them and says
    /// so.
    package var entries: [PresetEntry] { plainEntries + (bundles?.entries ?? []) }

    /// Those that all of some words are found in.
    package func entries(with words: [String]) -> [PresetEntry] {
        let words = SearchWords(words)
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
    /// Fewer than that aren't worth a second thread.
    private static let smallestShare = 64

    /// Read by all processors at once, since there may be thousands.
    fileprivate var entries: [PresetEntry] {
        let identities = identities
        let shareCount = max(
            1, min(ProcessInfo.processInfo.activeProcessorCount, identities.count / Self.smallestShare))
        let shares = Mutex<[[PresetEntry]]>(Array(repeating: [], count: shareCount))
        DispatchQueue.concurrentPerform(iterations: shareCount) { index in
            let range = identities.count * index / shareCount..<identities.count * (index + 1) / shareCount
            let share = identities[range].compactMap(entry)
            shares.withLock { $0[index] = share }
        }
        return shares.withLock { Array($0.joined()) }
    }

    /// Nil for one that was removed meanwhile.
    private func entry(_ identity: BundleIdentity) -> PresetEntry? {
        do throws(BundleError) {
            let bundle = try reader.summary(unpacked: folder(identity))
            var entry = PresetEntry(name: identity.description, title: bundle.preset.name, tags: bundle.preset.tags)
            entry.author = bundle.preset.author
            entry.description = bundle.preset.description
            entry.version = identity.version.description
            entry.signer = bundle.signer?.fingerprint
            return entry
        } catch {
            guard versions(of: identity.id).contains(identity) else { return nil }
            let problem = LibraryError(error, of: identity.description)
            var entry = PresetEntry(name: identity.description, title: "unusable: \(printable(problem.description))")
            entry.version = identity.version.description
            return entry
        }
    }
}
