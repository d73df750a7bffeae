// The types WebAssembly values have. Plain values, any thread.

/// The type of one parameter, result, global or table element.
/// Source: https://webassembly.github.io/spec/core/syntax/types.html#value-types
package enum ValueType: Equatable, Sendable, CustomStringConvertible {
    case i32, i64, f32, f64, v128, funcref, externref
    /// A type from a proposal that this engine leaves off.
    case other

    package var description: String {
        switch self {
        case .i32: "i32"
        case .i64: "i64"
        case .f32: "f32"
        case .f64: "f64"
        case .v128: "v128"
        case .funcref: "funcref"
        case .externref: "externref"
        case .other: "an unsupported type"
        }
    }
}
