// The key that a user signs with, and the keys of others, on the command line.

import Foundation
import TestSupport
import Testing

@Suite("cajon keys")
struct KeysCommandTests {
    private let shell: Shell
    /// RFC 8032, section 7.1, the public keys of tests 1 and 2.
    private static let jane = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
    private static let john = "PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw="

    init() throws { shell = try Shell() }

    private var configuration: String { shell.folder.file("home/.config/cajon") }

    @Test("makes a key, shows its public half, and never its secret")
    func own() throws {
        let missing = try shell.cajon("keys", "show")
        #expect(missing.status == 66)
        #expect(missing.error.contains("there is no signing key; ‘cajon keys new’ makes one"))
        let made = try shell.cajon("keys", "new")
        #expect(made.status == 0, "\(made.error)")
        let path = configuration + "/signing-key"
        var status = stat()
        #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
        let lines = String(decoding: try shell.folder.read("home/.config/cajon/signing-key"), as: UTF8.self)
            .split(separator: "\n")
        let secret = try #require(lines.last)
        let shown = try shell.cajon("keys", "show")
        #expect(shown.text == made.text)
        #expect(shown.text.contains("fingerprint  SHA256:") && shown.text.contains("public key   "))
        let json = try JSON(try shell.cajon("keys", "show", "--json").text)
        #expect(json.keys == ["fingerprint", "key", "path"])
        #expect(shown.text.contains(try #require(json["fingerprint"].text)))
        let again = try shell.cajon("keys", "new")
        #expect(again.status == 74)
        #expect(again.error.contains("a signing key is never overwritten; move it away first"))
        chmod(path, 0o644)
        let exposed = try shell.cajon("keys", "show")
        #expect(exposed.status == 74)
        #expect(exposed.error.contains("others may read or write this signing key"))
        try shell.folder.write(Array("nonsense \(secret)\n".utf8), "home/.config/cajon/signing-key")
        chmod(path, 0o600)
        let malformed = try shell.cajon("keys", "show")
        #expect(malformed.status == 65)
        for outcome in [made, shown, again, exposed, malformed] {
            #expect(!outcome.text.contains(secret) && !outcome.error.contains(secret))
        }
    }

    @Test("makes and shows a key in a file that is named")
    func elsewhere() throws {
        let made = try shell.cajon("keys", "new", "--key", "mine")
        #expect(made.status == 0, "\(made.error)")
        #expect(try shell.cajon("keys", "show", "--key", "mine").text == made.text)
        #expect(try shell.names() == ["mine"])
        let homeless = try shell.cajon("keys", "new", environment: ["HOME": nil])
        #expect(homeless.status == 69)
    }

    @Test("knows, lists and forgets the keys of others")
    func others() throws {
        #expect(try shell.cajon("keys", "list").error.contains("no keys are known"))
        #expect(try shell.cajon("keys", "trust", "Jane Doe", Self.jane).status == 0)
        #expect(try shell.cajon("keys", "trust", "JANE  DOE", Self.jane).status == 0)
        #expect(try shell.cajon("keys", "trust", "John", Self.john).status == 0)
        let list = try JSON(try shell.cajon("keys", "list", "--json").text)
        #expect(list.count == 2)
        #expect(list[0].keys == ["author", "fingerprint", "firstSeen", "key"])
        let fingerprint = try #require(list[1]["fingerprint"].text)
        #expect(list[0]["author"].text == "Jane Doe" && list[0]["key"].text == Self.jane)
        let text = try shell.cajon("keys", "list").text
        #expect(text.hasPrefix("author    fingerprint"))
        #expect(text.contains(fingerprint))
        let changed = try shell.cajon("keys", "trust", "jane doe", Self.john)
        #expect(changed.status == 65)
        #expect(changed.error.contains("‘cajon keys forget’ that first"))
        let stranger = try shell.cajon("keys", "forget", String(fingerprint.dropLast()))
        #expect(stranger.status == 66)
        #expect(try shell.cajon("keys", "forget", fingerprint, "jane doe").status == 0)
        #expect(try shell.cajon("keys", "list", "--json").text == "[\n\n]\n")
    }

    @Test("takes public keys and names, and says what else it was given")
    func usage() throws {
        let weak = Data(repeating: 0, count: 32).base64EncodedString()
        for (arguments, words) in [
            (["Jane", "SHA256:" + String(repeating: "A", count: 43)], "a fingerprint isn't enough"),
            (["Jane", "abc"], "is no public key"), (["Jane", weak], "is no public key"),
            (["", Self.jane], "an author's name has"), (["a\nb", Self.jane], "an author's name has"),
            ([String(repeating: "a", count: 201), Self.jane], "an author's name has"),
        ] {
            let outcome = try shell.program(["keys", "trust"] + arguments).run()
            #expect(outcome.status == 64, "\(arguments)")
            #expect(outcome.error.contains(words), "\(outcome.error)")
        }
        #expect(!FileManager.default.fileExists(atPath: configuration))
    }

    @Test("keeps what several processes write at once")
    func processes() throws {
        let running = try (0..<8).map { try shell.program(["keys", "trust", "Author \($0)", Self.jane]).start() }
        for program in running {
            let outcome = program.wait()
            #expect(outcome.status == 0, "\(outcome.error)")
        }
        #expect(try JSON(try shell.cajon("keys", "list", "--json").text).count == 8)
        // One author, two keys: one of them is the first.
        let rivals = try [Self.jane, Self.john].map { try shell.program(["keys", "trust", "Rival", $0]).start() }
        #expect(rivals.map { $0.wait().status }.sorted { ($0 ?? -1) < ($1 ?? -1) } == [0, 65])
    }

    @Test("believes nothing that is, or isn't, in a folder that others may write")
    func othersFolder() throws {
        #expect(try shell.program(["keys", "trust", "Jane", Self.jane]).run().status == 0)
        chmod(configuration, 0o770)
        unlink(configuration + "/keys.json")
        for arguments in [["list"], ["trust", "Jane", Self.jane]] {
            let outcome = try shell.program(["keys"] + arguments).run()
            #expect(outcome.status == 74)
            #expect(outcome.error.contains("‘chmod go-w \(configuration)’"), "\(outcome.error)")
        }
        #expect(try !shell.folder.names(below: "home/.config/cajon").contains("keys.json"))
    }

    @Test("doesn't guess from a book that isn't in order, nor overwrite it")
    func damaged() throws {
        try shell.folder.write("{}", "home/.config/cajon/keys.json")
        chmod(configuration, 0o700)
        chmod(configuration + "/keys.json", 0o600)
        for arguments in [["list"], ["trust", "Jane", Self.jane], ["forget", "Jane"]] {
            let outcome = try shell.program(["keys"] + arguments).run()
            #expect(outcome.status == 74)
            #expect(outcome.error.contains("keys.json: is not what ‘cajon keys’ writes"), "\(outcome.error)")
        }
        #expect(try shell.folder.read("home/.config/cajon/keys.json") == Array("{}".utf8))
    }
}
