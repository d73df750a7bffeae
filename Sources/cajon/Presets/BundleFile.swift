// What on the command line is a bundle's file, and what was unpacked of one. Used by the command's own thread.

import Bundles
import EffectHost
import Presets
import Session

/// A bundle's file, by its name.
enum BundleFile {
    static let suffix = ".cajon"

    static func isBundle(_ reference: String) -> Bool { reference.hasSuffix(suffix) }

    /// The file's name without folder and suffix.
    static func stem(of path: String) -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return name.hasSuffix(suffix) ? String(name.dropLast(suffix.count)) : name
    }
}

/// A bundle, unpacked to a folder that goes away with the object. Nothing of it has run.
final class UnpackedBundle {
    let path: String
    let bundle: Bundles.Bundle
    private let scratch: ScratchFolder

    /// Errors: what is wrong with the bundle.
    init(_ path: String) throws {
        self.path = path
        scratch = try ScratchFolder()
        bundle = try BundleReader().unpack(path, into: scratch.path)
    }

    var contents: BundleContents {
        get throws { try BundleContents(bundle, unpacked: scratch.path) }
    }

    /// The preset, its references ready to be looked up.
    ///
    /// Errors: it can't be read any more.
    func document() throws -> PresetDocument {
        try PresetDocument.read(path: scratch.file(BundleLock.presetFileName))
    }

    /// A message, with files called as the bundle calls them.
    func named(_ message: String) -> String { message.replacing(scratch.path + "/", with: "") }
}
