// Where this suite's files are. Any thread.

import Foundation
import Testing

/// Files beside the tests and the presets that Cajon ships.
enum Fixture {
    private static let suite = URL(filePath: #filePath).deletingLastPathComponent()
    /// Presets that are wrong, each with what must be said of it.
    static let badPresets = suite.appending(path: "Fixtures/BadPresets")
    /// The shipped presets and their schema.
    static let presets = suite.deletingLastPathComponent().deletingLastPathComponent().appending(path: "Presets")
    /// Whether golden files are to be rewritten.
    static let isBlessing = ProcessInfo.processInfo.environment["CAJON_BLESS"] == "1"

    /// The preset files of a folder, by name.
    static func presetNames(in folder: URL) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path())) ?? []
        return names.filter { $0.hasSuffix(".json") && !$0.hasSuffix(".schema.json") }.sorted()
    }

    /// A file's bytes.
    static func bytes(_ name: String, in folder: URL) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appending(path: name)))
    }

    /// Compares a text with a golden file, or writes it when blessing.
    static func expect(
        _ text: String, matches name: String, in folder: URL, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let file = folder.appending(path: name)
        if isBlessing {
            try Data(text.utf8).write(to: file)
        } else {
            let golden = String(decoding: try Data(contentsOf: file), as: UTF8.self)
            #expect(text == golden, "\(name) differs; CAJON_BLESS=1 rewrites it", sourceLocation: sourceLocation)
        }
    }
}
