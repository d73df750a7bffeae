// What the system refuses: folders and files that this user may not use, and files that grow too large.

import Foundation
import TestSupport
import Testing

/// Takes root's capabilities away; where Debian's util-linux puts it.
private let setpriv = "/usr/bin/setpriv"
private let canObey = geteuid() != 0 || FileManager.default.isExecutableFile(atPath: setpriv)

@Suite("When the system refuses", .enabled(if: canObey, "setpriv is not installed, and root may do anything"))
struct PermissionTests {
    private let shell: Shell

    init() throws {
        shell = try Shell()
        try shell.sound("in.wav")
        try FileManager.default.createDirectory(atPath: shell.folder.file("locked"), withIntermediateDirectories: false)
        try shell.folder.write("precious", "old.wav")
        try shell.folder.write("secret", "secret")
        for (name, permissions) in [("locked", 0o555), ("old.wav", 0o444), ("secret", 0)] {
            try FileManager.default.setAttributes(
                [.posixPermissions: permissions], ofItemAtPath: shell.folder.file(name))
        }
    }

    /// Runs the program so that permissions hold for it; root's capabilities are taken away.
    private func cajon(_ arguments: [String]) throws -> Program.Outcome {
        let drop =
            geteuid() == 0 ? #"exec \#(setpriv) --inh-caps=-all --bounding-set=-all "$0" "$@""# : Shell.plainly
        return try shell.program(arguments, through: drop).run()
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        let status: Int32
        let words: String

        var testDescription: String { arguments.joined(separator: " ") }
    }

    static let refusals = [
        Refusal(
            arguments: ["render", "in.wav", "-o", "locked/out.wav", "--chain", "gain"], status: 74,
            words: "cajon: locked/out.wav: this user may not write into 'locked'; choose another folder\n"),
        Refusal(
            arguments: ["render", "in.wav", "-d", "locked", "--chain", "gain"], status: 74,
            words: "cajon: locked/in.wav: this user may not write into 'locked'; choose another folder\n"),
        Refusal(
            arguments: ["render", "in.wav", "-d", "locked/new", "--chain", "gain"], status: 74,
            words: "cajon: locked/new: the folder can't be made: Permission denied\n"),
        Refusal(
            arguments: ["render", "in.wav", "-o", "old.wav", "--chain", "gain"], status: 74,
            words: "cajon: old.wav: the file exists and this user may not write to it; "
                + "change its permissions or write elsewhere\n"),
        Refusal(
            arguments: ["render", "secret", "-o", "out.wav", "--chain", "gain"], status: 66,
            words: "cajon: secret: this user may not read it; change its permissions or run as its owner\n"),
        Refusal(
            arguments: ["render", "in.wav", "-o", "out.wav", "--preset", "./secret"], status: 66,
            words: "cajon: ./secret: can't be read: Permission denied\n"),
        Refusal(
            arguments: ["effect", "show", "./secret"], status: 66, words: "can't be read: Permission denied\n"),
        Refusal(
            arguments: ["inspect", "secret"], status: 66, words: "cajon: secret: can't be read: Permission denied\n"),
    ]

    @Test("says whom it refuses what, and leaves everything as it was", arguments: refusals)
    func refused(refusal: Refusal) throws {
        let outcome = try cajon(refusal.arguments)
        #expect(outcome.status == refusal.status)
        #expect(outcome.text == "")
        #expect(outcome.error.hasSuffix(refusal.words), "\(outcome.error)")
        #expect(try shell.names() == ["in.wav", "locked", "old.wav", "secret"])
        #expect(try shell.folder.names(below: "locked") == [])
        #expect(try shell.folder.read("old.wav") == Array("precious".utf8))
    }

    @Test("a sound that outgrows the largest file allowed is an error, and leaves no file")
    func fileSizeLimit() throws {
        let limit = "ulimit -f 8; " + Shell.plainly
        let outcome = try shell.program(["render", "in.wav", "-o", "out.wav", "--chain", "gain"], through: limit).run()
        #expect(outcome.status == 74)
        #expect(outcome.error == "cajon: out.wav: the file would be larger than the system allows here\n")
        #expect(try !shell.names().contains { $0.contains("out.wav") })
        var list = shell.program(["effect", "list", "--json"], through: "ulimit -f 0; " + Shell.plainly)
        list.output = .file(shell.folder.file("list.json"))
        #expect(try list.run().status == 74)
    }
}
