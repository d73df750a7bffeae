// Gathers the files of a preset's effects and gives them their places in the bundle. Used by one thread.

import EffectHost
import Presets

/// Takes effects along, each once: `effects/NAME.wasm` with its `effects/NAME.assets`, compiled from Faust where the preset
/// names a program, or a script's files in a folder
/// `effects/NAME` of their own, where they lie to each other as they did.
struct EffectCollector {
    /// The folder of all effects.
    static let folder = "effects"
    private static let moduleSuffix = ".wasm"
    /// Of programs in Faust.
    private static let programSuffix = ".dsp"
    private static let assetsSuffix = ".assets"

    private let source: SourceFolder
    private let library: EffectLibrary
    private(set) var files: PackedFiles
    /// What whoever packs should know, a sentence each without its full stop.
    private(set) var notes: [String] = []
    /// For each effect that was taken, what a preset in the bundle calls it by.
    private var references: [EffectReference: String] = [:]
    private var stems: Set<String> = []

    init(source: SourceFolder, library: EffectLibrary, files: PackedFiles) {
        self.source = source
        self.library = library
        self.files = files
    }

    /// Takes an effect along with all that belongs to it.
    ///
    /// - Parameters:
    ///   - reference: as the preset writes it.
    ///   - name: what its files are to be called after.
    /// - Returns: what the preset in the bundle is to write.
    ///
    /// Errors: it isn't there; something of it may not go into a bundle.
    mutating func take(_ reference: String, as name: String) throws(PackingError) -> String {
        let key = EffectReference(SourceFolder.isFile(reference) ? SourceFolder.plain(reference) : reference)
        if let known = references[key] { return known }
        let taken =
            switch key {
            case .name(let effect): try takeInstalled(effect, as: name)
            case .file(let path) where path.hasSuffix(Self.moduleSuffix):
                try takeModule(path, in: source, as: name)
            case .file(let path) where path.hasSuffix(Self.programSuffix): try takeProgram(path, as: name)
            case .file(let path): try takeScript(path, as: name)
            }
        references[key] = taken
        return taken
    }

    // MARK: - Modules

    /// One that came with Cajon, or that the user has installed: where the bundle is opened it may be missing, or
    /// another.
    private mutating func takeInstalled(_ effect: String, as name: String) throws(PackingError) -> String {
        let path: String
        do {
            path = try library.path(of: effect)
        } catch {
            throw PackingError(.effect(error), path: source.path)
        }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let folder = try SourceFolder(parts.dropLast().joined(separator: "/"), followsLinks: true)
        return try takeModule(String(parts[parts.count - 1]), in: folder, as: name)
    }

    private mutating func takeModule(
        _ file: String, in folder: SourceFolder, as name: String
    ) throws(PackingError) -> String {
        let stem = stem(for: name)
        let path = "\(Self.folder)/\(stem)\(Self.moduleSuffix)"
        let place = folder.path(of: file)
        let bytes = try folder.read(file, limit: min(files.roomBytes, GeneralLimits.maximumBytes))
        try files.add(bytes, as: path, from: place)
        let outline = EffectOutline(of: bytes)
        if let problem = outline.problems.first {
            throw PackingError(.refused("is no effect: \(printable(problem))"), path: place)
        }
        let assets = file.dropLast(Self.moduleSuffix.count) + Self.assetsSuffix
        if folder.hasFolder(String(assets)) {
            try takeFolder(
                String(assets), in: folder, to: "\(Self.folder)/\(stem)\(Self.assetsSuffix)", depth: 0)
        } else if outline.asksForAssets {
            notes.append(
                "effect ‘\(printable(stem))’ asks for sounds and data, and has none beside it "
                    + "(\(printable(String(assets)))): whoever opens the bundle will be asked for a folder")
        }
        return path
    }

