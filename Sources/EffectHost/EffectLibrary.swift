// Where effects are found: those that came with Cajon, those that the user installed, files. Any thread.

import Foundation

/// Finds effects by name.
///
/// A name is one of an installed effect (`$XDG_DATA_HOME/cajon/effects`) or a shipped one; what contains a slash or
/// ends in `.wasm`, `.js` or `.dsp` is a path.
package struct EffectLibrary: Sendable {
    /// Folders of `NAME.wasm`, the first to have a name wins.
    package let directories: [String]

    package init(directories: [String]) { self.directories = directories }

    /// The user's own effects, then those beside this program.
    package static func standard() -> EffectLibrary {
        EffectLibrary(directories: DataDirectories.standard.map { $0 + "/effects" })
    }

    /// Whether a reference is a path rather than a name.
    package static func isPath(_ reference: String) -> Bool {
        reference.contains("/") || reference.hasSuffix(".wasm") || reference.hasSuffix(".js")
            || reference.hasSuffix(FaustSource.suffix)
    }

    /// The file of an effect. A name that no file has may be a former one: then it is the file of the effect that states
    /// so, for which all of them are looked through.
    ///
    /// - Parameter base: the folder that relative paths start from; nil is the working folder.
    /// Errors: `.notFound`, with the nearest name; `.ambiguousName`.
    package func path(of reference: String, relativeTo base: String? = nil) throws(EffectError) -> String {
        if Self.isPath(reference) {
            let path = reference.hasPrefix("/") || base == nil ? reference : "\(base!)/\(reference)"
            guard FileManager.default.fileExists(atPath: path) else {
                throw EffectError(.notFound(searched: [], nearest: nil), effect: path)
            }
            return path
        }
        if let path = path(ofPresent: reference) { return path }
        if let present = try presentName(of: reference), let path = path(ofPresent: present) { return path }
        throw EffectError(
            .notFound(searched: directories, nearest: NearestName.nearest(to: reference, among: names)),
            effect: reference)
    }

    /// The name of the effect that states that it was called so; nil when none does. Reads of each effect no more than what
    /// it states, and passes over those that state it wrongly.
    ///
    /// Errors: `.ambiguousName`.
    package func presentName(of formerName: String) throws(EffectError) -> String? {
        let claimants = names.filter { name in
            path(ofPresent: name).map { EffectRenames.stated(inFile: $0).names.contains(formerName) } ?? false
        }
        guard claimants.count < 2 else { throw EffectError(.ambiguousName(claimants), effect: formerName) }
        return claimants.first
    }

    private func path(ofPresent name: String) -> String? {
        directories.lazy.map { "\($0)/\(name).wasm" }.first { FileManager.default.fileExists(atPath: $0) }
    }

    /// The names of all effects in the folders, in order, each once.
    package var names: [String] {
        var names: Set<String> = []
        for directory in directories {
            let files = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
            for file in files where file.hasSuffix(".wasm") { names.insert(String(file.dropLast(5))) }
        }
        return names.sorted()
    }
}
