// Why an effect could not be built, in words for the person who wrote it. Any thread.

/// A build that failed.
package struct EffectBuildError: Error, Equatable, CustomStringConvertible {
    /// What went wrong.
    package let kind: Kind

    package enum Kind: Equatable, Sendable {
        /// A program of the toolchain is not there. `package` says what brings it.
        case missingTool(name: String, package: String)
        /// wasi-libc's library is not below the system root.
        case missingLibc(expectedAt: String)
        /// The folder of the SDK lacks a part.
        case incompleteSDK(folder: String, missing: String)
        /// There is no file or folder of that name.
        case noSource(path: String)
        /// The source is neither a Swift nor a C file, nor a folder with some.
        case notAnEffect(path: String)
        /// A folder holds both Swift and C.
        case mixedLanguages(path: String)
        /// A compiler or the linker refused; `output` is what it said.
        case toolFailed(tool: String, status: Int32, output: String)
        /// A program could not be started, or was ended by a signal.
        case toolCrashed(tool: String, reason: String)
        /// The effect uses something that only an operating system could give it.
        case foreignImports(names: [String])
        /// No type of a Swift effect is marked `@main`.
        case noMain
        /// The effect lacks functions of the contract.
        case missingExports(names: [String])
        /// The effect has functions of the contract, but not as the contract has them.
        case contractBroken(reason: String)
        /// The effect states former names that don't fit it.
        case badRenames(reason: String)
        /// What the linker wrote is not a module: a fault of the toolchain.
        case malformedModule(reason: String)
        /// The output could not be written.
        case cannotWrite(path: String, reason: String)
    }

    package init(_ kind: Kind) {
        self.kind = kind
    }

    package var description: String {
        switch kind {
        case .missingTool(let name, let package):
            "\(name) is not on PATH, and effects can't be built without it; it comes with \(package)"
        case .missingLibc(let path):
            "wasi-libc is not installed: \(path) is missing; install the Debian package wasi-libc"
        case .incompleteSDK(let folder, let missing):
            "\(folder) is not the effect SDK: it has no \(missing)"
        case .noSource(let path):
            "\(path): there is no such file or folder; give a .swift, .c, .js or .dsp file, or a folder of one of the first three"
        case .notAnEffect(let path):
            "\(path): holds no source of an effect; expected a .swift, .c or .js file, or a folder of them (of several scripts, effect.json names the effect's)"
        case .mixedLanguages(let path):
            "\(path): holds both Swift and C; an effect is written in one of them"
        case .toolFailed(let tool, let status, let output):
            output.isEmpty ? "\(tool) failed with status \(status) and said nothing" : output
        case .toolCrashed(let tool, let reason):
            "\(tool) could not do its work: \(reason)"
        case .foreignImports(let names):
            "the effect uses what only an operating system could give it, and in its box there is none: "
                + names.joined(separator: ", ") + "; it may import nothing but \(EffectContract.logImport) and "
                + "what is in \(EffectContract.assetsModule)"
        case .noMain:
            "no type of the effect is marked @main; mark the one that conforms to Effect"
        case .missingExports(let names):
            "the effect lacks functions of the contract: " + names.joined(separator: ", ")
                + "; a Swift effect is marked @main, a C effect names its functions in CAJON_EFFECT"
        case .contractBroken(let reason): "the effect breaks the contract: \(reason)"
        case .badRenames(let reason): reason
        case .malformedModule(let reason):
            "the linker wrote a damaged module (\(reason)); the toolchain may be broken"
        case .cannotWrite(let path, let reason):
            "\(path): could not be written: \(reason)"
        }
    }
}
