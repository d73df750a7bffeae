// What was unpacked: this user's alone, and found out when it changes.

import Bundles
import Foundation
import TestSupport
import Testing

@Suite("A bundle that was unpacked")
struct UnpackedBundleTests {
    private let folder: TemporaryFolder
    private let target: String

    init() throws {
        folder = try TemporaryFolder("cajon-unpacked")
        target = folder.file("target")
        try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: false)
        let path = folder.file("b.cajon")
        try BundleWriter().write(
            try BundleFixture.files(), as: BundleFixture.identity, signedWith: BundleFixture.key, to: path)
        _ = try BundleReader().unpack(path, into: target)
    }

    @Test("is nobody else's, and nothing of it can be run")
    func modes() throws {
        for name in try FileManager.default.subpathsOfDirectory(atPath: target) {
            var status = stat()
            #expect(lstat("\(target)/\(name)", &status) == 0)
            let mode = status.st_mode & 0o7777
            #expect(
                status.st_mode & S_IFMT == S_IFDIR ? mode == 0o700 : mode == 0o600 && status.st_nlink == 1, "\(name)")
            #expect(status.st_uid == geteuid())
        }
    }

    /// What is done to it, and what is said of that.
    private static let changes: [(String, @Sendable (TemporaryFolder) throws -> Void)] = [
        (
            "file ‘LICENSE’ isn't what cajon.lock says: its SHA-256 is",
            { try $0.write("Everyone may use it!\n", "target/LICENSE") }
        ),
        (
            "file ‘LICENSE’ isn't what cajon.lock says: it has",
            { try $0.write("longer than it was before", "target/LICENSE") }
        ),
        ("file ‘LICENSE’ is missing", { try FileManager.default.removeItem(atPath: $0.file("target/LICENSE")) }),
        ("file ‘evil.wasm’ is there, and cajon.lock doesn't name it", { try $0.write("evil", "target/evil.wasm") }),
        (
            "file ‘effects/drift/evil.js’ is there, and cajon.lock doesn't name it",
            { try $0.write("evil", "target/effects/drift/evil.js") }
        ),
        (
            "folder ‘more’ is there, and cajon.lock names nothing in it",
            {
                try FileManager.default.createDirectory(
                    atPath: $0.file("target/more"), withIntermediateDirectories: false)
            }
        ),
        ("is a link", { try link($0, "LICENSE", to: "README.md") }),
        ("is a link", { try link($0, "effects/drift", to: "../..") }),
        ("is no regular file", { #expect(mkfifo($0.file("target/pipe"), 0o600) == 0) }),
        ("file ‘.hidden’ has a part that begins with ‘.’", { try $0.write("", "target/.hidden") }),
        ("aren't composed", { try $0.write("", "target/e\u{301}") }),
        ("cajon.lock’ is missing", { try FileManager.default.removeItem(atPath: $0.file("target/cajon.lock")) }),
        (
            "its signature is wrong",
            { folder in
                let lock = String(decoding: try folder.read("target/cajon.lock"), as: UTF8.self)
                try folder.write(lock.replacing("1.2.0", with: "1.2.1"), "target/cajon.lock")
            }
        ),
    ]

    private static func link(_ folder: TemporaryFolder, _ name: String, to destination: String) throws {
        try FileManager.default.removeItem(atPath: folder.file("target/\(name)"))
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("target/\(name)"), withDestinationPath: destination)
    }

    @Test("is found out when it changes", arguments: changes.indices)
    func changed(index: Int) throws {
        let (words, change) = Self.changes[index]
        _ = try BundleReader().verify(unpacked: target)
        try change(folder)
        let error = try #require(throws: BundleError.self) { try BundleReader().verify(unpacked: target) }
        #expect(error.description.contains(words), "\(error)")
        #expect(error.description.hasPrefix(target), "\(error)")
    }

    @Test("is summed up without its files being read")
    func summary() throws {
        try FileManager.default.removeItem(atPath: target + "/effects")
        #expect(try BundleReader().summary(unpacked: target).effects.count == 2)
        try FileManager.default.removeItem(atPath: target + "/preset.json")
        try FileManager.default.createSymbolicLink(atPath: target + "/preset.json", withDestinationPath: "LICENSE")
        let error = try #require(throws: BundleError.self) { try BundleReader().summary(unpacked: target) }
        #expect(error.description == "\(target): file ‘preset.json’ is a link, or behind one")
        #expect(throws: BundleError.self) { try BundleReader().summary(unpacked: folder.file("none")) }
    }
}
