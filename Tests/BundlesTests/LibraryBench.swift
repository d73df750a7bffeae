// A library, a cache and plain presets of a test's own, and bundles to put there.

import Bundles
import Foundation
import Presets
import TestSupport

struct LibraryBench {
    let folder: TemporaryFolder
    let library: BundleLibrary
    let presets: PresetLibrary

    init() throws {
        folder = try TemporaryFolder("cajon-library")
        library = BundleLibrary(directory: folder.file("data/bundles"))
        presets = PresetLibrary(directories: [folder.file("presets")])
        try FileManager.default.createDirectory(
            atPath: folder.file("temporary"), withIntermediateDirectories: false)
    }

    var cache: BundleCache {
        BundleCache(directory: folder.file("cache"), temporaryDirectory: folder.file("temporary"))
    }

    var trust: BundleTrust { BundleTrust(book: KeyBook(directory: folder.file("configuration"))) }

    var finder: PresetFinder {
        PresetFinder(presets: presets, bundles: library, cache: cache, trust: trust)
    }

    /// Writes a bundle's file; equal arguments give equal bytes.
    func bundle(
        _ id: String = "tape-delay", _ version: String = "1.0.0", author: String? = "Jane",
        title: String = "Tape Delay",
        salt: UInt64 = 0, effects: Int = 2, effectBytes: Int = 1_000, key: SigningKey? = nil, in name: String? = nil
    ) throws -> String {
        var generator = SeededGenerator(seed: salt)
        var files: [BundleWriter.File] = []
        for index in 0..<effects {
            let bytes = (0..<effectBytes / 8).flatMap { _ in
                withUnsafeBytes(of: generator.next().littleEndian) { Array($0) }
            }
            files.append(BundleWriter.File(path: try BundlePath("effects/e\(index).wasm"), bytes: bytes))
        }
        let nodes = (0..<effects).map { #"{ "id": "n\#($0)", "effect": "./effects/e\#($0).wasm" }"# }
        let author = author.map { #""author": "\#($0)", "# } ?? ""
        let preset = """
            { "format": 1, "name": "\(title)", \(author)"tags": ["tape", "delay"], "description": "Worn \(salt).",
              "nodes": [\(nodes.joined(separator: ", "))] }
            """
        files.append(BundleWriter.File(path: try BundlePath("preset.json"), bytes: Array(preset.utf8)))
        let path = folder.file(name ?? "\(id)-\(version)-\(salt).cajon")
        try BundleWriter().write(files, as: identity(id, version), signedWith: key, to: path)
        return path
    }

    func identity(_ id: String = "tape-delay", _ version: String = "1.0.0") -> BundleIdentity {
        BundleIdentity(id: id, version: PresetVersion(version)!)
    }

    @discardableResult
    func install(
        _ path: String, as id: String? = nil, trust: BundleTrust? = nil
    ) throws(LibraryError) -> BundleLibrary.Installation {
        try library.install(path, as: id, beside: presets, trust: trust ?? self.trust)
    }

    /// What lies below a folder of the bench's, hidden things too; none if there is no such folder.
    func names(_ place: String = "data/bundles") -> [String] {
        ((try? folder.names(below: place)) ?? []).sorted()
    }

    /// What `install` says when it refuses.
    func refusal(_ path: String, as id: String? = nil, trust: BundleTrust? = nil) -> String {
        do throws(LibraryError) {
            try install(path, as: id, trust: trust)
            return ""
        } catch {
            return error.description
        }
    }
}
