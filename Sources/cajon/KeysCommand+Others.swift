// `cajon keys list | trust | forget`: the keys of others.

import ArgumentParser
import Bundles
import EffectHost
import Foundation

extension KeysCommand {
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the authors whose keys are known.", discussion: "Example:\n  cajon keys list")

        @Flag(help: "Print JSON on standard output.")
        var json = false

        func run() throws {
            try Failure.reporting {
                let keys = try book().keys()
                if json { return try Terminal.print(try Text.json(keys)) }
                guard !keys.isEmpty else { return Terminal.say("cajon: no keys are known") }
                let rows = keys.map { [printable($0.author.text), $0.key.fingerprint, $0.firstSeen] }
                try Terminal.print(Text.table([["author", "fingerprint", "since"]] + rows))
            }
        }
    }

    struct Trust: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Know an author's key before its first use.",
            discussion: """
                Example:
                  cajon keys trust "Jane Doe" 11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=

                The key is the author's public key, as ‘cajon keys show’ prints it.
                """)

        @Argument(help: "Whose key it is, as bundles name the author.")
        var author: String

        @Argument(help: "The public key: 44 characters.")
        var key: String

        func validate() throws {
            guard let name = AuthorName(author), printable(name.text) == name.text else {
                throw ValidationError("an author's name has 1 to \(AuthorName.length) characters on one line")
            }
            guard !SignatureKey.isFingerprint(key) else {
                throw ValidationError(
                    "\(key): a fingerprint isn't enough; expected the public key, as ‘cajon keys show’ prints it")
            }
            guard SignatureKey(base64: key) != nil else {
                throw ValidationError(
                    "\(printable(key, limit: 80)): is no public key; expected 44 characters, as ‘cajon keys show’ prints them"
                )
            }
        }

        func run() throws {
            try Failure.reporting {
                guard let key = SignatureKey(base64: key) else { return }
                let judgement = try book().remember(author: author, signer: key)
                if case .changed(_, let known) = judgement {
                    let fingerprints = known.map(\.key.fingerprint).joined(separator: ", ")
                    throw Failure(
                        .badData,
                        "‘\(printable(author))’ is known to sign with \(fingerprints); ‘cajon keys forget’ that first")
                }
                Terminal.say("cajon: ‘\(printable(author))’ signs with \(key.fingerprint)")
            }
        }
    }

    struct Forget: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Forget keys: the next use of one is a first use again.",
            discussion: "Example:\n  cajon keys forget \"Jane Doe\"")

        @Argument(help: ArgumentHelp("Authors or whole fingerprints, as ‘list’ shows them.", valueName: "author"))
        var authors: [String]

        func run() throws {
            try Failure.reporting {
                let isNamed: (KnownKey, String) -> Bool = { entry, text in
                    entry.key.fingerprint == text || AuthorName(text) == entry.author
                }
                let book = try book()
                let known = try book.keys()
                if let stranger = authors.first(where: { text in !known.contains { isNamed($0, text) } }) {
                    throw Failure(.noInput, "no key of ‘\(printable(stranger))’ is known; see ‘cajon keys list’")
                }
                for entry in try book.forget(where: { entry in authors.contains { isNamed(entry, $0) } }) {
                    Terminal.say("cajon: forgot ‘\(printable(entry.author.text))’, \(entry.key.fingerprint)")
                }
            }
        }
    }
}
