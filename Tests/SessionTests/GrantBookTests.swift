// What is remembered of grants, and whom it is believed from.

import Bundles
import EffectHost
import Foundation
import Session
import Synchronization
import Testing

@Suite("Remembered grants")
struct GrantBookTests {
    private let folder: TemporaryFolder
    private let book: GrantBook
    private static let reverb = Grant(effect: "reverb.wasm", sha256: "aa11", assets: "/sounds")
    private static let cabinet = Grant(effect: "cabinet.wasm", sha256: "bb22", assets: "/other")

    init() throws {
        folder = try TemporaryFolder()
        book = GrantBook(directory: folder.file("config/cajon"))
    }

    private func write(_ text: String) throws {
        try FileManager.default.createDirectory(
            atPath: book.directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try Data(text.utf8).write(to: URL(filePath: book.path))
        chmod(book.path, 0o600)
    }

    private func reason() -> String? {
        do {
            _ = try book.grants()
            return nil
        } catch {
            return error.reason
        }
    }

    @Test("are none without a file, and hold for an effect's content")
    func remembers() throws {
        #expect(try book.grants() == [])
        try book.remember(Self.reverb)
        try book.remember(Self.cabinet)
        #expect(try book.grants() == [Self.reverb, Self.cabinet])
        #expect(try book.grant(forContent: "aa11") == Self.reverb)
        #expect(try book.grant(forContent: "aa1") == nil)
        #expect(try book.grant(forContent: "") == nil)
    }

    @Test("of the same content take each other's place, those of the same name don't")
    func replaces() throws {
        try book.remember(Self.reverb)
        let later = Grant(effect: "renamed.wasm", sha256: "aa11", assets: "/elsewhere")
        let update = Grant(effect: "reverb.wasm", sha256: "cc33", assets: "/sounds")
        try book.remember(later)
        try book.remember(update)
        #expect(try book.grants() == [later, update])
    }

    @Test("are forgotten one by one")
    func forgets() throws {
        try book.remember(Self.reverb)
        try book.remember(Self.cabinet)
        #expect(try book.forget { $0.effect == "reverb.wasm" } == [Self.reverb])
        #expect(try book.grants() == [Self.cabinet])
        #expect(try book.forget { _ in false } == [])
    }

    @Test("are written for their user alone, whole or not at all")
    func permissions() throws {
        try book.remember(Self.reverb)
        var status = stat()
        #expect(stat(book.path, &status) == 0 && status.st_mode & 0o777 == 0o600)
        #expect(stat(book.directory, &status) == 0 && status.st_mode & 0o777 == 0o700)
        #expect(try FileManager.default.contentsOfDirectory(atPath: book.directory) == ["grants.json"])
    }

    @Test("that several write at once are all kept")
    func concurrent() async throws {
        let book = book
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<20 {
                group.addTask { try book.remember(Grant(effect: "e\(index)", sha256: "\(index)", assets: "/")) }
            }
            try await group.waitForAll()
        }
        #expect(Set(try book.grants().map(\.effect)).count == 20)
    }

    @Test("aren't believed from a file that others may write, a link, or a pipe")
    func distrust() throws {
        try book.remember(Self.reverb)
        chmod(book.path, 0o620)
        #expect(reason()?.contains("isn't believed") == true)
        chmod(book.path, 0o602)
        #expect(reason()?.contains("isn't believed") == true)
        chmod(book.path, 0o600)
        #expect(reason() == nil)
        try FileManager.default.moveItem(atPath: book.path, toPath: folder.file("elsewhere.json"))
        try FileManager.default.createSymbolicLink(
            atPath: book.path, withDestinationPath: folder.file("elsewhere.json"))
        #expect(reason()?.hasPrefix("can't be read: ") == true)
        unlink(book.path)
        #expect(mkfifo(book.path, 0o600) == 0)
        #expect(reason() == "is no regular file")
    }

    @Test(
        "aren't guessed from what they are not",
        arguments: ["", "{", "[]", "{\"format\": 2, \"grants\": []}", "{\"format\": 1}", "\u{0}"])
    func damaged(text: String) throws {
        try write(text)
        #expect(reason()?.hasPrefix("is not what ‘cajon grants’ writes") == true)
        // Nor are they overwritten.
        #expect(throws: BookError.self) { try book.remember(Self.reverb) }
        #expect(try folder.bytes("config/cajon/grants.json") == Array(text.utf8))
    }

    // MARK: - Deciding

    private final class Talk: Sendable {
        let questions = Mutex<[String]>([])
        let warnings = Mutex<[String]>([])
    }

    /// Decides as a loader would ask, with a user who always names the same folder, or says no.
    private func decide(
        _ effect: String, hash: String, hasOwn: Bool = false, answer: String?, _ talk: Talk
    ) -> Bool {
        let grants = EffectGrants.files().remembering(
            in: book,
            ask: { request in
                talk.questions.withLock { $0.append(request.effect) }
                return answer
            }, warn: { warning in talk.warnings.withLock { $0.append(warning) } })
        return grants.decideAssets!(GrantRequest(effect: effect, contentHash: hash, hasOwnAssets: hasOwn)) != nil
    }

    @Test("are asked for once for each content, and a no is asked again")
    func asks() throws {
        let talk = Talk()
        #expect(!decide("a.wasm", hash: "1", answer: nil, talk))
        #expect(decide("a.wasm", hash: "1", answer: folder.path, talk))
        #expect(decide("renamed.wasm", hash: "1", answer: nil, talk))
        #expect(!decide("a.wasm", hash: "2", answer: nil, talk))
        #expect(talk.questions.withLock { $0 } == ["a.wasm", "a.wasm", "a.wasm"])
        #expect(try book.grants() == [Grant(effect: "a.wasm", sha256: "1", assets: folder.path)])
        #expect(talk.warnings.withLock { $0 } == [])
    }

    @Test("aren't asked for by an effect with assets of its own")
    func ownAssets() {
        let talk = Talk()
        #expect(!decide("a.wasm", hash: "1", hasOwn: true, answer: folder.path, talk))
        #expect(talk.questions.withLock { $0 } == [])
    }

    @Test("of a folder that is gone are of no use, and it is said")
    func gone() throws {
        let talk = Talk()
        try book.remember(Grant(effect: "a.wasm", sha256: "1", assets: folder.file("gone")))
        #expect(!decide("a.wasm", hash: "1", answer: folder.path, talk))
        #expect(!decide("b.wasm", hash: "2", answer: folder.file("gone"), talk))
        let warnings = talk.warnings.withLock { $0 }
        #expect(warnings.count == 2)
        #expect(warnings.first?.contains("gone: can't be opened as a folder: No such file or directory") == true)
        #expect(try book.grants().count == 1)
    }
}
