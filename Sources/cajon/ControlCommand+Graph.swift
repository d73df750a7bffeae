// `cajon control insert | remove | move | replace`: the order of effects while it plays.

import ArgumentParser
import Control

/// `--before`, `--after` and `--at`.
struct PlaceOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Before this node.", valueName: "node"))
    var before: String?

    @Option(help: ArgumentHelp("After this node.", valueName: "node"))
    var after: String?

    @Option(help: ArgumentHelp("At this place; the first is 1.", valueName: "number"))
    var at: Int?

    var places: [NodePlace] {
        [before.map { .before($0) }, after.map { .after($0) }, at.map { .at($0 - 1) }].compactMap(\.self)
    }

    func validate() throws {
        guard places.count <= 1 else { throw ValidationError("give one of --before, --after and --at") }
        guard (at ?? 1) >= 1 else { throw ValidationError("the first place is 1") }
    }
}

extension ControlCommand {
    struct Insert: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add an effect, at the end or at a place.",
            usage: "cajon control insert <effect> [<options>]",
            discussion: "Example:\n  cajon control insert 'chorus mix=40%' --after lowpass")

        @Argument(help: "An effect as in a chain, with its parameters.")
        var effect: String

        @OptionGroup var place: PlaceOptions
        @OptionGroup var options: ControlOptions

        func run() throws {
            try options.run(.insert(effect: effect, place.places.first ?? .end)) { "\($0.node ?? effect) plays" }
        }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a node out.", discussion: "Example:\n  cajon control remove chorus")

        @Argument(help: "The node.")
        var node: String

        @OptionGroup var options: ControlOptions

        func run() throws { try options.run(.remove(node: node)) { _ in "\(node) is gone" } }
    }

    struct Move: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put a node at another place.",
            usage: "cajon control move <node> [<options>]",
            discussion: "Example:\n  cajon control move chorus --before lowpass")

        @Argument(help: "The node.")
        var node: String

        @OptionGroup var place: PlaceOptions
        @OptionGroup var options: ControlOptions

        func validate() throws {
            guard !place.places.isEmpty else { throw ValidationError("give one of --before, --after and --at") }
        }

        func run() throws {
            try options.run(.move(node: node, place.places.first ?? .end)) { _ in "\(node) has moved" }
        }
    }

    struct Replace: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put another effect in a node's place.",
            discussion: "Example:\n  cajon control replace chorus 'phaser rate=0.3Hz'")

        @Argument(help: "The node, whose id stays.")
        var node: String

        @Argument(help: "An effect as in a chain, with its parameters.")
        var effect: String

        @OptionGroup var options: ControlOptions

        func run() throws {
            try options.run(.replace(node: node, effect: effect)) { _ in "\(node) plays \(effect)" }
        }
    }
}
