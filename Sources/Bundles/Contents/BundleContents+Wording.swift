// What an effect of a bundle asks for, in words for its user. Pure functions, any thread.

import EffectHost

extension BundleContents {
    /// What the bundle as a whole wants from its user, one sentence each without its full stop; empty when it wants
    /// nothing.
    package var requests: [String] {
        missing.map { name in
            "effect ‘\(printable(name, limit: 100))’ isn't in the bundle; the one of that name that you have "
                + "is used, if any"
        }
            + asking.map { effect in
                "effect ‘\(printable(effect.name, limit: 100))’ will ask for a folder of sounds and data that it may "
                    + "read, and gets nothing unless you name one"
            }
    }
}

extension BundleContents.Effect {
    /// What it is: `component`, `core module`, `script`.
    package var form: String { outline.form.rawValue }

    /// What it asks for beyond samples in and samples out, the rest of a sentence each; empty for nothing.
    package var needs: [String] {
        outline.capabilities.map { capability in
            switch capability {
            case .log: "a log that it writes lines to"
            case .assets where assetCount == 0: "sounds and data, in a folder that it will ask for"
            case .assets:
                "sounds and data, and has its own: \(assetCount) \(assetCount == 1 ? "file" : "files") in the bundle"
            case .kernels: "the native modules that came with its script, if any, in the same box"
            case .system: "a system, and finds an empty one: no files, no network, a clock that stands still"
            }
        }
    }

    /// The needs as one sentence without its full stop.
    package var needsSentence: String {
        let needs = needs
        guard let last = needs.last else { return "gets samples and gives samples, and has nothing else" }
        let list = needs.count == 1 ? last : needs.dropLast().joined(separator: "; ") + "; and \(last)"
        return "gets samples and gives samples; it has \(list)"
    }
}
