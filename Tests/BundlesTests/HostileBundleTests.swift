// The corpus: each hostile bundle is refused with words, and leaves nothing anywhere.

import Bundles
import Foundation
import TestSupport
import Testing

@Suite("A hostile bundle", .serialized)
struct HostileBundleTests {
    static let corpus =
        HostileCase.names + HostileCase.kinds + HostileCase.lies + HostileCase.bombs + HostileCase.locks
        + HostileCase.contents + HostileCase.signatures

    private let folder: TemporaryFolder
    private let target: String

    init() throws {
        folder = try TemporaryFolder("cajon-hostile")
        target = folder.file("outer/target")
        try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
    }

    private func listing() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
    }

    @Test("is refused with words, and leaves nothing anywhere", arguments: corpus)
    func isRefused(hostile: HostileCase) throws {
        let path = try folder.write(hostile.make(), "b.cajon")
        let before = try listing()
        let reader = BundleReader()
        let residentBefore = Self.residentBytes
        for refused in [{ _ = try reader.check(path) }, { _ = try reader.unpack(path, into: target) }] {
            let error = try #require(throws: BundleError.self) { try refused() }
            let text = error.description
            #expect(text.contains(hostile.words), "\(text)")
            #expect(text.hasPrefix(folder.path), "\(text)")
            // The errors of a preset have lines of their own.
            if case .preset = error.kind {} else { #expect(!text.contains("\n"), "\(text)") }
            #expect(!text.unicodeScalars.contains { $0.value == 0x1B || $0.value == 0x202E }, "\(text)")
        }
        #expect(Self.residentBytes - residentBefore < 96 << 20)
        #expect(try listing() == before)
    }

    @Test("comes in many forms, each with a name of its own")
    func corpusSize() {
        #expect(Self.corpus.count >= 150)
        #expect(Set(Self.corpus.map(\.name)).count == Self.corpus.count)
        #expect(Self.corpus.allSatisfy { !$0.words.isEmpty })
    }

    @Test("and an honest one differ in what was changed alone")
    func honest() throws {
        var forge = BundleForge()
        for key in [nil, BundleFixture.key] {
            forge.key = key
            let bundle = try BundleReader().check(try folder.write(forge.bytes, "b.cajon"))
            #expect(bundle.signer == key?.publicKey)
            var zip = forge.zip
            for index in zip.entries.indices {
                zip.entries[index].deflate(Deflated.stored(zip.entries[index].data))
                zip.entries[index].both { header in
                    header.time = 0xFFFF_FFFF
                    header.extra = field(0x5455, [1, 0xFF, 0xFF, 0xFF, 0x7F])
                }
                if index % 2 == 0 { zip.entries[index].describe() }
            }
            #expect(try BundleReader().check(try folder.write(zip.bytes, "b.cajon")).lock == bundle.lock)
        }
    }

    @Test("in a bundle is a file like others")
    func nested() throws {
        var forge = BundleForge()
        for _ in 0..<3 {
            let inner = forge.bytes
            forge = BundleForge()
            forge.add(Array("inner.cajon".utf8), inner)
        }
        let path = try folder.write(forge.bytes, "b.cajon")
        let bundle = try BundleReader().unpack(path, into: target)
        #expect(bundle.lock.files.count == 8)
        #expect(try folder.names(below: "outer/target").contains("inner.cajon"))
    }

    @Test("that is cut short is refused wherever it is cut")
    func truncated() throws {
        var forge = BundleForge()
        forge.key = BundleFixture.key
        let bytes = forge.bytes
        for count in stride(from: 0, to: bytes.count, by: 7) {
            let path = try folder.write(Array(bytes.prefix(count)), "b.cajon")
            let error = try #require(throws: BundleError.self) { try BundleReader().unpack(path, into: target) }
            #expect(error.description.utf8.count > path.utf8.count + 8)
            #expect(try listing() == ["b.cajon", "outer", "outer/target"])
        }
    }

    @Test("that is no file is refused", arguments: ["missing.cajon", "folder", "pipe"])
    func noFile(name: String) throws {
        let path = folder.file(name)
        if name == "folder" {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        }
        if name == "pipe" { #expect(mkfifo(path, 0o600) == 0) }
        let error = try #require(throws: BundleError.self) { try BundleReader().check(path) }
        guard case .file = error.kind else {
            Issue.record("\(error)")
            return
        }
    }

    @Test("does not write over what is in the target, nor through a link there")
    func occupiedTarget() throws {
        let path = try folder.write(BundleForge().bytes, "b.cajon")
        try folder.write("mine", "outer/target/effects")
        #expect(throws: BundleError.self) { try BundleReader().unpack(path, into: target) }
        #expect(try listing() == ["b.cajon", "outer", "outer/target", "outer/target/effects"])
        #expect(try folder.read("outer/target/effects") == Array("mine".utf8))
        try FileManager.default.removeItem(atPath: target + "/effects")
        try FileManager.default.createSymbolicLink(atPath: target + "/effects", withDestinationPath: folder.path)
        #expect(throws: BundleError.self) { try BundleReader().unpack(path, into: target) }
        #expect(try folder.names() == ["b.cajon", "outer"])
        let link = folder.file("link")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
        #expect(throws: BundleError.self) { try BundleReader().unpack(path, into: link) }
    }

    /// What the process has in memory. Source: proc(5), statm.
    private static var residentBytes: Int {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 4_096
    }
}
