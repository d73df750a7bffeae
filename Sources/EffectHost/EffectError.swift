// Why an effect can't be used, and the wording of it. Plain values, any thread.

/// An effect was refused before it processed anything.
package struct EffectError: Error, Sendable, CustomStringConvertible {
    /// The reason.
    package enum Kind: Sendable {
        case notFound(searched: [String], nearest: String?)
        case unreadable(String)
        case tooLarge(byteCount: Int, limit: Int)
        /// Not WebAssembly, or damaged, or beyond the limits on a module's parts.
        case invalidModule(String)
        /// Compiling it takes more than it may, or ends the compiler.
        case uncompilable(String)
        /// Sound WebAssembly that doesn't keep to the contract.
        case contractBroken([String])
        case invalidDescriptor(String)
        /// What it states of its former names is no such statement, or doesn't fit the effect.
        case invalidRenames(String)
        /// Several effects state that they had this name.
        case ambiguousName([String])
        /// It wants sounds and data, and nobody has granted it any.
        case assetsNotGranted
        /// A kernel of a script, by its name, can't be used.
        case invalidKernel(String, String)
        /// An `effect.json` or `renames.json` that is wrong.
        case invalidManifest(String)
        case script(ScriptException)
        case noScriptEngine(searched: String?)
        /// A module that looks like one of Faust's and isn't one that can be used.
        case faust(FaustProblem)
        /// What Faust's compiler says of a program.
        case faustCompilation(String)
        case noFaustCompiler
        case noFaustRuntime(searched: String?)
        case fault(EffectFault)
        /// Asked for where the audio thread would run it: what keeps it off the path that is for that thread.
        case notRealtime([String])
        case hostFailure(String)
    }

    package let kind: Kind
    /// The effect's name or path, as the user gave it.
    package let effect: String

    package init(_ kind: Kind, effect: String) {
        self.kind = kind
        self.effect = effect
    }

    /// Beyond so many, what is wrong with a module is only counted.
    private static let shownProblemCount = 5

    package var description: String {
        let name = printable(effect)
        switch kind {
        case .notFound(let searched, let nearest):
            let suggestion = nearest.map { "; did you mean ‘\($0)’?" } ?? ""
            let places = searched.isEmpty ? "" : " in \(searched.joined(separator: ", "))"
            return "no effect ‘\(name)’ was found\(places)\(suggestion)"
        case .unreadable(let reason): return "effect ‘\(name)’ can't be read: \(reason)"
        case .tooLarge(let byteCount, let limit):
            return "effect ‘\(name)’ has \(byteCount) bytes, more than the \(limit) that a module may have"
        case .invalidModule(let reason):
            return "effect ‘\(name)’ is not a usable WebAssembly module: \(printable(reason))"
        case .uncompilable(let reason): return "effect ‘\(name)’ can't be compiled: \(printable(reason))"
        case .contractBroken(let reasons):
            return "effect ‘\(name)’ doesn't keep to the contract cajon:effect@\(EffectContract.version): "
                + Self.list(reasons)
        case .invalidDescriptor(let reason): return "effect ‘\(name)’ describes itself wrongly: \(printable(reason))"
        case .invalidRenames(let reason):
            return "effect ‘\(name)’ states its former names wrongly: \(printable(reason))"
        case .ambiguousName(let claimants):
            let names = claimants.map { "‘\(printable($0, limit: 100))’" }.joined(separator: " and ")
            return "no effect is called ‘\(name)’ any more, and \(names) both state that they once were; name the one "
                + "that is meant"
        case .assetsNotGranted:
            return "effect ‘\(name)’ wants to read sounds and data by name (it imports "
                + "‘\(EffectContract.assetsInterface)’), and nobody granted it any; --grant assets=FOLDER lets it read "
                + "what is in a folder, and nothing else"
        case .invalidKernel(let kernel, let reason):
            // A reason may show a line of a text, with a caret under it.
            let lines = reason.split(separator: "\n", omittingEmptySubsequences: false).map { printable(String($0)) }
            return "effect ‘\(name)’: its kernel ‘\(printable(kernel, limit: 100))’ can't be used: "
                + lines.joined(separator: "\n")
        case .invalidManifest(let reason): return "\(name): \(printable(reason))"
        case .script(let exception): return "script ‘\(name)’ can't be loaded: \(exception)"
        case .noScriptEngine(let path):
            let place = path.map { ": it should be ‘\(printable($0))’" } ?? ""
            return
                "script ‘\(name)’ can't be run, because the JavaScript engine is missing\(place); `make build` makes it"
        case .faust(let problem): return "effect ‘\(name)’ is a Faust module that can't be used: it \(problem)"
        case .faustCompilation(let said): return "Faust program ‘\(name)’ can't be compiled: \(printableLines(said))"
        case .noFaustCompiler:
            return "effect ‘\(name)’ is a program in Faust, and there is no ‘faust’ on PATH to compile it; install the "
                + "Debian package faust, or compile it elsewhere with `faust -lang wasm`"
        case .noFaustRuntime(let path):
            let place = path.map { ": it should be ‘\(printable($0))’" } ?? ""
            return "effect ‘\(name)’ is Faust's, and what such effects run on is missing\(place); `make build` makes it"
        case .fault(let fault): return "effect ‘\(name)’ \(fault)"
        case .notRealtime(let reasons):
            return "effect ‘\(name)’ can't be played live, because it is a component that is run as a whole, which "
                + "allocates memory in every block (\(Self.list(reasons))); `cajon render` can use it"
        case .hostFailure(let reason): return "effect ‘\(name)’ could not be set up: \(printable(reason))"
        }
    }

    private static func list(_ problems: [String]) -> String {
        let shown = problems.prefix(shownProblemCount).map { printable($0) }.joined(separator: "; ")
        let moreCount = problems.count - shownProblemCount
        return moreCount > 0 ? "\(shown); and \(moreCount) more" : shown
    }
}
