// Shelves as their makers and users have them: indexed, added, searched, fetched from, updated.

import Foundation
import TestSupport
import Testing

@Suite("A shelf of bundles")
struct ShelfTests {
    private let bench: ShelfShell

    init() throws { bench = try ShelfShell() }

    private var folder: TemporaryFolder { bench.shell.folder }

    @Test("is added, searched, installed from and kept up to date", arguments: [false, true])
    func life(isServed: Bool) throws {
        try bench.pack("tape-delay")
        try bench.pack("warm-room")
        try bench.index()
        let server = isServed ? try LoopbackServer(serving: folder.file("shelf")) : nil
        let place = server.map { "\($0.origin)/shelf.json" } ?? folder.file("shelf/shelf.json")

        let added = try bench.use("preset", "add", place)
        #expect(added.status == 0, "\(added.error)")
        #expect(added.text.hasPrefix("added: Jane's (serial 1)\n  \(place)\n  signed by SHA256:"))
        #expect(added.text.contains("2 bundles"))
        #expect(try bench.use("preset", "add", place).text.hasPrefix("known already: "))

        let found = try bench.use("preset", "search", "jane", "worn", "tape")
        #expect(found.text.contains("tape-delay@1.0.0") && found.text.contains("on ‘Jane's’"), "\(found.text)")
        let json = try JSON(bench.use("preset", "search", "jane", "worn", "tape", "--json").text)
        #expect(json[0]["shelf"].text == "Jane's")

        let installed = try bench.use("preset", "install", "tape-delay")
        #expect(installed.status == 0, "\(installed.error)")
        #expect(installed.text.hasPrefix("installed tape-delay@1.0.0\n"))
        #expect(bench.installed() == ["tape-delay/1.0.0"])
        #expect(try bench.use("preset", "search", "jane", "worn", "tape").text.contains("on ‘Jane's’") == false)
        try bench.shell.sound("in.wav")
        let rendered = try bench.use("render", "in.wav", "-o", "out.wav", "--preset", "tape-delay", "-q")
        #expect(rendered.status == 0, "\(rendered.error)")

        #expect(try bench.use("preset", "update").text == "Jane's (serial 1): nothing has changed\n")
        try bench.pack("tape-delay", "1.1.0")
        try FileManager.default.removeItem(atPath: folder.file("shelf/warm-room-1.0.0.cajon"))
        try bench.index()
        let book = try bench.book()
        let dry = try bench.use("preset", "update", "--dry-run")
        #expect(dry.status == 0, "\(dry.error)")
        #expect(dry.text.contains("new version: tape-delay@1.1.0"))
        #expect(dry.text.contains("removed: warm-room@1.0.0"))
        #expect(dry.text.contains("would install 1.1.0 beside tape-delay@1.0.0"))
        #expect(try bench.book() == book && bench.installed() == ["tape-delay/1.0.0"])
        let updated = try bench.use("preset", "update", "Jane's")
        #expect(updated.status == 0, "\(updated.error)")
        #expect(updated.text.contains("installed tape-delay@1.1.0 beside tape-delay@1.0.0, from ‘Jane's’"))
        #expect(bench.installed() == ["tape-delay/1.0.0", "tape-delay/1.1.0"])
        let missing = try bench.use("preset", "install", "warm-room")
        #expect(missing.status == 66 && missing.error.contains("‘warm-room’ is on no shelf"), "\(missing.error)")
        #expect(try bench.use("preset", "install", "tape-delay@1.0.0").text.contains("installed already"))
    }

    @Test("can be searched and listed while nobody serves it")
    func offline() throws {
        try bench.pack("tape-delay")
        try bench.index()
        var server: LoopbackServer? = try LoopbackServer(serving: folder.file("shelf"))
        let origin = try #require(server?.origin)
        #expect(try bench.use("preset", "add", "\(origin)/").status == 0)
        server = nil
        #expect(try bench.use("preset", "search", "jane", "worn", "tape").text.contains("tape-delay@1.0.0"))
        #expect(try bench.use("preset", "shelves").text.contains("\(origin)/shelf.json"))
        for arguments in [["install", "tape-delay"], ["update"]] {
            let outcome = try bench.program(["preset"] + arguments).run()
            #expect(outcome.status == 69)
            #expect(outcome.error.contains("the connection was refused"), "\(outcome.error)")
        }
        // Without its cache, too, there are only words.
        try FileManager.default.removeItem(atPath: folder.file("cache"))
        let found = try bench.use("preset", "search", "jane", "worn", "tape")
        #expect(found.status == 66 && found.error.contains("‘cajon preset update’ reads it anew"), "\(found.error)")
    }