    /// Takes all that is in a folder along.
    private mutating func takeFolder(
        _ name: String, in folder: SourceFolder, to path: String, depth: Int
    ) throws(PackingError) {
        guard depth < files.limits.depth else {
            throw PackingError(.refused("lies too deep in folders for a bundle"), path: folder.path(of: name))
        }
        for entry in try folder.names(below: name) {
            let (inner, target) = ("\(name)/\(entry)", "\(path)/\(entry)")
            guard !entry.hasPrefix(".") else {
                notes.append("‘\(printable(folder.path(of: inner)))’ is hidden, and stays behind")
                continue
            }
            if folder.hasFolder(inner) {
                try takeFolder(inner, in: folder, to: target, depth: depth + 1)
            } else {
                try files.add(
                    folder.read(inner, limit: files.roomBytes), as: target, from: folder.path(of: inner))
            }
        }
    }

    // MARK: - Programs in Faust

    /// Takes the module that Faust's compiler makes of a program: who opens the bundle need not have the compiler, nor run
    /// it on what a stranger wrote.
    private mutating func takeProgram(_ file: String, as name: String) throws(PackingError) -> String {
        let place = source.path(of: file)
        // Before anything is read by others, who follow links.
        _ = try source.read(file, limit: files.roomBytes)
        let wasm: [UInt8]
        do {
            wasm = try EffectLoader.compileFaust(path: place)
        } catch {
            throw PackingError(.effect(error), path: source.path)
        }
        let path = "\(Self.folder)/\(stem(for: name))\(Self.moduleSuffix)"
        try files.add(wasm, as: path, from: place)
        if let problem = EffectOutline(of: wasm).problems.first {
            throw PackingError(.refused("is no effect: \(printable(problem))"), path: place)
        }
        notes.append("‘\(printable(file))’ goes along compiled, and its source stays behind")
        return path
    }

    // MARK: - Scripts

    private mutating func takeScript(_ file: String, as name: String) throws(PackingError) -> String {
        let place = source.path(of: file)
        let base = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
        let names: [String]
        let wasRenamed: Bool
        // Before anything is read by others, who follow links.
        _ = try source.read(file, limit: files.roomBytes)
        do {
            guard let package = try ScriptPackage(at: place) else {
                throw PackingError(.refused("is no script"), path: place)
            }
            names = try package.fileNames()
            wasRenamed = !package.renames.isEmpty
        } catch let error as EffectError {
            throw PackingError(.effect(error), path: source.path)
        } catch let error as PackingError {
            throw error
        } catch {
            throw PackingError(.refused("\(error)"), path: place)
        }
        var folder = "\(Self.folder)/\(stem(for: name))"
        // Former names are those of the script that its folder is named after.
        if wasRenamed { folder += "/" + Self.withoutSuffix(names[0]) }
        for name in names {
            let inner = base + name
            try files.add(
                source.read(inner, limit: files.roomBytes), as: "\(folder)/\(name)", from: source.path(of: inner))
        }
        return "\(folder)/\(names[0])"
    }

    // MARK: - Names

    /// A name for an effect's files that no other has; equal presets give equal names.
    private mutating func stem(for name: String) -> String {
        var base = PresetName.id(from: Self.withoutSuffix(name))
        // What is a device's name on some systems is no file's in a bundle.
        if (try? BundlePath("\(Self.folder)/\(base)\(Self.moduleSuffix)")) == nil { base = "effect-\(base)" }
        var stem = base
        var number = 2
        while !stems.insert(stem).inserted {
            stem = "\(base)-\(number)"
            number += 1
        }
        return stem
    }

    private static func withoutSuffix(_ name: String) -> String {
        let file = name.split(separator: "/").last.map(String.init) ?? name
        for suffix in [moduleSuffix, ".js", programSuffix] where file.hasSuffix(suffix) {
            return String(file.dropLast(suffix.count))
        }
        return file
    }
}

extension SourceFolder {
    /// Whether a preset's reference is a file's rather than a name.
    static func isFile(_ reference: String) -> Bool { EffectLibrary.isPath(reference) }
}
