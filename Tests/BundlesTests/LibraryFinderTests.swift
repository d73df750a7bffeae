// What stands for a preset, and how presets are searched.

import Bundles
import Foundation
import Presets
import TestSupport
import Testing

@Suite("A name")
struct LibraryFinderTests {
    private let bench: LibraryBench
    private static let plain = #"{ "format": 1, "name": "Plain", "nodes": [{ "id": "gain", "effect": "gain" }] }"#

    init() throws { bench = try LibraryBench() }

    private func title(_ reference: String) throws(LibraryError) -> String {
        try bench.finder.open(reference).document.preset.name
    }

    @Test("stands for a file, a bundle's file, a version, a plain preset, or the newest version of a bundle")
    func ways() throws {
        try bench.install(try bench.bundle("tape-delay", "1.0.0", title: "Old"))
        try bench.install(try bench.bundle("tape-delay", "1.10.0", title: "New"))
        try bench.install(try bench.bundle("tape-delay", "1.9.0", title: "Middle"))
        try bench.folder.write(Self.plain, "presets/plain.json")
        let file = try bench.bundle("other", "1.0.0", title: "File")
        #expect(try title("tape-delay") == "New")
        #expect(try title("tape-delay@1.0.0") == "Old")
        #expect(try title("tape-delay@1.9.0") == "Middle")
        #expect(try title("plain") == "Plain")
        #expect(try title(bench.folder.file("presets/plain.json")) == "Plain")
        #expect(try title(file) == "File")
        #expect(bench.finder.plainPath(of: "plain") == bench.folder.file("presets/plain.json"))
        #expect(bench.finder.plainPath(of: "tape-delay") == nil && bench.finder.plainPath(of: file) == nil)
    }

    @Test("of a plain preset is never a bundle's, and the bundle's version still is")
    func plainFirst() throws {
        try bench.install(try bench.bundle(title: "Bundle"))
        try bench.folder.write(Self.plain, "presets/tape-delay.json")
        #expect(try title("tape-delay") == "Plain")
        #expect(try title("tape-delay@1.0.0") == "Bundle")
    }

    @Test("that stands for nothing is told with the nearest of all there are")
    func unknown() throws {
        try bench.install(try bench.bundle())
        try bench.folder.write(Self.plain, "presets/warm-strings.json")
        func words(_ reference: String) -> String {
            do throws(LibraryError) {
                return try title(reference)
            } catch {
                return error.description
            }
        }
        #expect(words("tape-delya").hasSuffix("did you mean \"tape-delay\"?"), "\(words("tape-delya"))")
        #expect(words("warm-string").hasSuffix("did you mean \"warm-strings\"?"))
        #expect(words("tape-delay@2.0.0").contains("did you mean ‘tape-delay@1.0.0’?"))
        #expect(words("tape-delay@new").contains("is no name of a bundle"))
        #expect(words("").contains("there is no preset of this name"))
    }

    @Test("of an installed bundle, and not its folder, is in what is said of its preset")
    func placesOfProblems() throws {
        try bench.install(try bench.bundle())
        let opened = try bench.finder.open("tape-delay")
        #expect(opened.document.source.name == "tape-delay@1.0.0/preset.json")
        #expect(opened.document.source.directory == opened.bundle?.folder)
        #expect(opened.bundle?.place == bench.library.folder(bench.identity()))
        let file = try bench.bundle("other", "1.0.0")
        #expect(try bench.finder.open(file).document.source.name == file + "/preset.json")
    }

    @Test("is found by words of all that is known of a preset, in capitals or not")
    func search() throws {
        let key = try #require(SigningKey(seed: Array(1...32)))
        try bench.install(try bench.bundle(author: "Jane Doe", title: "Worn Tape", key: key))
        try bench.folder.write(Self.plain, "presets/plain.json")
        try bench.folder.write("{", "presets/broken.json")
        func found(_ words: String...) -> [String] { bench.finder.entries(with: words).map(\.name) }
        #expect(found("WORN", "jane") == ["tape-delay@1.0.0"])
        #expect(found("worn doe delay") == ["tape-delay@1.0.0"])
        #expect(found("plain") == ["plain"] && found("worn", "plain") == [])
        #expect(found("") == ["broken", "plain", "tape-delay@1.0.0"])
        let entry = try #require(bench.finder.entries.last)
        #expect(
            entry.signer == key.publicKey.fingerprint && entry.version == "1.0.0" && entry.tags == ["tape", "delay"])
    }
}
