// WIT files that are right, and what is printed for them; files that are wrong, and what must be said of them.

import Foundation
import Testing
import WIT

@Suite("The corpus of WIT files")
struct CorpusTests {
    private static let isBlessing = ProcessInfo.processInfo.environment["CAJON_BLESS"] == "1"
    private static let corpus = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Corpus")
    /// What the files that are right are read with.
    private static let features = FeatureSet(["enabled"])

    /// The WIT files and the folders of packages in a part of the corpus.
    private static func names(_ part: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: corpus.appending(path: part).path)) ?? []
        return names.filter { $0.hasSuffix(".wit") || !$0.contains(".") }.sorted()
    }

    private static func expect(_ text: String, matches name: String, in part: String) throws {
        let file = corpus.appending(path: "\(part)/\(name)")
        if isBlessing { try Data(text.utf8).write(to: file) }
        #expect(text == String(decoding: try Data(contentsOf: file), as: UTF8.self), "\(name) differs; CAJON_BLESS=1")
    }

    /// Paths as they are in the corpus, on any machine.
    private static func read(_ name: String, in part: String) throws -> SourceTree {
        func shortened(_ file: SourceFile) -> SourceFile {
            SourceFile(path: file.path.replacing(corpus.appending(path: part).path + "/", with: ""), text: file.text)
        }
        do {
            let tree = try SourceTree(reading: corpus.appending(path: "\(part)/\(name)").path)
            return SourceTree(tree.main.map(shortened), dependencies: tree.dependencies.map { $0.map(shortened) })
        } catch {
            let path = error.location.path.replacing(corpus.appending(path: part).path + "/", with: "")
            throw WITError(
                kind: error.kind, location: SourceLocation(path: path, offset: 0, line: 1, column: 1), line: "")
        }
    }

    @Test(
        "is printed as it should be, and what is printed means the same and is printed the same",
        arguments: names("Valid"))
    func valid(name: String) throws {
        let resolution = try Resolution(Self.read(name, in: "Valid"), features: Self.features)
        try Self.expect(resolution.text, matches: "\(name).printed", in: "Valid")
        let again = try Resolution(parsing: resolution.text, features: Self.features)
        #expect(again == resolution)
        #expect(again.text == resolution.text)
        #expect(try Resolution(verifying: resolution.packages, main: resolution.mainName) == resolution)
    }

    @Test("is refused with a place and a sentence that helps", arguments: names("Invalid"))
    func invalid(name: String) throws {
        let error = try #require(throws: WITError.self) {
            try Resolution(Self.read(name, in: "Invalid"), features: Self.features)
        }
        try Self.expect(error.description + "\n", matches: "\(name).error", in: "Invalid")
    }

    @Test("has files, each with its golden text and no golden text without its file", arguments: ["Valid", "Invalid"])
    func completeness(part: String) throws {
        let names = Self.names(part)
        #expect(names.count >= (part == "Valid" ? 8 : 28))
        let suffix = part == "Valid" ? ".printed" : ".error"
        let golden = try FileManager.default.contentsOfDirectory(atPath: Self.corpus.appending(path: part).path)
            .filter { $0.hasSuffix(suffix) }
        #expect(Set(golden) == Set(names.map { $0 + suffix }))
    }
}
