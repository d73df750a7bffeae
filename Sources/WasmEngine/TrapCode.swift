// The reasons for which running code is stopped. Plain values, any thread.
import CWasmtime

/// Why a call did not return. On the audio thread, tell codes apart by `if case` or `switch`: `==` may look up metadata.
package enum TrapCode: Equatable, Sendable, CaseIterable, BitwiseCopyable {
    case unreachable
    case stackOverflow
    case memoryOutOfBounds
    case tableOutOfBounds
    case indirectCallToNull
    case indirectCallSignature
    case integerOverflow
    case divisionByZero
    case invalidConversionToInteger
    /// The store's deadline passed.
    case deadlineExceeded
    /// A host function refused the call.
    case host
    /// A component passed a value that is none of its type, or did at a border between components what nobody may do
    /// there; or it was given values of other types than its function's.
    case canonicalABI
    /// Something that modules of this engine can't do.
    case other

    @_noLocks
    init(_ code: wasmtime_trap_code_t) {
        self =
            switch UInt32(code) {
            case WASMTIME_TRAP_CODE_STACK_OVERFLOW.rawValue: .stackOverflow
            case WASMTIME_TRAP_CODE_MEMORY_OUT_OF_BOUNDS.rawValue: .memoryOutOfBounds
            case WASMTIME_TRAP_CODE_TABLE_OUT_OF_BOUNDS.rawValue: .tableOutOfBounds
            case WASMTIME_TRAP_CODE_INDIRECT_CALL_TO_NULL.rawValue: .indirectCallToNull
            case WASMTIME_TRAP_CODE_BAD_SIGNATURE.rawValue: .indirectCallSignature
            case WASMTIME_TRAP_CODE_INTEGER_OVERFLOW.rawValue: .integerOverflow
            case WASMTIME_TRAP_CODE_INTEGER_DIVISION_BY_ZERO.rawValue: .divisionByZero
            case WASMTIME_TRAP_CODE_BAD_CONVERSION_TO_INTEGER.rawValue: .invalidConversionToInteger
            case WASMTIME_TRAP_CODE_UNREACHABLE_CODE_REACHED.rawValue: .unreachable
            case WASMTIME_TRAP_CODE_INTERRUPT.rawValue: .deadlineExceeded
            default: .other
            }
    }

    /// For people, as the end of "it stopped because …".
    package var explanation: String {
        switch self {
        case .unreachable: "it reached code marked unreachable"
        case .stackOverflow: "its stack overflowed"
        case .memoryOutOfBounds: "it accessed memory out of bounds"
        case .tableOutOfBounds: "it accessed a table out of bounds"
        case .indirectCallToNull: "it called an empty table element"
        case .indirectCallSignature: "it called a function of another signature through a table"
        case .integerOverflow: "an integer operation overflowed"
        case .divisionByZero: "it divided an integer by zero"
        case .invalidConversionToInteger: "it converted a number outside the integer's range"
        case .deadlineExceeded: "it exceeded its time budget"
        case .host: "the host refused a call it made"
        case .canonicalABI: "it broke a rule of the canonical ABI"
        case .other: "it trapped"
        }
    }
}
