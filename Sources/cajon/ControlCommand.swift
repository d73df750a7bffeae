// `cajon control`: drives a live session that runs. What it asks for is in Sources/Control/PROTOCOL.md.

import ArgumentParser
import Control
import Presets

struct ControlCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "control", abstract: "Change what plays live, and see how it does.",
        discussion: """
            Examples:
              cajon control set lowpass.cutoff 800
              cajon control load warm-strings
              cajon control load --chain 'filter cutoff=2kHz | chorus'
              cajon control bypass chorus
              cajon control status
              cajon control learn lowpass.cutoff

            One live session is found by itself; where several run, --session says \
            which. With none, the exit status is 69.
            """,
        subcommands: [
            SetValue.self, Get.self, Status.self, Meters.self, Load.self, Bypass.self, Insert.self, Remove.self,
            Move.self, Replace.self, Record.self, Learn.self, Unlearn.self, MIDI.self, Save.self, Stop.self, Send.self,
            Sessions.self,
        ])

    struct SetValue: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "set", abstract: "Set a parameter.",
            usage: "cajon control set <node.parameter> <value> [<options>]",
            discussion: """
                Examples:
                  cajon control set lowpass.cutoff 2.5kHz
                  cajon control set gain.level -6dB
                  cajon control set gain.level --by -3dB
                  cajon control set chorus.@mix 40%
                """)

        // Values may begin with a hyphen.
        @Argument(
            parsing: .allUnrecognized,
            help: ArgumentHelp("A node's parameter, and its value.", valueName: "node.parameter> <value"))
        var words: [String]

        @Flag(help: "The value is how much more, or less.")
        var by = false

        @Flag(help: "The value is a place on the control's way, from 0 to 1.")
        var position = false

        @OptionGroup var options: ControlOptions

        func validate() throws {
            if let option = words.first(where: { $0.hasPrefix("--") }) {
                throw ValidationError("Unknown option '\(option)'")
            }
            guard words.count == 2 else { throw ValidationError("give a node's parameter and its value") }
            guard !by || !position else { throw ValidationError("give either --by or --position") }
            _ = try Self.target(words[0])
            guard !position || Double(words[1]).map({ (0...1).contains($0) }) == true else {
                throw ValidationError("a position is a number from 0 to 1, not '\(words[1])'")
            }
        }

        static func target(_ text: String) throws -> ParameterTarget {
            guard let target = ParameterTarget(text) else {
                throw ValidationError(
                    "'\(text)' is no parameter; expected a node and a parameter, such as lowpass.cutoff")
            }
            return target
        }

        func run() throws {
            let change: ParameterChange =
                position ? .position(Double(words[1]) ?? 0) : by ? .by(.text(words[1])) : .to(.text(words[1]))
            try options.run(.set(try Self.target(words[0]), change)) { reply in
                "\(reply.target ?? words[0]) = \(reply.text ?? words[1])"
            }
        }
    }

    struct Get: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show parameters: one, a node's, or all.",
            discussion: "Examples:\n  cajon control get lowpass.cutoff\n  cajon control get lowpass")

        @Argument(help: "A node, or a node's parameter; left out: everything.")
        var target: String?

        @OptionGroup var options: ControlOptions

        func run() throws {
            let scope: ControlScope =
                if let target {
                    target.contains(".") ? .parameter(try SetValue.target(target)) : .node(target)
                } else {
                    .everything
                }
            try options.run(.get(scope)) { Text.parameters($0.parameters ?? []) }
        }
    }

    struct Status: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show how the session is: nodes, load, latency, xruns.",
            discussion: "Example:\n  cajon control status")

        @OptionGroup var options: ControlOptions

        func run() throws { try options.run(.status) { $0.status.map(Text.status) } }
    }

    struct Load: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Play another preset or chain, cross-faded.",
            usage: "cajon control load (<preset> | --chain <effects>) [<options>]",
            discussion:
                "Examples:\n  cajon control load warm-strings\n  cajon control load --chain 'filter cutoff=2kHz | chorus'"
        )

        @Argument(help: "A preset's name, or a .json file.")
        var preset: String?

        @Option(name: .shortAndLong, help: ArgumentHelp("Effects one after the other.", valueName: "effects"))
        var chain: String?

        @OptionGroup var options: ControlOptions

        func validate() throws {
            guard (preset == nil) != (chain == nil) else { throw ValidationError("give either a preset or --chain") }
        }

        func run() throws {
            try options.run(.load(chain.map { .chain($0) } ?? .preset(preset ?? ""))) {
                "\($0.preset ?? "chain") plays"
            }
        }
    }

    struct Bypass: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let the sound pass by a node's effect, or not.",
            discussion: "Examples:\n  cajon control bypass chorus\n  cajon control bypass chorus off")

        @Argument(help: "The node.")
        var node: String

        @Argument(help: "on, off or toggle.")
        var to: SwitchChange = .toggle

        @OptionGroup var options: ControlOptions

        func run() throws {
            try options.run(.bypass(node: node, to)) { "\(node) \($0.bypassed == true ? "is bypassed" : "plays")" }
        }
    }

    struct Save: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write what plays, as it is now, as a preset.",
            discussion: "Example:\n  cajon control save mine.json")

        @Argument(help: "The file; one that is there stays as it is.")
        var file: String

        @Flag(help: "Overwrite the file.")
        var force = false

        @OptionGroup var options: ControlOptions

        func run() throws { try options.run(.save(file: file, force: force)) { "\($0.file ?? file): written" } }
    }

    struct Stop: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Fade out and end the session.", discussion: "Example:\n  cajon control stop")

        @OptionGroup var options: ControlOptions

        func run() throws { try options.run(.stop) { _ in nil } }
    }

    struct Send: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send a request as it is, and print the reply.",
            discussion: "Example:\n  cajon control send '{\"do\":\"status\"}'")

        @Argument(help: "A request: a JSON object on one line.")
        var request: String

        @OptionGroup var options: ControlOptions

        func validate() throws {
            guard !request.contains("\n") else { throw ValidationError("a request is one line") }
        }

        func run() throws {
            try Failure.reporting {
                let (reply, line) = try options.send(request, try ControlClient(session: options.session))
                if let error = reply.error { throw error }
                try Terminal.print(String(decoding: line, as: UTF8.self))
            }
        }
    }

    struct Sessions: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the live sessions that run.", discussion: "Example:\n  cajon control sessions")

        @Flag(help: "Print JSON on standard output.")
        var json = false

        func run() throws {
            try Failure.reporting {
                let sessions = try RuntimeDirectory.standard().runningSessions()
                if json { return try Terminal.print(try Text.json(sessions)) }
                for session in sessions { try Terminal.print(session) }
            }
        }
    }
}

extension SwitchChange: ExpressibleByArgument {}
