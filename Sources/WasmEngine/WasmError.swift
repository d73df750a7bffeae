// What can go wrong between a stranger's bytes and a running instance, with all of this module's wording. Plain
// values, any thread.

import Glibc

/// Why the engine refused something. The message says what, where, what was expected and what was found.
package struct WasmError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Kind: Equatable, Sendable {
        /// The engine could not be made with its configuration.
        case configuration
        /// The bytes are not a module that this engine accepts.
        case invalidModule
        /// Compiling was stopped at its limits, or the compiler died of what it was given.
        case compilation
        /// There is no compiler in a process of its own to be had, or it doesn't work, or somebody ended it.
        case compiler
        /// The text is not WebAssembly text.
        case invalidText
        /// The module imports what nobody granted.
        case missingImport
        /// An import, or an export, has another type than the one expected.
        case signatureMismatch
        /// The module has no such export.
        case missingExport
        /// The instance could not be made: its limits, or the engine's, are too small for it.
        case instantiation
        /// The module's start function trapped.
        case trap(TrapReport)
        /// The system gave no thread or descriptor.
        case system
    }

    package let kind: Kind
    package let message: String

    package var description: String { message }
}

extension WasmError {
    static func configuration(_ detail: String) -> WasmError {
        WasmError(kind: .configuration, message: "the WebAssembly engine can't be configured: \(detail)")
    }

    static func invalidModule(_ detail: String) -> WasmError {
        WasmError(kind: .invalidModule, message: "not a WebAssembly module this engine accepts: \(detail)")
    }

    static func invalidText(_ detail: String) -> WasmError {
        WasmError(kind: .invalidText, message: "not WebAssembly text: \(detail)")
    }

    static func missingImport(_ module: String, _ name: String, _ type: ExternType) -> WasmError {
        WasmError(
            kind: .missingImport,
            message: "the module imports \(type) '\(name)' from '\(module)', which it was not granted")
    }

    static func importMismatch(
        _ module: String, _ name: String, expected: FunctionSignature, found: ExternType
    ) -> WasmError {
        WasmError(
            kind: .signatureMismatch,
            message:
                "the import '\(name)' from '\(module)' should be a function \(expected); the module declares \(found)")
    }

    package static func missingExport(_ name: String, expected: String) -> WasmError {
        WasmError(kind: .missingExport, message: "the module exports no \(expected) named '\(name)'")
    }

    static func exportMismatch(_ name: String, expected: String, found: String) -> WasmError {
        WasmError(
            kind: .signatureMismatch, message: "the export '\(name)' should be \(expected); the module exports \(found)"
        )
    }

    static func instantiation(_ detail: String) -> WasmError {
        WasmError(kind: .instantiation, message: "the module can't be instantiated: \(detail)")
    }

    package static func trapAtStart(_ report: TrapReport) -> WasmError {
        WasmError(kind: .trap(report), message: "the module's start function failed: \(report)")
    }

    static func system(_ call: String, _ code: Int32) -> WasmError {
        WasmError(kind: .system, message: "\(call) failed: \(String(cString: strerror(code)))")
    }
}
