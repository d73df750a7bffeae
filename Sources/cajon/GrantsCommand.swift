// `cajon grants list | forget`: what effects were granted for good.

import ArgumentParser
import EffectHost
import Session

struct GrantsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grants", abstract: "List and forget what effects were granted for good.",
        discussion: "Examples:\n  cajon grants list\n  cajon grants forget ./reverb.wasm",
        subcommands: [List.self, Forget.self])

    /// Enough of a hash to tell effects apart, for people.
    private static let shownHashLength = 12

    private static func book() throws -> GrantBook {
        guard let book = GrantBook.standard() else {
            throw Failure(.unavailable, "there is no home to remember grants in; set HOME or XDG_CONFIG_HOME")
        }
        return book
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the effects that were granted something, and what.",
            discussion: "Example:\n  cajon grants list")

        @Flag(help: "Print JSON on standard output.")
        var json = false

        func run() throws {
            try Failure.reporting {
                let grants = try book().grants()
                if json { return try Terminal.print(try Text.json(grants)) }
                guard !grants.isEmpty else { return Terminal.say("cajon: nothing was granted for good") }
                let rows = grants.map { grant in
                    [printable(grant.effect), String(grant.sha256.prefix(shownHashLength)), printable(grant.assets)]
                }
                try Terminal.print(Text.table([["effect", "content", "assets"]] + rows))
            }
        }
    }

    struct Forget: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Forget what effects were granted.",
            discussion: "Examples:\n  cajon grants forget ./reverb.wasm\n  cajon grants forget --all")

        @Argument(
            help: ArgumentHelp(
                "Effects, as ‘list’ names them, or 8 digits or more of their content.", valueName: "effect"))
        var effects: [String] = []

        @Flag(help: "Forget all.")
        var all = false

        func validate() throws {
            guard all == effects.isEmpty else { throw ValidationError("name the effects to forget, or give --all") }
            guard effects.allSatisfy({ !$0.isEmpty }) else { throw ValidationError("an effect's name can't be empty") }
        }

        func run() throws {
            try Failure.reporting {
                let isNamed: (Grant, String) -> Bool = { grant, effect in
                    grant.effect == effect || effect.count >= 8 && grant.sha256.hasPrefix(effect.lowercased())
                }
                let book = try book()
                let known = try book.grants()
                if let stranger = effects.first(where: { effect in !known.contains { isNamed($0, effect) } }) {
                    throw Failure(.noInput, "nothing was granted to ‘\(printable(stranger))’; see ‘cajon grants list’")
                }
                let forgotten = try book.forget { grant in all || effects.contains { isNamed(grant, $0) } }
                for grant in forgotten { Terminal.say("cajon: forgot what ‘\(printable(grant.effect))’ was granted") }
            }
        }
    }
}
