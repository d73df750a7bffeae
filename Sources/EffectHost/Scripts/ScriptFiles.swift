// Gathers a script's files from disc: the one that was named and those it imports, none from outside its folder. Any
// thread but the audio thread.

import Foundation

/// Reads a script and what it imports.
///
/// Which files those are is for the engine to say, and it runs what it was given. So every text in quotes that begins
/// like a relative specifier (`./` or `../`) counts as an import, if there is such a file: a file too many does no harm,
/// and a file outside the script's folder is never read.
struct ScriptFiles {
    /// With all links resolved, unless it is reached by a descriptor; ends in a slash.
    private let folder: String
    private let script: String
    private var pending: [String] = []
    private var binaries: [ScriptBinary] = []
    private var binaryByteCount = 0
    private var known: Set<String> = []
    private var byteCount = 0
    /// Each file before it was read, and each that was looked for and missing.
    private var stamps: [FileStamp] = []

    /// The files of the script at `path`, the script itself first.
    ///
    /// Errors: a file can't be read, is no text, or all together are too large.
    static func gather(_ path: String) throws(EffectError) -> [ScriptSource] {
        var stamps: [FileStamp] = []
        return try gather(path, noting: &stamps)
    }

    /// As `gather`, and notes each file before it is read, and each that was looked for and is missing.
    static func gather(_ path: String, noting stamps: inout [FileStamp]) throws(EffectError) -> [ScriptSource] {
        // What a held folder is reached by is a link too, but one that always leads to that folder; its text wouldn't.
        let isHeld = DescriptorPath.isOne(path)
        let file = isHeld ? URL(filePath: path) : URL(filePath: path).resolvingSymlinksInPath()
        var files = ScriptFiles(folder: file.deletingLastPathComponent().path, script: path)
        defer { stamps += files.stamps }
        return try files.gather(entry: file.lastPathComponent)
    }

    /// The files of a package, and what it reads as bytes: what its sources import that is no JavaScript, and what its
    /// manifest names.
    ///
    /// Errors: as `gather`.
    static func gather(
        _ package: ScriptPackage, noting stamps: inout [FileStamp]
    ) throws(EffectError) -> ([ScriptSource], ScriptSurroundings) {
        let path = package.script
        let isHeld = DescriptorPath.isOne(path)
        let file = isHeld ? URL(filePath: path) : URL(filePath: path).resolvingSymlinksInPath()
        var files = ScriptFiles(folder: file.deletingLastPathComponent().path, script: path)
        defer { stamps += files.stamps }
        let sources = try files.gather(entry: file.lastPathComponent)
        for name in package.manifest?.binaries ?? [] {
            let parts = name.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
            guard files.isInside(parts) else {
                throw EffectError(
                    .invalidManifest("it names ‘\(printable(name))’, and there is no such file in its folder"),
                    effect: files.folder + ScriptManifest.fileName)
            }
            // The engine looks for it by the name that the manifest has.
            try files.readBinary(parts, as: name)
        }
        return (
            sources,
            ScriptSurroundings(
                binaries: files.binaries.sorted { $0.name < $1.name }, manifest: package.manifest?.text ?? "")
        )
    }

    private mutating func readBinary(_ name: String, as shownName: String) throws(EffectError) {
        guard !binaries.contains(where: { $0.name == shownName }) else { return }
        guard binaries.count < ScriptLimits.files else {
            throw EffectError(.unreadable("it reads more than \(ScriptLimits.files) files as bytes"), effect: script)
        }
        stamps.append(FileStamp(folder + name))
        let bytes = try EffectLoader.read(folder + name, limit: ScriptLimits.binaryBytes - binaryByteCount)
        binaryByteCount += bytes.count
        binaries.append(ScriptBinary(name: shownName, bytes: bytes))
    }

    private init(folder: String, script: String) {
        self.folder = folder.hasSuffix("/") ? folder : folder + "/"
        self.script = script
    }

    private mutating func gather(entry: String) throws(EffectError) -> [ScriptSource] {
        var sources = [try read(entry)]
        note(importsOf: sources[0])
        while let name = pending.popLast() {
            if name.hasSuffix(".wasm") {
                try readBinary(name, as: name)
                continue
            }
            guard sources.count < ScriptLimits.files else {
                throw EffectError(
                    .unreadable("it imports more than \(ScriptLimits.files - 1) other files"), effect: script)
            }
            let source = try read(name)
            sources.append(source)
            note(importsOf: source)
        }
        return [sources[0]] + sources.dropFirst().sorted { $0.name < $1.name }
    }

    private mutating func read(_ name: String) throws(EffectError) -> ScriptSource {
        known.insert(name)
        stamps.append(FileStamp(folder + name))
        let bytes = try EffectLoader.read(folder + name, limit: ScriptLimits.bytes - byteCount)
        byteCount += bytes.count
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw EffectError(.unreadable("\(name) is not UTF-8 text"), effect: script)
        }
        return ScriptSource(name: name, text: text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text)
    }

    private mutating func note(importsOf source: ScriptSource) {
        let base = source.name.split(separator: "/").dropLast().map(String.init)
        for specifier in Self.specifiers(in: source.text) {
            guard let name = Self.resolve(specifier, from: base), !known.contains(name) else { continue }
            if isInside(name) {
                known.insert(name)
                pending.append(name)
            } else if !FileManager.default.fileExists(atPath: folder + name) {
                known.insert(name)
                stamps.append(FileStamp(folder + name))
            }
        }
    }

    /// Whether there is such a file in the folder, links resolved.
    private func isInside(_ name: String) -> Bool {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder + name, isDirectory: &isFolder), !isFolder.boolValue
        else { return false }
        let place = DescriptorPath.isOne(folder) ? URL(filePath: folder).resolvingSymlinksInPath().path + "/" : folder
        return URL(filePath: folder + name).resolvingSymlinksInPath().path.hasPrefix(place)
    }

    /// The path from the script's folder, nil when it leads out of it.
    static func resolve(_ specifier: String, from base: [String]) -> String? {
        var parts = base
        for part in specifier.split(separator: "/") {
            switch part {
            case ".": continue
            case "..":
                if parts.popLast() == nil { return nil }
            default: parts.append(String(part))
            }
        }
        return parts.isEmpty ? nil : parts.joined(separator: "/")
    }

    /// Everything in quotes that begins like a relative specifier, in order.
    static func specifiers(in text: String) -> [String] {
        let bytes = Array(text.utf8)
        var found: [String] = []
        for (index, quote) in bytes.enumerated()
        where quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
            let rest = bytes[(index + 1)...]
            guard rest.starts(with: "./".utf8) || rest.starts(with: "../".utf8),
                let end = rest.prefix(longestSpecifier).firstIndex(of: quote)
            else { continue }
            found.append(String(decoding: rest[..<end], as: UTF8.self))
        }
        return found
    }

    private static let longestSpecifier = 1_024
}
