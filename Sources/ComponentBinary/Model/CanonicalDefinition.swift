// Definitions of functions by the canonical ABI. Plain values, any thread.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md#canonical-definitions

/// A component function made of a core function, or the other way round. The built-ins of the asynchronous and the
/// threaded ABI, gated features, are refused by name where they are read.
package enum CanonicalDefinition: Equatable, Sendable {
    case lift(coreFunction: UInt32, options: [Option], type: UInt32)
    case lower(function: UInt32, options: [Option])
    case resourceNew(UInt32)
    case resourceDrop(UInt32)
    case resourceRepresentation(UInt32)

    package enum Option: Equatable, Sendable {
        case encoding(StringEncoding)
        case memory(UInt32)
        case realloc(UInt32)
        case postReturn(UInt32)
    }

    /// Raw values are the options' bytes.
    package enum StringEncoding: UInt8, Equatable, Sendable {
        case utf8 = 0
        case utf16, latin1OrUTF16
    }
}
