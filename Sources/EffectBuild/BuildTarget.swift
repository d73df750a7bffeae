// What an effect can be built for. Values, any thread.

/// The form a built effect takes.
package enum BuildTarget: Sendable, CaseIterable {
    /// A WebAssembly module for the host.
    case wasm
    /// A component of the contract's world around the same module.
    case component
    /// A shared library for this machine with the same code: for comparing speed. Its functions are those of the
    /// contract under C names, `cajon_initialize` first of all; `cajon_abi.h` has the structs.
    case native
    /// The same with the SDK's bounds assertions on: for finding faults.
    case checkedNative
}

extension BuildTarget {
    /// What is built when nothing is said.
    package static let standard = BuildTarget.wasm

    /// Whether it is for the host, rather than for this machine.
    package var isWebAssembly: Bool { self == .wasm || self == .component }
}
