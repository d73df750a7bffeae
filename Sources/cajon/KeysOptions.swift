// Which keys are accepted, and which one signs: the options of the commands that open or make bundles and shelves.

import ArgumentParser
import Bundles

/// `--accept-key`.
struct KeysOptions: ParsableArguments {
    @Option(
        name: .customLong("accept-key"),
        help: ArgumentHelp(
            "Accept this key in place of the one that is known of its author or shelf, or, with ‘none’, a bundle that nobody signed.",
            valueName: "fingerprint"))
    var accepted: [String] = []

    func validate() throws {
        do {
            _ = try KeyPolicy(accepting: accepted)
        } catch {
            throw ValidationError(error.description)
        }
    }

    /// Whether what nobody signed is accepted although its author signs.
    var acceptsUnsigned: Bool { accepted.contains(KeyPolicy.unsigned) }

    /// Says whether something is its author's; what keeps it from remembering a key is told on standard error.
    ///
    /// - Parameter remembers: false for a command that only looks.
    func trust(remembers: Bool = true) throws -> BundleTrust {
        BundleTrust(
            policy: try KeyPolicy(accepting: accepted), remembers: remembers, warn: { Terminal.say("cajon: \($0)") })
    }
}

/// `--key`.
struct SigningKeyOptions: ParsableArguments {
    @Option(
        name: .customLong("key"),
        help: ArgumentHelp("The file with the signing key, in place of your own.", valueName: "file"))
    var path: String?

    var file: SigningKeyFile {
        get throws { try SigningKeyFile.chosen(path) }
    }
}
