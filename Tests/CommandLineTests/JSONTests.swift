// `--json`, wherever help offers it.

import Foundation
import TestSupport
import Testing
import WasmEngine

@Suite("With --json")
struct JSONTests {
    private let shell: Shell

    init() throws {
        shell = try Shell()
        try shell.sound("in.wav")
        try shell.folder.write(
            String(contentsOfFile: Stage.root + "/Effects/examples/tremolo/tremolo.c", encoding: .utf8), "tremolo.c")
        try shell.folder.write(
            WasmEngine.wasm(fromText: "(module (memory 1) (func (export \"wizer-initialize\")))"), "init.wasm")
        try shell.folder.write("package t:t; world w {}", "init.wit")
    }

    /// Each command that has results to give, with a call that works and one that doesn't.
    static let commands: [(command: [String], good: [String], bad: [String])] = [
        (["render"], ["in.wav", "-o", "out.wav", "--chain", "gain"], ["in.wav", "-o", "out.wav", "--chain", "gian"]),
        (["effect", "list"], [], ["surplus"]),
        (["effect", "show"], ["gain"], ["gian"]),
        (["preset", "list"], [], ["surplus"]),
        (["preset", "show"], ["telephone"], ["telefone"]),
        (["preset", "check"], ["telephone"], []),
        (["preset", "pack"], ["telephone", "-o", "phone.cajon", "--force"], ["telefone", "-o", "phone.cajon"]),
        (["build"], ["tremolo.c", "-o", "tremolo.wasm"], ["nope.c", "-o", "nope.wasm"]),
        (["snapshot"], ["init.wasm", "-o", "started.wasm"], ["tremolo.c", "-o", "started.wasm"]),
        (
            ["component", "new"], ["init.wasm", "--wit", "init.wit", "-o", "component.wasm"],
            ["init.wasm", "--wit", "nope.wit", "-o", "component.wasm"]
        ),
        (["inspect"], [Stage.effect("gain")], ["nope.wasm"]),
        (["devices"], [], ["surplus"]),
        (
            ["live"],
            ["--chain", "gain", "--input", "in.wav", "--playback", "null", "--no-control", "--no-midi"],
            ["--chain", "gian", "--input", "in.wav", "--playback", "null", "--no-control", "--no-midi"]
        ),
    ]

    @Test("standard output is one JSON document, and standard error is silent", arguments: commands)
    func good(command: [String], good: [String], bad: [String]) throws {
        #expect(try shell.program(command + ["--help"]).run().text.contains("--json"))
        let outcome = try shell.program(command + good + ["--json"]).run()
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(outcome.error == "")
        #expect(throws: Never.self) { try JSON(outcome.text) }
        // For people it says something else, on one of the two streams.
        let text = try shell.program(command + good).run()
        #expect(text.status == 0)
        #expect(text.text + text.error != outcome.text)
    }

    @Test("an error is on standard error, and standard output is empty", arguments: commands)
    func bad(command: [String], good: [String], bad: [String]) throws {
        let outcome = try shell.program(command + bad + ["--json"]).run()
        #expect([64, 65, 66].contains(outcome.status))
        #expect(outcome.text == "")
        #expect(!outcome.error.isEmpty)
    }
}
