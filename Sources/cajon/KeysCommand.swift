// `cajon keys new | show | list | trust | forget`: the key that the user signs with, and the keys of others.

import ArgumentParser
import Bundles
import EffectHost
import Foundation

struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "Make the key that you sign with; list, trust and forget the keys of others.",
        discussion: """
            Examples:
              cajon keys new
              cajon keys list
              cajon keys trust "Jane Doe" 11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=

            An author's key is remembered when the first bundle that is signed with it
            is opened. From then on, what names that author is refused if it is signed
            with another key, or not at all, until ‘--accept-key’ says otherwise. A first
            use can't be told from a stranger's who uses the name first: compare
            fingerprints.
            """,
        subcommands: [New.self, Show.self, List.self, Trust.self, Forget.self])

    static func book() throws -> KeyBook {
        guard let book = KeyBook.standard() else {
            throw Failure(.unavailable, "there is no home to remember keys in; set HOME or XDG_CONFIG_HOME")
        }
        return book
    }

    /// What others may know of one's own key.
    private struct PublicKey: Encodable {
        let fingerprint: String
        let key: String
        let path: String

        init(_ key: SigningKey, _ file: SigningKeyFile) {
            fingerprint = key.publicKey.fingerprint
            self.key = key.publicKey.base64
            path = file.path
        }

        func print(asJSON: Bool) throws {
            if asJSON { return try Terminal.print(try Text.json(self)) }
            try Terminal.print(
                Text.table([["fingerprint", fingerprint], ["public key", key], ["file", printable(path)]]))
        }
    }

    struct New: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a key to sign with.",
            discussion: """
                Example:
                  cajon keys new

                The key is made from the system's random source, and lies in a file that
                only you can read. It has no password. There is no second copy: who loses it
                has to tell everybody of another. An existing key is never overwritten.
                """)

        @OptionGroup var key: SigningKeyOptions
        @Flag(help: "Print JSON on standard output.")
        var json = false

        func run() throws {
            try Failure.reporting {
                let file = try key.file
                try PublicKey(try file.create(), file).print(asJSON: json)
            }
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the public half of the key that you sign with.",
            discussion: "Example:\n  cajon keys show")

        @OptionGroup var key: SigningKeyOptions
        @Flag(help: "Print JSON on standard output.")
        var json = false

        func run() throws {
            try Failure.reporting {
                let file = try key.file
                try PublicKey(try file.read(), file).print(asJSON: json)
            }
        }
    }
}
