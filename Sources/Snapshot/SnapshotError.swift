// What keeps a module from being snapshotted, and the wording of it. Plain values, any thread.

package import WasmBinary

/// Why there is no snapshot.
package struct SnapshotError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Kind: Equatable, Sendable {
        /// The bytes are no module.
        case malformed(WasmBinaryError)
        /// The engine finds the module invalid, or does not take what it uses.
        case invalid(String)
        /// The module does what a snapshot can't carry; at that byte.
        case refused(Refusal, offset: Int)
        /// The function to call, or to rename, is not among the exports.
        case missingFunction(String)
        /// The function to call takes or returns something.
        case wrongSignature(String, found: String)
        /// Two renames give or take the same name.
        case duplicateRename(String)
        /// The engine could not make the instance.
        case instantiation(String)
        /// The start function, `_initialize` or the initialisation function did not return.
        case failed(function: String, reason: String)
        /// What was captured can't be put into a module.
        case uncapturable(String)
        /// The module's initial state is decided only when it is instantiated.
        case notConstant(String, offset: Int)
        /// The engine does not accept what was written: a defect of this tool.
        case invalidOutput(String)
    }

    package let kind: Kind

    package init(_ kind: Kind) { self.kind = kind }

    package var description: String {
        switch kind {
        case .malformed(let error): "not a usable WebAssembly module: \(error)"
        case .invalid(let reason): "not a usable WebAssembly module: \(reason)"
        case .refused(let refusal, let offset): "\(refusal) (at byte \(offset))"
        case .missingFunction(let name): "it exports no function ‘\(name)’"
        case .wrongSignature(let name, let found):
            "‘\(name)’ is a function \(found); one without parameters and results is expected"
        case .duplicateRename(let name): "‘\(name)’ is renamed, or taken as a new name, twice"
        case .instantiation(let reason): "it can't be instantiated: \(reason)"
        case .failed(let function, let reason): "‘\(function)’ failed: \(reason)"
        case .uncapturable(let reason): "its state can't be captured: \(reason)"
        case .notConstant(let what, let offset):
            "\(what), so the state it starts with is not written in the file (at byte \(offset))"
        case .invalidOutput(let reason):
            "the snapshot that was made is invalid, which is a defect of this program: \(reason)"
        }
    }
}
