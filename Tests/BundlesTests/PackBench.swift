// Sources of bundles, and what becomes of them. Used by one test.

import Bundles
import EffectHost
import Foundation
import Presets
import TestSupport
import WasmEngine

/// A folder with presets and effects in it, another with effects that are installed.
final class PackBench: Sendable {
    let folder: TemporaryFolder
    let installed: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder("cajon-pack")
        installed = try TemporaryFolder("cajon-pack-effects")
    }

    /// A module that keeps to the contract; what it is called tells it from others.
    static func module(_ name: String, _ change: (Guest) -> Guest = { $0 }) throws -> [UInt8] {
        try WasmEngine.wasm(fromText: change(Guest().describing { $0.name = .text(name) }).text)
    }

    /// Wants sounds by name.
    static func hungryModule(_ name: String) throws -> [UInt8] {
        try module(name) { guest in
            guest.importing(
                "(import \"cajon:effect/assets@0.1.0\" \"[static]sound.open\" (func $open (param i32 i32 i32)))")
        }
    }

    /// Writes a preset of these nodes.
    @discardableResult
    func preset(
        _ file: String = "preset.json", nodes: [(id: String, effect: String)], effects: [(String, String)] = [],
        more: String = ""
    ) throws -> String {
        let nodes = nodes.map { #"{"id": "\#($0.id)", "effect": "\#($0.effect)"}"# }.joined(separator: ", ")
        let aliases = effects.map { #""\#($0.0)": "\#($0.1)""# }.joined(separator: ", ")
        let effects = aliases.isEmpty ? "" : #""effects": {\#(aliases)}, "#
        return try folder.write(
            #"{"format": 1, "name": "Test", "author": "A", "licence": "MIT", \#(more)\#(effects)"nodes": [\#(nodes)]}"#,
            file)
    }

    /// Packs a preset or folder of the bench.
    func pack(_ name: String = "preset.json", _ options: BundlePacker.Options = .init()) throws -> PackedBundle {
        let source = try PackingSource(folder.file(name), library: PresetLibrary(directories: []))
        return try BundlePacker(library: EffectLibrary(directories: [installed.path])).pack(source, options)
    }

    /// What is said when it can't be packed.
    func refusal(_ name: String = "preset.json") throws -> String {
        do {
            _ = try pack(name)
            return "packed"
        } catch let error as PackingError {
            return error.description
        }
    }
}

extension PackedBundle {
    var names: [String] { files.map(\.path.text).sorted() }

    func bytes(_ name: String) -> [UInt8]? { files.first { $0.path.text == name }?.bytes }

    /// The preset's aliases, as `name=reference`.
    var aliases: [String] { preset.aliases.map { "\($0.name)=\($0.reference)" } }
}
