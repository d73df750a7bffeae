// `cajon control meters | record | learn | unlearn | midi`: what happens while it plays.

import ArgumentParser
import Control
import Foundation
import Presets

extension ControlCommand {
    struct Meters: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show levels and load, once or again and again.",
            usage: "cajon control meters [--follow] [<options>]",
            discussion: "Examples:\n  cajon control meters\n  cajon control meters --follow --rate 4")

        @Flag(name: .shortAndLong, help: "A line each time, until the session ends.")
        var follow = false

        @Option(help: ArgumentHelp("How many times a second, up to 30.", valueName: "number"))
        var rate = 2.0

        @OptionGroup var options: ControlOptions

        func validate() throws {
            guard (0.1...Subscription.maximumMetersPerSecond).contains(rate) else {
                throw ValidationError("--rate is 0.1 to 30")
            }
        }

        func run() throws {
            guard follow else { return try options.run(.meters) { $0.meters.map(Text.meters) } }
            try Failure.reporting {
                let client = try ControlClient(session: options.session)
                _ = try options.ask(.subscribe(Subscription(metersPerSecond: rate, events: true)), client)
                do {
                    while let (event, line) = try client.nextEvent(timeoutMilliseconds: -1), event.event != .ending {
                        guard let meters = event.meters else { continue }
                        try Terminal.print(options.json ? String(decoding: line, as: UTF8.self) : Text.line(meters))
                    }
                } catch is ControlError {
                    // It has ended, and with it what there was to follow.
                }
            }
        }
    }

    struct Record: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write what is heard to a file.",
            discussion: "Examples:\n  cajon control record take.wav\n  cajon control record --stop")

        @Argument(help: "The file, which must not be there yet.")
        var file: String?

        @Flag(help: "End the recording.")
        var stop = false

        @OptionGroup var options: ControlOptions

        func validate() throws {
            guard (file != nil) != stop else { throw ValidationError("give either a file or --stop") }
        }

        func run() throws {
            try options.run(file.map { .record(file: $0) } ?? .stopRecording) { reply in
                let file = reply.file ?? file ?? "the recording"
                return stop ? "\(file): \(Text.duration(reply.seconds ?? 0))" : "\(file): recording"
            }
        }
    }

    struct Learn: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let the next MIDI controller that moves control this.",
            usage: "cajon control learn <node.parameter> [<options>]",
            discussion: "Example:\n  cajon control learn lowpass.cutoff --minimum 200Hz --maximum 5kHz")

        @Argument(help: ArgumentHelp("A node's parameter.", valueName: "node.parameter"))
        var target: String

        @Option(help: ArgumentHelp("The value at the controller's lowest position.", valueName: "value"))
        var minimum: String?

        @Option(help: ArgumentHelp("The value at its highest position.", valueName: "value"))
        var maximum: String?

        @Flag(help: "Move nothing until the controller has met the parameter's present value.")
        var pickup = false

        @Option(help: ArgumentHelp("How long to wait for it.", valueName: "seconds"))
        var wait = 30

        @OptionGroup var options: ControlOptions

        func validate() throws {
            _ = try SetValue.target(target)
            guard (1...3600).contains(wait) else { throw ValidationError("--wait is 1 to 3600") }
        }

        func run() throws {
            try Failure.reporting {
                let client = try ControlClient(session: options.session)
                let target = try SetValue.target(target)
                _ = try options.ask(.subscribe(Subscription()), client)
                let action = ControlAction.learn(
                    target, minimum: minimum.map { .text($0) }, maximum: maximum.map { .text($0) },
                    picksUp: pickup)
                _ = try options.ask(action, client)
                if !options.json { Terminal.say("move the controller for \(target)") }
                let deadline = ContinuousClock.now + .seconds(wait)
                while true {
                    let left = (deadline - .now) / .milliseconds(1)
                    guard left > 0, let (event, line) = try client.nextEvent(timeoutMilliseconds: Int32(left)) else {
                        _ = try options.ask(.unlearn(target), client)
                        throw Failure(.unavailable, "no controller moved within \(wait) s; \(target) has none")
                    }
                    guard event.event == .learned, event.target == target.description else { continue }
                    let channel = event.channel.map { ", channel \($0)" } ?? ""
                    return try Terminal.print(
                        options.json
                            ? String(decoding: line, as: UTF8.self)
                            : "controller \(event.controller ?? 0)\(channel) moves \(target)")
                }
            }
        }
    }

    struct Unlearn: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Forget a parameter's MIDI controllers, or all.",
            usage: "cajon control unlearn (<node.parameter> | --all) [<options>]",
            discussion: "Example:\n  cajon control unlearn lowpass.cutoff")

        @Argument(help: ArgumentHelp("A node's parameter.", valueName: "node.parameter"))
        var target: String?

        @Flag(help: "Forget all.")
        var all = false

        @OptionGroup var options: ControlOptions

        func validate() throws {
            guard (target != nil) != all else { throw ValidationError("give either a parameter or --all") }
            if let target { _ = try SetValue.target(target) }
        }

        func run() throws {
            try options.run(.unlearn(try target.map(SetValue.target))) { _ in nil }
        }
    }

    struct MIDI: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "midi", abstract: "Show which MIDI controllers move what.",
            discussion: "Example:\n  cajon control midi")

        @OptionGroup var options: ControlOptions

        func run() throws {
            try options.run(.midi) { reply in
                let mappings = reply.mappings ?? []
                guard !mappings.isEmpty else { return "no controller moves anything; cajon control learn maps one" }
                return Text.table(
                    mappings.map { mapping in
                        [
                            "controller \(mapping.controller)",
                            mapping.channel.map { "channel \($0)" } ?? "any channel", mapping.target,
                            "\(mapping.minimum) to \(mapping.maximum)", mapping.bits == 14 ? "14 bits" : "",
                            mapping.pickup == true ? "picks up" : "",
                        ]
                    })
            }
        }
    }
}
