// The components of the suite: texts in `Corpus`, made binary by wasmtime. Test threads.

import Foundation
import Testing
import WasmEngine

/// One component of the corpus.
struct Specimen: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]

    var testDescription: String { name }

    /// All of them, in the order of their names.
    static let all: [Specimen] = {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Corpus")
        let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
        let specimens = files.filter { $0.pathExtension == "wat" }.sorted { $0.path < $1.path }.map { file in
            do {
                let text = try String(contentsOf: file, encoding: .utf8)
                let name = file.deletingPathExtension().lastPathComponent
                return Specimen(name: name, bytes: try WasmEngine.wasm(fromText: text))
            } catch { fatalError("\(file.lastPathComponent): \(error)") }
        }
        precondition(specimens.count >= 12, "the corpus is not where it should be")
        return specimens
    }()
}
