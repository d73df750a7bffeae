// The contract's texts as packages that refer to each other. A constant, any thread.

package import WIT

extension ContractText {
    /// The package of scripts, and that of effects, which it depends on.
    package static let tree = SourceTree(
        [SourceFile(path: "kernels.wit", text: kernels), SourceFile(path: "script.wit", text: script)],
        dependencies: [[SourceFile(path: "effect.wit", text: effect)]])

    /// The same with every name looked up. The text is part of the program, so that it can't be wrong at run time.
    package static let resolution: Resolution = {
        do {
            return try Resolution(tree)
        } catch {
            preconditionFailure("the contract's text: \(error)")
        }
    }()
}
