// What a render says when it can't be done, and what it leaves alone then.

import Foundation
import TestSupport
import Testing

@Suite("A render that can't be done")
struct RenderErrorTests {
    /// A command line that is wrong, and how the program answers.
    struct Mistake: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        let status: Int32
        let words: [String]

        init(_ arguments: String..., status: Int32, says words: String...) {
            self.arguments = arguments
            self.status = status
            self.words = words
        }

        var testDescription: String { arguments.joined(separator: " ") }
    }

    static let usage = [
        Mistake("-o", "out.wav", "--chain", "gain", status: 64, says: "<input>"),
        Mistake("in.wav", "--chain", "gain", status: 64, says: "give either --output FILE or --directory FOLDER"),
        Mistake(
            "in.wav", "-o", "out.wav", "-d", "out", "--chain", "gain", status: 64,
            says: "give either --output FILE or --directory FOLDER"),
        Mistake("in.wav", "-o", "out.wav", status: 64, says: "give either --preset or --chain"),
        Mistake(
            "in.wav", "-o", "out.wav", "--chain", "gain", "--preset", "telephone", status: 64,
            says: "give either --preset or --chain"),
        Mistake(
            "in.wav", "other.wav", "-o", "out.wav", "--chain", "gain", status: 64,
            says: "2 inputs can't go into one file; use --directory FOLDER"),
        Mistake(
            "-", "-d", "out", "--chain", "gain", status: 64, says: "standard input has no name to be written under"),
        Mistake(
            "in.wav", "-o", "-", "--json", "--chain", "gain", status: 64,
            says: "--json and the sound can't both go to standard output"),
        Mistake("in.wav", "-o", "", "--chain", "gain", status: 64, says: "a file's name can't be empty"),
        Mistake("", "-o", "out.wav", "--chain", "gain", status: 64, says: "a file's name can't be empty"),
        Mistake("in.wav", "-o", "out.wav", "--chain", "gain", "-j", "0", status: 64, says: "--jobs is 1 to 256"),
        Mistake(
            "in.wav", "-o", "out.wav", "--chain", "gain", "--block-size", "0", status: 64,
            says: "--block-size is 1 to 1048576"),
        Mistake(
            "in.wav", "-o", "out.wav", "--chain", "gain", "--memory-limit", "9999", status: 64,
            says: "--memory-limit is 1 to 1024 MiB"),
        Mistake(
            "in.wav", "-o", "out.wav", "--chain", "gain", "--time-limit", "1", status: 64,
            says: "--time-limit is 10 to 3600000 ms"),
        Mistake(
            "in.wav", "-o", "out.wav", "--chain", "gain", "--on-fault", "pray", status: 64,
            says: "'pray' is invalid", "'stop' and 'bypass'"),
        Mistake(
            "in.wav", "-o", "out.xyz", "--chain", "gain", status: 64,
            says: "cajon: out.xyz: the name ends in '.xyz'", "choose one with --format: wav, flac"),
        Mistake(
            "in.wav", "-o", "out.wav", "--format", "xyz", "--chain", "gain", status: 64,
            says: "'xyz' is no format that can be written; known are wav, flac"),
        Mistake(
            "in.wav", "-o", "out.wav", "--bits", "7", "--chain", "gain", status: 64,
            says: "expected a sample type of 8, 16, 24, 32, 32f or 64f, found '7'"),
        Mistake(
            "in.wav", "-o", "in.wav", "--chain", "gain", status: 64,
            says: "cajon: ‘in.wav’ is both read and written; write to another file"),
        Mistake(
            "in.wav", "-o", "./link.wav", "--chain", "gain", status: 64,
            says: "cajon: the output ‘./link.wav’ is the input ‘in.wav’: both read and written"),
        Mistake(
            "in.wav", "other.wav", "-d", ".", "--chain", "gain", status: 64,
            says: "the output ‘./in.wav’ is the input ‘in.wav’"),
        Mistake(
            "in.wav", "sub/in.wav", "-d", "out", "--chain", "gain", status: 64,
            says: "‘in.wav’ and ‘sub/in.wav’ would both be written to ‘out/in.wav’; render them separately"),
        Mistake(
            "a.wav", "a.aiff", "-d", "out", "--format", "flac", "--chain", "gain", status: 64,
            says: "‘a.wav’ and ‘a.aiff’ would both be written to ‘out/a.flac’"),
    ]

    static let effects = [
        Mistake(
            "in.wav", "-o", "out.wav", "--chain", "gian", status: 65,
            says: "cajon: --chain: there is no effect \"gian\"", "did you mean \"gain\"?", "  gian\n  ^~~~\n"),
        Mistake(
            "in.wav", "-o", "out.wav", "--chain", "gain levl=3", status: 65, says: "has no parameter \"levl\"",
            "did you mean \"level\"?", "  gain levl=3\n       ^~~~\n"),
        Mistake(
            "in.wav", "-o", "out.wav", "--chain", "gain | filter cutoff=99kHz", status: 65,
            says: "out of range; expected 10 Hz to 20 kHz",
            "  gain | filter cutoff=99kHz\n                       ^~~~~\n"),
        Mistake(
            "in.wav", "-o", "out.wav", "--chain", "gain level=3parsec", status: 65,
            says: "can't be given in \"parsec\"; expected a number in dB",
            "  gain level=3parsec\n             ^~~~~~~\n"),
        Mistake(
            "in.wav", "-o", "out.wav", "--chain", "gain level=nan", status: 65, says: "expected a number in dB"),
        Mistake("in.wav", "-o", "out.wav", "--chain", "", status: 65, says: "expected an effect's name"),
        Mistake("in.wav", "-o", "out.wav", "--chain", "gain |", status: 65, says: "expected an effect's name"),
        Mistake(
            "in.wav", "-o", "out.wav", "--chain", "./nope.wasm", status: 65, says: "there is no file \"./nope.wasm\""),
        Mistake(
            "in.wav", "-o", "out.wav", "--chain", "gain", "--set", "gain.level=99", status: 65,
            says: "cajon: --set: 99 is out of range; expected -96 dB to 24 dB", "  gain.level=99\n             ^~\n"),
        Mistake(
            "in.wav", "-o", "out.wav", "--chain", "gain", "--set", "gian.level=1", status: 65,
            says: "cajon: --set: there is no node \"gian\"", "did you mean \"gain\"?"),
        Mistake(
            "in.wav", "-o", "out.wav", "--chain", "gain", "--set", "gain.level", status: 65,
            says: "expected = and a value: node.parameter=value"),
        Mistake(
            "in.wav", "-o", "out.wav", "--preset", "telefone", status: 66, says: "cajon: telefone: there is no preset",
            "did you mean \"telephone\"?"),
        Mistake(
            "in.wav", "-o", "out.wav", "--preset", "nope.json", status: 66,
            says: "cajon: nope.json: can't be read: No such file or directory"),
        Mistake(
            "in.wav", "-o", "out.wav", "--preset", "bad.json", status: 65,
            says: "cajon: bad.json:3:", "has no parameter \"levl\"", "did you mean \"level\"?"),
        Mistake(
            "in.wav", "-o", "out.wav", "--chain", "./in.wav.wasm", status: 65,
            says: "it does not begin with ‘\\0asm’, so it is no WebAssembly file"),
    ]

    static let files = [
        Mistake(
            "nope.wav", "-o", "out.wav", "--chain", "gain", status: 66, says: "cajon: nope.wav: there is no such file"),
        Mistake("sub", "-o", "out.wav", "--chain", "gain", status: 66, says: "cajon: sub: this is a folder"),
        Mistake(
            "text.txt", "-o", "out.wav", "--chain", "gain", status: 65,
            says: "cajon: text.txt: expected the header of a sound file", "found text"),
        Mistake("empty.wav", "-o", "out.wav", "--chain", "gain", status: 65, says: "cajon: empty.wav: "),
        Mistake("-", "-o", "out.wav", "--chain", "gain", status: 65, says: "standard input: expected a sound file"),
        Mistake(
            "in.wav", "-o", "nowhere/out.wav", "--chain", "gain", status: 74,
            says: "cajon: nowhere/out.wav: the folder 'nowhere' does not exist"),
        Mistake("in.wav", "-o", "sub", "--chain", "gain", status: 74, says: "cajon: sub: this is a folder"),
        Mistake(
            "in.wav", "-o", "/dev/full", "--format", "wav", "--chain", "gain", status: 74,
            says: "cajon: /dev/full: the disk is full"),
        // No user may make a file there, root neither.
        Mistake("in.wav", "-o", "/proc/out.wav", "--chain", "gain", status: 74, says: "cajon: /proc/out.wav: "),
        Mistake(
            "in.wav", "-d", "/proc/out", "--chain", "gain", status: 74,
            says: "cajon: /proc/out: the folder can't be made: "),
        Mistake(
            "in.wav", "-d", "text.txt", "--chain", "gain", status: 74, says: "cajon: text.txt: is a file; name a folder"
        ),
        Mistake("nope.wav", "nix.wav", "-d", "new", "--chain", "gain", status: 66, says: "cajon: 2 of 2 files failed"),
    ]

    @Test(
        "ends with the status for its cause, says it in one place, and leaves nothing behind",
        arguments: usage + effects + files)
    func mistake(mistake: Mistake) throws {
        let shell = try Shell()
        for name in ["in.wav", "other.wav", "sub/in.wav", "a.wav", "a.aiff"] { try shell.sound(name, seconds: 0.05) }
        try shell.folder.write("Nothing to be heard.\n", "text.txt")
        try shell.folder.write("", "empty.wav")
        try shell.folder.write("no module", "in.wav.wasm")
        try shell.folder.write(
            """
            { "format": 1, "name": "Bad", "nodes": [
              { "id": "gain", "effect": "gain", "parameters": {
                "levl": 3 } } ] }
            """, "bad.json")
        try FileManager.default.createSymbolicLink(atPath: shell.folder.file("link.wav"), withDestinationPath: "in.wav")
        let names = try shell.names()
        let input = try shell.folder.read("in.wav")

        let outcome = try shell.program(["render"] + mistake.arguments).run()
        #expect(outcome.status == mistake.status)
        #expect(outcome.text == "")
        for word in mistake.words { #expect(outcome.error.contains(word), "\(outcome.error)") }
        #expect(!outcome.error.contains("unexpected error"))
        #expect(try shell.names() == names)
        #expect(try shell.folder.read("in.wav") == input)
    }

    @Test("leaves an existing output as it was", arguments: ["text.txt", "broken.wav"])
    func existingOutput(input: String) throws {
        let shell = try Shell()
        try shell.folder.write("Nothing to be heard.\n", "text.txt")
        try shell.effect(Guest().with(.process, "(unreachable)"), "bad.wasm")
        try shell.sound("broken.wav")
        try shell.folder.write("precious", "out.wav")
        let outcome = try shell.cajon("render", input, "-o", "out.wav", "--chain", "./bad.wasm")
        #expect(outcome.status != 0)
        #expect(try shell.folder.read("out.wav") == Array("precious".utf8))
        #expect(try shell.names() == ["bad.wasm", "broken.wav", "out.wav", "text.txt"])
    }

    @Test("for some of its inputs renders the others, and says which it could not")
    func someInputs() throws {
        let shell = try Shell()
        try shell.sound("good.wav")
        try shell.folder.write("text", "bad.wav")
        let outcome = try shell.cajon("render", "good.wav", "bad.wav", "nope.wav", "-d", "out", "--chain", "gain")
        #expect(outcome.status == 65)
        #expect(outcome.error.contains("out/good.wav: "))
        #expect(outcome.error.contains("cajon: bad.wav: "))
        #expect(outcome.error.contains("cajon: nope.wav: "))
        #expect(outcome.error.hasSuffix("cajon: 2 of 3 files failed\n"))
        #expect(try shell.folder.names(below: "out") == ["good.wav"])
    }
}
