// What is written: the same each time, within the limits, whole or not at all.

import Bundles
import Foundation
import Presets
import TestSupport
import Testing

@Suite("The writer of bundles")
struct BundleWriterTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder("cajon-writer") }

    private func write(_ texts: [(String, String)], limits: BundleLimits = BundleLimits(), to name: String = "b.cajon")
        throws -> Bundles.Bundle
    {
        try BundleWriter(limits: limits).write(
            try BundleFixture.files(texts), as: BundleFixture.identity, signedWith: nil, to: folder.file(name))
    }

    @Test("gives equal bytes for equal files in any order, whatever the time and the place")
    func deterministic() throws {
        _ = try write(BundleFixture.texts, to: "one.cajon")
        let previous = getenv("TZ").map { String(cString: $0) }
        setenv("TZ", "Pacific/Kiritimati", 1)
        tzset()
        defer {
            if let previous { setenv("TZ", previous, 1) } else { unsetenv("TZ") }
            tzset()
        }
        _ = try write(BundleFixture.texts.reversed(), to: "other.cajon")
        let bytes = try folder.read("one.cajon")
        #expect(try bytes == folder.read("other.cajon"))
        // The lock's header: a version, flags and a method, and then the first moment that a zip knows.
        #expect(Array(bytes[10..<14]) == number(0x0021_0000, 4))
    }

    @Test("writes names of any script as UTF-8")
    func names() throws {
        let bundle = try write(BundleFixture.texts + [("音/Größe.txt", "1")])
        #expect(bundle.lock.files.contains { $0.path.text == "音/Größe.txt" })
    }

    @Test("takes the place of what was there, and leaves it when it fails")
    func replaces() throws {
        _ = try write(BundleFixture.texts)
        let old = try folder.read("b.cajon")
        #expect(throws: BundleError.self) { try write([("preset.json", "no preset")]) }
        #expect(throws: BundleError.self) { try write([("README.md", "no preset")]) }
        #expect(throws: BundleError.self) { try write(BundleFixture.texts + [("license", "twice")]) }
        #expect(throws: BundleError.self) { try write(BundleFixture.texts + [("cajon.lock", "{}")]) }
        #expect(try folder.read("b.cajon") == old)
        _ = try write(BundleFixture.texts + [("NEWS", "more")])
        #expect(try folder.read("b.cajon") != old)
        #expect(try folder.names() == ["b.cajon"])
        let error = try #require(throws: BundleError.self) { try write(BundleFixture.texts, to: "none/b.cajon") }
        #expect(error.description == "\(folder.file("none/b.cajon")): can't be written: No such file or directory")
    }

    /// Each limit, and what is said beyond it.
    private static let limits: [(String, @Sendable (inout BundleLimits) -> Void)] = [
        ("has 7 files, and at most 6 are allowed", { $0.files = 6 }),
        (
            "file ‘effects/echo.assets/hall/small.wav’ has 500 bytes, and at most 499 are allowed",
            { $0.fileBytes = 499 }
        ),
        ("have more than 600 bytes together", { $0.totalBytes = 600 }),
        ("lies in 3 folders, and at most 2 are allowed", { $0.depth = 2 }),
        ("bytes, and at most 900 are allowed", { $0.archiveBytes = 900 }),
        (
            "at most 2 times as many are allowed",
            {
                $0.unsuspiciousBytes = 100
                $0.expansion = 2
            }
        ),
    ]

    @Test("and the reader keep to each limit", arguments: limits.indices)
    func keepsToLimits(index: Int) throws {
        let (words, change) = Self.limits[index]
        _ = try write(BundleFixture.texts, to: "honest.cajon")
        var limits = BundleLimits()
        change(&limits)
        let unwritten = try #require(throws: BundleError.self) { try write(BundleFixture.texts, limits: limits) }
        #expect(unwritten.description.contains(words), "\(unwritten)")
        let unread = try #require(throws: BundleError.self) {
            try BundleReader(limits: limits).check(folder.file("honest.cajon"))
        }
        #expect(unread.description.contains(words), "\(unread)")
        for error in [unwritten, unread] {
            guard case .tooLarge = error.kind else {
                Issue.record("\(error)")
                continue
            }
        }
        #expect(try folder.names() == ["honest.cajon"])
    }
}
