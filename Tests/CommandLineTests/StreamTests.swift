// Standard streams that are closed, full or broken: the program says so if it can, and never crashes.

import Foundation
import TestSupport
import Testing

@Suite("With standard streams that don't work")
struct StreamTests {
    private let shell: Shell

    init() throws {
        shell = try Shell()
        try shell.sound("in.wav")
    }

    @Test(
        "a list that can't be written is an error",
        arguments: [
            ["effect", "list"], ["preset", "list", "--json"], ["inspect", "guest.wasm"],
            ["effect", "show", "gain", "--json"],
        ])
    func fullOutput(command: [String]) throws {
        try shell.effect(Guest(), "guest.wasm")
        var program = shell.program(command)
        program.output = .file("/dev/full")
        let outcome = try program.run()
        #expect(outcome.status == 74)
        #expect(outcome.error == "cajon: standard output: can't be written: No space left on device\n")
        program.output = .closed
        #expect(try program.run().status == 74)
    }

    @Test("a reader that goes away ends a list as it ends other programs")
    func brokenOutput() throws {
        var program = shell.program(["effect", "list"])
        program.output = .broken
        let outcome = try program.run()
        #expect(outcome.signal == SIGPIPE)
    }

    @Test("a reader that goes away ends a render, and the program says why")
    func brokenSound() throws {
        var program = shell.program(["render", "in.wav", "-o", "-", "--chain", "gain"])
        program.output = .broken
        let outcome = try program.run()
        #expect(outcome.status == 74)
        #expect(outcome.error == "cajon: standard output: the program that read this output has gone away\n")
    }

    @Test("sound is not written to a terminal")
    func terminal() throws {
        var program = shell.program(["render", "in.wav", "-o", "-", "--chain", "gain"])
        program.output = .terminal
        let outcome = try program.run()
        #expect(outcome.status == 64)
        #expect(outcome.output.isEmpty)
        #expect(outcome.error.contains("terminal"))
    }

    @Test("a closed input is an error, not a wait for ever")
    func closedInput() throws {
        let outcome = try shell.cajon("render", "-", "-o", "out.wav", "--chain", "gain", input: .closed)
        #expect(outcome.status == 74)
        #expect(outcome.error.hasPrefix("cajon: standard input: "))
        #expect(try shell.names() == ["in.wav"])
    }

    @Test("a closed output is an error, and no file of the program's takes its place")
    func closedOutput() throws {
        var program = shell.program(["render", "in.wav", "-o", "-", "--chain", "gain"])
        program.output = .closed
        let outcome = try program.run()
        #expect(outcome.status == 74)
        #expect(outcome.error.hasPrefix("cajon: standard output: "))
    }

    @Test(
        "what can't be said is not said, and the render goes on",
        arguments: [Program.Output.closed, .broken, .file("/dev/full")])
    func deadError(error: Program.Output) throws {
        var program = shell.program(["render", "in.wav", "-o", "out.wav", "--chain", "gain"])
        program.error = error
        #expect(try program.run().status == 0)
        #expect(try shell.folder.read("out.wav").count > 1_000)
        program.arguments[1] = "nope.wav"
        #expect(try program.run().status == 66)
    }

    @Test("all closed at once, it still does what it can")
    func allClosed() throws {
        var program = shell.program(["render", "in.wav", "-o", "out.wav", "--chain", "gain"])
        program.input = .closed
        program.output = .closed
        program.error = .closed
        #expect(try program.run().status == 0)
        #expect(try shell.folder.read("out.wav").starts(with: Array("RIFF".utf8)))
    }
}
