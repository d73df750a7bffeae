// What can go wrong between an effect's source and its module, and the wording of it. Plain values, any thread.

/// An effect could not be built.
package struct EffectBuildError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Kind: Equatable, Sendable {
        case noSource(String)
        case unknownSource(String)
        case mixedSources(String)
        case noSDK(searched: [String])
        case missingTool(String, package: String)
        /// A compiler or linker said no: its output, file paths as they were given.
        case toolFailed(String, output: String)
        case foreignImports([String])
        case brokenResult(String)
        case cannotWrite(String, reason: String)
    }

    package let kind: Kind

    package init(_ kind: Kind) { self.kind = kind }

    package var description: String {
        switch kind {
        case .noSource(let path):
            "\(path): no such file or folder; expected an effect's .swift or .c file, or its folder"
        case .unknownSource(let path):
            "\(path): not a source that can be built; expected .swift or .c, or a folder of them"
        case .mixedSources(let path):
            "\(path): holds both .swift and .c files; an effect is written in one language"
        case .noSDK(let searched):
            "the effect SDK was not found in \(searched.joined(separator: ", ")); is Cajon installed whole?"
        case .missingTool(let tool, let package): "\(tool) was not found; it comes with \(package)"
        case .toolFailed(let tool, let output): "\(tool) failed:\n\(output)"
        case .foreignImports(let names):
            "the effect calls what no host grants: \(names.joined(separator: ", ")); an effect may import the log and "
                + "nothing else, so use the SDK's functions in place of these"
        case .brokenResult(let reason): "the linker's result is not a usable module: \(reason)"
        case .cannotWrite(let path, let reason): "\(path): can't be written: \(reason)"
        }
    }
}
