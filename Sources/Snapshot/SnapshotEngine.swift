// All that this module knows of an engine. Whoever has one adapts it.

/// Makes instances of modules.
package protocol SnapshotEngine {
    associatedtype Instance: SnapshotInstance

    /// Checks a module without running it.
    ///
    /// Errors: `invalid`, with what is wrong and where.
    func validate(_ wasm: [UInt8]) throws(SnapshotError)

    /// Makes an instance, which runs the module's start function. An import that the engine does not supply may be
    /// left open, but calling it has to fail.
    ///
    /// Errors: `instantiation`; `failed` when the start function fails; `invalid`.
    func instantiate(_ wasm: [UInt8]) throws(SnapshotError) -> Instance
}

/// An instance whose state can be read through what it exports.
///
/// All names given are those of exports that an `Instrumented` module has, so that one is missing, or of another kind,
/// is a defect and may trap.
package protocol SnapshotInstance: ~Copyable {
    /// Calls a function without parameters and results.
    ///
    /// Errors: `failed` when it does not return.
    func call(_ function: String) throws(SnapshotError)

    /// The bits of a global that holds a number or a vector; narrower ones in the low bits, the others zero.
    func global(_ name: String) throws(SnapshotError) -> (low: UInt64, high: UInt64)

    /// Lends a memory's bytes.
    func withMemory<Result>(
        _ name: String, _ body: (UnsafeRawBufferPointer) throws(SnapshotError) -> Result
    ) throws(SnapshotError) -> Result

    /// What tells each element's function from others of this instance, in order; nil for a null.
    func functionIdentities(inTable name: String) throws(SnapshotError) -> [UInt?]

    /// What tells an exported function from others of this instance.
    func functionIdentity(_ name: String) throws(SnapshotError) -> UInt
}
