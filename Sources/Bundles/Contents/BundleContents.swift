// What is in a bundle, for people and machines, without running any of it. Plain values; reading waits for files.

package import EffectHost
package import Presets

/// A bundle's effects, by what their binaries say, and its texts.
package struct BundleContents: Sendable {
    /// One effect of the bundle.
    package struct Effect: Equatable, Sendable {
        /// What the preset calls it by: its alias, or its path.
        package let name: String
        package let path: String
        package let outline: EffectOutline
        /// Of all of its files, assets apart.
        package let byteCount: Int
        /// Of its module or its script; hexadecimal.
        package let sha256: String
        /// How many assets it has of its own, and their size.
        package let assetCount: Int
        /// The nodes that use it.
        package let nodes: [String]

        /// Whether whoever uses it is asked for a folder.
        package var willAsk: Bool { outline.asksForAssets && assetCount == 0 }
    }

    package let identity: BundleIdentity
    package let preset: Preset
    /// In the order of their paths, the lock and the signature left out.
    package let files: [BundleLock.File]
    /// In the order in which the preset names them.
    package let effects: [Effect]
    /// Names of effects that aren't in the bundle: whoever opens it has them, or hasn't.
    package let missing: [String]
    package let hasReadme: Bool

    /// - Parameter read: gives the contents of one of the files.
    ///
    /// Errors: what `read` throws.
    package init<Failure: Error>(
        of identity: BundleIdentity, preset: Preset, files: [BundleLock.File],
        read: (BundlePath) throws(Failure) -> [UInt8]
    ) throws(Failure) {
        self.identity = identity
        self.preset = preset
        self.files = files
        var (effects, missing): ([Effect], [String]) = ([], [])
        for (name, path) in Self.references(of: preset) {
            if let file = files.first(where: { $0.path.text == path }) {
                effects.append(try Self.effect(name, file, preset: preset, files: files, read: read))
            } else {
                missing.append(path)
            }
        }
        (self.effects, self.missing) = (effects, missing)
        hasReadme = files.contains { $0.path.text == PackedCompany.readmeName }
    }

    /// What it asks for beyond samples in and samples out is to be answered by its user.
    package var asking: [Effect] { effects.filter(\.willAsk) }

    package var byteCount: Int { files.reduce(0) { $0 + $1.byteCount } }

    // MARK: - Effects

    /// Names and paths of the effects that the preset names, aliases first, each path once.
    private static func references(of preset: Preset) -> [(name: String, path: String)] {
        let aliases = preset.aliases.map { (name: $0.name, path: SourceFolder.plain($0.reference)) }
        let direct = preset.nodes.map(\.effect).filter { effect in !preset.aliases.contains { $0.name == effect } }
        var known: Set<String> = []
        return (aliases + direct.map { (name: $0, path: SourceFolder.plain($0)) }).filter {
            known.insert($0.path).inserted
        }
    }

    private static func effect<Failure: Error>(
        _ name: String, _ file: BundleLock.File, preset: Preset, files: [BundleLock.File],
        read: (BundlePath) throws(Failure) -> [UInt8]
    ) throws(Failure) -> Effect {
        let path = file.path.text
        let nodes = preset.nodes.filter { node in
            let reference = preset.aliases.first { $0.name == node.effect }?.reference ?? node.effect
            return SourceFolder.plain(reference) == path
        }.map(\.id)
        func below(_ folder: String) -> [BundleLock.File] { files.filter { $0.path.text.hasPrefix(folder + "/") } }
        if path.hasSuffix(".js") {
            let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
            let parts = folder.isEmpty ? files : below(folder)
            let hasKernels = parts.contains { $0.path.text.hasSuffix(".wit") }
            return Effect(
                name: name, path: path, outline: EffectOutline(scriptWithKernels: hasKernels),
                byteCount: parts.reduce(0) { $0 + $1.byteCount }, sha256: file.sha256, assetCount: 0,
                nodes: nodes)
        }
        if path.hasSuffix(".dsp") {
            return Effect(
                name: name, path: path, outline: EffectOutline(uncompiled: ()), byteCount: file.byteCount,
                sha256: file.sha256, assetCount: 0, nodes: nodes)
        }
        // What no effect may have isn't read, whatever it is.
        let outline =
            file.byteCount > GeneralLimits.maximumBytes
            ? EffectOutline(tooLarge: file.byteCount) : EffectOutline(of: try read(file.path))
        let assets = below(String(path.dropLast(".wasm".count)) + ".assets")
        return Effect(
            name: name, path: path, outline: outline, byteCount: file.byteCount, sha256: file.sha256,
            assetCount: assets.count, nodes: nodes)
    }
}

extension BundleContents {
    /// What was unpacked to a folder.
    ///
    /// Errors: a file can't be read any more.
    package init(_ bundle: Bundle, unpacked folder: String) throws(PackingError) {
        let source = try SourceFolder(folder, followsLinks: false)
        try self.init(of: bundle.identity, preset: bundle.preset, files: bundle.lock.files) {
            path throws(PackingError) in
            try source.read(path.text, limit: GeneralLimits.maximumBytes)
        }
    }

    /// The `README.md` of a bundle that was unpacked to a folder, as it is, control characters and all.
    ///
    /// Errors: it can't be read any more, or is larger than a text may be.
    package static func readme(unpacked folder: String) throws(PackingError) -> String {
        let source = try SourceFolder(folder, followsLinks: false)
        return String(
            decoding: try source.read(PackedCompany.readmeName, limit: PackedCompany.textLimit), as: UTF8.self)
    }

    /// What was packed and not yet written.
    package init(_ packed: PackedBundle) {
        let files = packed.files.sorted { $0.path < $1.path }
        self.init(
            of: packed.identity, preset: packed.preset,
            files: files.map { file in
                BundleLock.File(path: file.path, byteCount: file.bytes.count, sha256: ContentHash.of(file.bytes))
            }
        ) { path throws(Never) in files.first { $0.path == path }?.bytes ?? [] }
    }
}
