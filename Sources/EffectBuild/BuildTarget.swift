// What an effect can be built for. Values, any thread.

/// The form a built effect takes.
package enum BuildTarget: Sendable, CaseIterable {
    /// A WebAssembly module for the host.
    case wasm
    /// A shared library for this machine with the same code: for comparing speed. Its functions are those of the
    /// contract under C names, `cajon_initialize` first of all; `cajon_abi.h` has the structs.
    case native
    /// The same with the SDK's bounds assertions on: for finding faults.
    case checkedNative
}
