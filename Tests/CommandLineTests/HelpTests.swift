// What the program says of itself.

import TestSupport
import Testing

@Suite("Help")
struct HelpTests {
    private let shell: Shell

    init() throws { shell = try Shell() }

    private static let commands = [
        [], ["render"], ["plot"], ["plot", "response"], ["plot", "impulse"], ["plot", "curve"], ["plot", "waveform"],
        ["plot", "spectrum"], ["plot", "spectrogram"], ["plot", "loudness"], ["effect"], ["effect", "list"],
        ["effect", "show"], ["preset"], ["preset", "list"],
        ["preset", "show"], ["preset", "check"], ["preset", "pack"], ["preset", "search"], ["preset", "install"],
        ["preset", "remove"], ["preset", "verify"], ["preset", "index"], ["preset", "add"], ["preset", "shelves"],
        ["preset", "update"], ["preset", "import"], ["grants"], ["grants", "list"], ["grants", "forget"], ["build"],
        ["keys"], ["keys", "new"], ["keys", "show"], ["keys", "list"], ["keys", "trust"], ["keys", "forget"],
        ["component"], ["component", "new"], ["component", "unbundle"], ["bindings"], ["snapshot"], ["inspect"],
        ["devices"], ["latency"], ["live"],
        ["control"], ["control", "set"], ["control", "get"], ["control", "status"], ["control", "meters"],
        ["control", "load"], ["control", "bypass"], ["control", "insert"], ["control", "remove"], ["control", "move"],
        ["control", "replace"], ["control", "record"], ["control", "learn"], ["control", "unlearn"],
        ["control", "midi"], ["control", "save"], ["control", "stop"], ["control", "send"], ["control", "sessions"],
    ]

    @Test("of every command begins with what it does, and has an example that fits the screen", arguments: commands)
    func help(command: [String]) throws {
        let outcome = try shell.program(command + ["--help"]).run()
        #expect(outcome.status == 0)
        #expect(outcome.error == "")
        #expect(outcome.text.hasPrefix("OVERVIEW: "))
        let lines = outcome.text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.contains { $0 == "Example:" || $0 == "Examples:" })
        let examples = lines.filter { $0.hasPrefix("  cajon ") }
        #expect(!examples.isEmpty)
        for line in lines { #expect(line.count <= 80, "\(line)") }
        // A line of an example that was broken would go on at the margin.
        for (line, next) in zip(lines, lines.dropFirst()) where line.hasPrefix("  cajon ") {
            #expect(next.isEmpty || next.hasPrefix("  "), "\(line)\n\(next)")
        }
    }

    @Test("comes unasked where a command needs another word")
    func unasked() throws {
        for command in [[], ["plot"], ["effect"], ["preset"], ["component"], ["control"], ["grants"]] {
            let outcome = try shell.program(command).run()
            #expect(outcome.status == 0)
            #expect(outcome.text.contains("SUBCOMMANDS:"))
        }
    }

    @Test("names the exit statuses")
    func statuses() throws {
        let text = try shell.cajon("--help").text
        for status in ["64", "65", "66", "69", "70", "74"] { #expect(text.contains(status)) }
    }

    @Test("is pointed to when a command or an option doesn't exist")
    func unknown() throws {
        for arguments in [["fnord"], ["render", "--fnord"], ["effect", "fnord"], ["preset", "check"], ["inspect"]] {
            let outcome = try shell.program(arguments).run()
            #expect(outcome.status == 64)
            #expect(outcome.text == "")
            #expect(outcome.error.contains("--help' for more information."))
        }
    }

    @Test("includes the version")
    func version() throws {
        let outcome = try shell.cajon("--version")
        #expect(outcome.status == 0)
        #expect(outcome.text.wholeMatch(of: /[0-9]+\.[0-9]+\.[0-9]+\n/) != nil)
    }
}
