// The file with the user's own key: who may have it, and what it says.

import Bundles
import Foundation
import TestSupport
import Testing

@Suite("A signing key's file")
struct SigningKeyFileTests {
    private let folder: TemporaryFolder
    private let file: SigningKeyFile

    init() throws {
        folder = try TemporaryFolder("cajon-signing")
        file = SigningKeyFile(path: folder.file("config/cajon/signing-key"))
    }

    private func failure<T>(_ body: () throws(SigningKeyError) -> T) -> SigningKeyError.Kind? {
        do throws(SigningKeyError) {
            _ = try body()
            return nil
        } catch {
            return error.kind
        }
    }

    private func reading() -> SigningKeyError.Kind? { failure { () throws(SigningKeyError) in try file.read() } }

    @Test("is made for its user alone, reads back, and is never overwritten")
    func create() throws {
        #expect(reading() == .missing)
        let key = try file.create()
        #expect(try file.read().seed == key.seed)
        var status = stat()
        #expect(stat(file.path, &status) == 0 && status.st_mode & 0o777 == 0o600)
        #expect(stat(folder.file("config/cajon"), &status) == 0 && status.st_mode & 0o777 == 0o700)
        let before = try folder.read("config/cajon/signing-key")
        #expect(failure { () throws(SigningKeyError) in try file.create() } == .exists)
        #expect(try folder.read("config/cajon/signing-key") == before)
        #expect(try folder.names(below: "config/cajon") == ["signing-key"])
        // Nor through a link that leads nowhere.
        unlink(file.path)
        symlink(folder.file("elsewhere"), file.path)
        #expect(failure { () throws(SigningKeyError) in try file.create() } == .exists)
        #expect(try folder.names() == ["config"])
    }

    @Test("is one of two that are made at once")
    func race() async throws {
        let file = file
        let made = await withTaskGroup(of: [UInt8]?.self) { group in
            for _ in 0..<8 { group.addTask { (try? file.create())?.seed } }
            return await group.reduce(into: [[UInt8]]()) { seeds, seed in if let seed { seeds.append(seed) } }
        }
        #expect(made.count == 1)
        #expect(try file.read().seed == made.first)
    }

    @Test(
        "isn't used when others may read or write it",
        arguments: [0o640, 0o604, 0o620, 0o602, 0o610, 0o601, 0o644, 0o777])
    func exposed(mode: Int) throws {
        _ = try file.create()
        chmod(file.path, mode_t(mode))
        #expect(reading() == .exposed)
        chmod(file.path, 0o400)
        #expect(reading() == nil)
    }

    @Test("may be linked to, and is judged where it lies")
    func link() throws {
        let key = try file.create()
        try FileManager.default.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: file.path)
        let link = SigningKeyFile(path: folder.file("link"))
        #expect(try link.read().seed == key.seed)
        chmod(file.path, 0o644)
        #expect(failure { () throws(SigningKeyError) in try link.read() } == .exposed)
    }

    @Test("is nothing but what it says it is")
    func malformed() throws {
        _ = try file.create()
        let text = String(decoding: try folder.read("config/cajon/signing-key"), as: UTF8.self)
        let lines = text.split(separator: "\n").map(String.init)
        #expect(lines.count == 2 && lines[1].utf8.count == 44)
        let header = lines[0]
        for wrong in [
            "", lines[1] + "\n", text + "\n", header + "\n", header + "\n\n", String(text.dropLast()), " " + text,
            text.replacing("1:", with: "2:"), header + "\n" + String(lines[1].dropLast(4)) + "\n",
            header + "\n" + lines[1] + "AAAA\n", text.replacing("\n", with: "\r\n"),
            text + String(repeating: "x", count: 5_000), "\u{0}",
        ] {
            try folder.write(wrong, "config/cajon/signing-key")
            chmod(file.path, 0o600)
            #expect(reading() == .malformed, "\(wrong.prefix(80))")
        }
        unlink(file.path)
        #expect(mkfifo(file.path, 0o600) == 0)
        #expect(reading() == .unreadable("is no regular file"))
    }

    @Test("isn't told by whatever is printed of it")
    func secrecy() throws {
        let key = try file.create()
        let secret = Data(key.seed).base64EncodedString()
        let bytes = key.seed.map(String.init).joined(separator: ", ")
        var dumped = ""
        dump(key, to: &dumped)
        for text in ["\(key)", String(reflecting: key), String(describing: Optional(key)), dumped] {
            #expect(!text.contains(secret) && !text.contains(bytes) && !text.contains("PrivateKey"))
        }
        #expect("\(key)".contains(key.publicKey.fingerprint))
        for kind in [
            SigningKeyError.Kind.missing, .exposed, .malformed, .exists, .noHome, .unreadable("a"), .unwritable("a"),
        ] {
            #expect(!SigningKeyError(kind, path: file.path).description.contains(secret))
        }
    }

    @Test("says why it can't be made")
    func unwritable() throws {
        try folder.write("", "file")
        let blocked = SigningKeyFile(path: folder.file("file/signing-key"))
        guard case .unwritable(let reason) = failure({ () throws(SigningKeyError) in try blocked.create() }) else {
            return #expect(Bool(false))
        }
        #expect(reason.hasPrefix("the folder can't be made: "))
        #expect(failure { () throws(SigningKeyError) in try blocked.read() } == .missing)
    }
}
