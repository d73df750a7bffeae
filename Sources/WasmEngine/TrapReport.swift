// What is known of a trap. Plain values, any thread.

/// Why a call stopped, and where.
package struct TrapReport: Equatable, Sendable, CustomStringConvertible {
    /// One function that was running.
    package struct Frame: Equatable, Sendable, CustomStringConvertible {
        /// The name from the module's name section, if it has one for the function.
        package let functionName: String?
        package let functionIndex: Int
        /// Bytes from the module's beginning to the instruction.
        package let moduleOffset: Int

        package var description: String { functionName ?? "function \(functionIndex)" }
    }

    package let code: TrapCode
    /// wasmtime's own words, or those of the host function that refused.
    package let message: String
    /// The functions that were running, innermost first. A deep recursion is cut short.
    package let backtrace: [Frame]

    /// One sentence for people: the reason and the innermost functions.
    package var description: String {
        let shown = backtrace.prefix(3).map(\.description).joined(separator: ", called by ")
        return shown.isEmpty ? code.explanation : "\(code.explanation) in \(shown)"
    }
}
