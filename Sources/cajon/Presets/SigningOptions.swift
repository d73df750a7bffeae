// With which key something is signed.

import ArgumentParser
import Bundles

/// `--sign` and `--key`.
struct SigningOptions: ParsableArguments {
    @Flag(help: "Sign with your own key.")
    var sign = false

    @Option(name: .customLong("key"), help: ArgumentHelp("Sign with the key in a file.", valueName: "file"))
    var keyFile: String?

    func validate() throws {
        guard !(sign && keyFile != nil) else { throw ValidationError("give either --sign or --key FILE") }
    }

    /// The key; nil when nothing is to be signed.
    ///
    /// Errors: there is none, or it isn't to be used.
    func key() throws -> SigningKey? {
        guard sign || keyFile != nil else { return nil }
        return try SigningKeyFile.chosen(keyFile).read()
    }
}