    @Test("isn't believed when its index is rolled back, tampered with, ambiguous, or signed by another key")
    func hostileIndex() throws {
        try bench.pack("tape-delay")
        try bench.index()
        let first = try folder.read("shelf/shelf.json")
        try bench.pack("warm-room")
        try bench.index()
        let second = try folder.read("shelf/shelf.json")
        #expect(try bench.use("preset", "add", "shelf").status == 0)
        let book = try bench.book()

        func refused(_ bytes: [UInt8], _ words: String) throws {
            try folder.write(bytes, "shelf/shelf.json")
            for command in [["update"], ["add", "shelf"], ["update", "--dry-run"]] {
                let outcome = try bench.program(["preset"] + command).run()
                #expect(outcome.status == 65 && outcome.error.contains(words), "\(command): \(outcome.error)")
            }
            #expect(try bench.book() == book)
        }
        try refused(first, "its serial is 1, and it was 2 already")
        let text = String(decoding: second, as: UTF8.self)
        try refused(Array(text.replacing("The tape", with: "The tapf").utf8), "its signature isn't right")
        try refused(Array(second.dropLast(100)), "it is no shelf")
        try refused([], "it is no shelf")
        // Another shelf by the same key, whatever its number.
        try FileManager.default.removeItem(atPath: folder.file("shelf/shelf.json"))
        #expect(try bench.make("preset", "index", "shelf", "--serial", "9").status == 0)
        try refused(try folder.read("shelf/shelf.json"), "it is another shelf of the same key")
        // The same number for something else, by the same key.
        try folder.write(first, "shelf/shelf.json")
        #expect(try bench.make("preset", "index", "shelf", "--name", "Other", "--serial", "2").status == 0)
        try refused(try folder.read("shelf/shelf.json"), "its serial is 2 as before, but it says something else")
        // Another key.
        let other = folder.file("other-key")
        #expect(try bench.make("keys", "new", "--key", other).status == 0)
        #expect(try bench.make("preset", "index", "shelf", "--key", other).status == 65)
        try FileManager.default.removeItem(atPath: folder.file("shelf/shelf.json"))
        #expect(try bench.make("preset", "index", "shelf", "--key", other).status == 0)
        let foreign = try folder.read("shelf/shelf.json")
        try refused(foreign, "--accept-key SHA256:")
        let fingerprint = try #require(
            try bench.make("keys", "show", "--key", other, "--json").text.firstMatch(of: /SHA256:[^"]+/))
        #expect(try bench.use("preset", "update", "--accept-key", "none").status == 64)
        #expect(try bench.use("preset", "install", "one.cajon", "two.cajon", "--accept-key", "none").status == 64)
        let accepted = try bench.use("preset", "update", "--accept-key", String(fingerprint.0))
        #expect(accepted.status == 0, "\(accepted.error)")
        try folder.write(second, "shelf/shelf.json")
        #expect(try bench.use("preset", "update").status == 65)
    }

    @Test("hands out no file but the one that was indexed", arguments: [false, true])
    func exchanged(isServed: Bool) throws {
        try bench.pack("tape-delay")
        try bench.index()
        let server = isServed ? try LoopbackServer(serving: folder.file("shelf")) : nil
        #expect(try bench.use("preset", "add", server.map { $0.origin + "/shelf.json" } ?? "shelf").status == 0)
        try bench.pack("tape-delay", author: "Eve")
        let exchanged = try bench.use("preset", "install", "tape-delay")
        #expect(exchanged.status == 65 && exchanged.error.contains("isn't what the index says"), "\(exchanged.error)")
        try FileManager.default.removeItem(atPath: folder.file("shelf/tape-delay-1.0.0.cajon"))
        let gone = try bench.use("preset", "install", "tape-delay")
        #expect(gone.status == (isServed ? 69 : 66), "\(gone.error)")
        #expect(bench.installed() == [])
        #expect(try folder.names(below: "cache/cajon/shelves").allSatisfy { $0.hasSuffix(".json") })
    }

    @Test("leaves nothing behind when a download is interrupted")
    func interrupted() throws {
        try folder.write("", "shelf/stalls/.keep")
        try bench.pack("tape-delay", as: "stalls/tape-delay")
        try bench.index()
        let server = try LoopbackServer(serving: folder.file("shelf"))
        #expect(try bench.use("preset", "add", server.origin + "/shelf.json").status == 0)
        for signal in [SIGINT, SIGTERM, SIGKILL] {
            let program = try bench.program(["preset", "install", "tape-delay"]).start()
            // Until something has come.
            while !program.hasEnded, !Self.isWriting(program) { usleep(5_000) }
            program.send(signal)
            let outcome = program.wait()
            #expect(outcome.signal == signal, "\(outcome.error)")
        }
        #expect(bench.installed() == [])
        #expect(try folder.names(below: "cache/cajon/shelves").allSatisfy { $0.hasSuffix(".json") })
    }

    /// Whether a program has a file open that has no name and isn't empty.
    private static func isWriting(_ program: RunningProgram) -> Bool {
        let folder = program.systemFolder + "/fd"
        return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).contains { name in
            var status = stat()
            return stat("\(folder)/\(name)", &status) == 0 && status.st_mode & S_IFMT == S_IFREG && status.st_nlink == 0
                && status.st_size > 0
        }
    }

    @Test("doesn't give a newer version by another author, or by nobody's key, for what is installed")
    func strangers() throws {
        try bench.pack("tape-delay")
        try bench.index()
        #expect(try bench.use("preset", "add", "shelf").status == 0)
        #expect(try bench.use("preset", "install", "tape-delay").status == 0)
        try bench.pack("tape-delay", "2.0.0", signed: false)
        try bench.pack("tape-delay", "3.0.0", author: "Eve")
        try bench.index()
        let outcome = try bench.use("preset", "update")
        #expect(outcome.status == 0)
        #expect(outcome.error.contains("isn't taken for a newer version of tape-delay@1.0.0"), "\(outcome.error)")
        #expect(bench.installed() == ["tape-delay/1.0.0"])
    }

    @Test("can't give a newer version of what nobody signed by listing what another shelf has")
    func copied() throws {
        try bench.pack("tape-delay", signed: false)
        try bench.index()
        #expect(try bench.use("preset", "add", "shelf").status == 0)
        #expect(try bench.use("preset", "install", "tape-delay").status == 0)
        // Eve's has the same bundle, a newer one with the same author's name, and the shelf's very name.
        try FileManager.default.copyItem(atPath: folder.file("shelf"), toPath: folder.file("eve"))
        try FileManager.default.removeItem(atPath: folder.file("eve/shelf.json"))
        try bench.pack("tape-delay", "9.9.9", signed: false, as: "evil")
        try FileManager.default.moveItem(
            atPath: folder.file("shelf/evil.cajon"), toPath: folder.file("eve/evil.cajon"))
        let key = folder.file("eve-key")
        #expect(try bench.make("keys", "new", "--key", key).status == 0)
        #expect(try bench.make("preset", "index", "eve", "--name", "Jane's", "--key", key).status == 0)
        #expect(try bench.use("preset", "add", "eve").status == 0)
        let place = folder.file("eve/shelf.json")
        for arguments in [["update"], ["update", place]] {
            let outcome = try bench.program(["preset"] + arguments).run()
            #expect(outcome.status == 0, "\(outcome.error)")
            #expect(outcome.error.contains("unsigned, and several shelves have a ‘tape-delay’"), "\(outcome.error)")
            #expect(outcome.error.contains("‘cajon preset install tape-delay@9.9.9 --shelf \(place)’"))
        }
        let named = try bench.use("preset", "install", "tape-delay")
        #expect(named.status == 64 && named.error.contains("isn't the same bundle on different"), "\(named.error)")
        #expect(bench.installed() == ["tape-delay/1.0.0"])
        #expect(try bench.use("preset", "install", "tape-delay@9.9.9", "--shelf", place).status == 0)
    }

    @Test("is told to be called something else")
    func renamed() throws {
        try bench.pack("tape-delay")
        try bench.index()
        #expect(try bench.use("preset", "add", "shelf").status == 0)
        #expect(try bench.make("preset", "index", "shelf", "--name", "Eve's").status == 0)
        let told = "Eve's (serial 2):\n  it was called ‘Jane's’ before\n"
        #expect(try bench.use("preset", "update", "--dry-run").text == told)
        let json = try JSON(bench.use("preset", "update", "--dry-run", "--json").text)
        #expect(json["shelves"][0]["formerName"].text == "Jane's")
        #expect(try bench.use("preset", "add", "shelf").text.contains("it was called ‘Jane's’ before"))
    }

    @Test("is forgotten by name or place, and what was installed from it stays")
    func forget() throws {
        try bench.pack("tape-delay")
        try bench.index()
        #expect(try bench.use("preset", "shelves").error.contains("no shelf was added"))
        #expect(try bench.use("preset", "update").status == 66)
        #expect(try bench.use("preset", "add", "shelf").status == 0)
        #expect(try bench.use("preset", "install", "tape-delay").status == 0)
        #expect(try bench.use("preset", "shelves", "--forget", "Eve's").status == 66)
        #expect(try bench.use("preset", "shelves", "--forget", "Jane's").status == 0)
        #expect(try JSON(bench.use("preset", "shelves", "--json").text).count == 0)
        #expect(bench.installed() == ["tape-delay/1.0.0"])
    }

    @Test(
        "is at no address that may not be asked",
        arguments: [
            ("http://example.com/shelf.json", 64), ("ftp://127.0.0.1/shelf.json", 64),
            ("https://a:b@example.com/shelf.json", 64),
            ("file:///etc/passwd", 64), ("http://127.0.0.1:1/shelf.json", 69), ("nowhere", 66), ("/dev/zero", 66),
        ])
    func places(place: String, status: Int32) throws {
        let outcome = try bench.use("preset", "add", place)
        #expect(outcome.status == status, "\(outcome.error)")
        #expect(outcome.error.hasPrefix("cajon: "))
        #expect(!FileManager.default.fileExists(atPath: folder.file("home/.config/cajon/shelves.json")))
    }

    @Test("is indexed with a key, and only when its bundles are in order")
    func index() throws {
        try bench.pack("tape-delay")
        let keyless = try bench.use("preset", "index", "shelf")
        #expect(keyless.status == 66 && keyless.error.contains("cajon keys new"), "\(keyless.error)")
        try folder.write("no bundle", "shelf/broken.cajon")
        let broken = try bench.make("preset", "index", "shelf")
        #expect(broken.status == 65 && broken.error.contains("broken.cajon"), "\(broken.error)")
        #expect(!FileManager.default.fileExists(atPath: folder.file("shelf/shelf.json")))
        let skipped = try bench.make("preset", "index", "shelf", "--skip-invalid", "--json")
        #expect(skipped.status == 0 && skipped.error.contains("left out"), "\(skipped.error)")
        #expect(try JSON(skipped.text)["bundleCount"].number == 1)
        let bytes = try folder.read("shelf/shelf.json")
        let again = try bench.make("preset", "index", "shelf", "--skip-invalid")
        #expect(again.text == "shelf (serial 1): 1 bundle, nothing has changed\n")
        #expect(try folder.read("shelf/shelf.json") == bytes)
    }

    @Test("is told as JSON, and then as nothing else")
    func json() throws {
        try bench.pack("tape-delay")
        let indexed = try bench.make("preset", "index", "shelf", "--json")
        #expect(try JSON(indexed.text)["changes"]["new"][0].text == "tape-delay@1.0.0" && indexed.error == "")
        let added = try bench.use("preset", "add", "shelf", "--json")
        #expect(try JSON(added.text)["bundleCount"].number == 1 && added.error == "")
        let installed = try bench.use("preset", "install", "tape-delay", "--json")
        #expect(try JSON(installed.text)[0]["name"].text == "tape-delay@1.0.0" && installed.error == "")
        try bench.pack("tape-delay", "2.0.0", signed: false)
        try bench.index()
        let updated = try bench.use("preset", "update", "--json")
        #expect(try JSON(updated.text)["shelves"][0]["changes"]["newVersions"][0].text == "tape-delay@2.0.0")
        #expect(try JSON(updated.text)["notTaken"][0]["name"].text == "tape-delay@2.0.0" && updated.error == "")
    }

    @Test("is remembered beside others, however many are added at once")
    func atOnce() throws {
        try bench.pack("tape-delay")
        try bench.index()
        for number in 0..<6 { try folder.write(folder.read("shelf/shelf.json"), "copy-\(number)/shelf.json") }
        let programs = try (0..<6).map { try bench.program(["preset", "add", "copy-\($0)"]).start() }
        #expect(programs.map { $0.wait().status } == Array(repeating: 0, count: 6))
        #expect(try JSON(bench.use("preset", "shelves", "--json").text).count == 6)
    }
}
