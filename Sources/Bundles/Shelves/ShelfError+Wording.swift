// What is said of shelves that can't be used. Pure functions, any thread.

import EffectHost

extension ShelfError {
    /// Without the shelf's place.
    package var problem: String {
        switch kind {
        case .unreadable(let reason), .unreachable(let reason), .unwritable(let reason), .malformed(let reason): reason
        case .tooLarge(let limit): "it is larger than allowed (\(limit) bytes)"
        case .newerFormat(let format):
            "it is of format \(format), and this Cajon reads up to format \(SignedShelf.format); a newer Cajon is needed"
        case .wrongSignature:
            "its signature isn't right: it was changed after it was signed, or never signed by the key that it names"
        case .keyChanged(let key, let known):
            "it is signed by \(key.fingerprint), and it was signed by \(known.fingerprint); if its maker says that this is a "
                + "new key, --accept-key \(key.fingerprint) takes it"
        case .exchanged(let name):
            "it is another shelf of the same key, called ‘\(printable(name))’: somebody serves it in place of the one that "
                + "was added, or its maker started anew; nothing was changed; if its maker says so, ‘cajon preset shelves "
                + "--forget’ and ‘cajon preset add’ take it"
        case .rolledBack(let serial, let known):
            "its serial is \(serial), and it was \(known) already: somebody serves an old index; nothing was changed"
        case .equivocated(let serial):
            "its serial is \(serial) as before, but it says something else: somebody serves different indices under one "
                + "number; nothing was changed"
        case .differs(let file, let how): "‘\(file)’ isn't what the index says: \(how); try ‘cajon preset update’"
        case .bundle(let error): "\(error)"
        case .foreignIndex(let key):
            "the index that is there was signed by \(key.fingerprint), which isn't your key; sign with that one (--key), or "
                + "move it away to start anew"
        case .staleSerial(let serial, let known):
            "--serial \(serial) isn't above \(known), which the index that is there has; who knows that one would refuse it"
        case .tooManyShelves:
            "there are \(ShelfLimits.shelves) shelves already; ‘cajon preset shelves --forget’ makes room"
        case .unknownShelf(let name, let isAmbiguous):
            isAmbiguous
                ? "there are several shelves called ‘\(printable(name))’; name one by its place (see ‘cajon preset shelves’)"
                : "there is no shelf ‘\(printable(name))’; see ‘cajon preset shelves’, and ‘cajon preset add’"
        case .notOnShelf(let name, let nearest):
            "‘\(printable(name))’ is on no shelf" + (nearest.map { "; did you mean ‘\($0)’?" } ?? "")
                + "; ‘cajon preset search’ looks for bundles, and ‘cajon preset update’ reads the shelves anew"
        case .ambiguous(let name, let shelves, let difference):
            "‘\(printable(name))’ \(Self.words(for: difference)) on different shelves ("
                + shelves.map { "‘\(printable($0))’" }.joined(separator: ", ") + "); say which with --shelf"
        case .book(let error): "\(error)"
        case .noHome: "there is no home to remember shelves in; set HOME or XDG_CONFIG_HOME"
        }
    }

    private static func words(for difference: Difference) -> String {
        switch difference {
        case .author: "is by different authors"
        case .signer: "is signed by different keys, or by none,"
        case .content: "isn't the same bundle"
        }
    }
}
