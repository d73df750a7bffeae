// The contract of Effects/wit/effect.wit, as types: what an effect exports, and what it may import. Constants, any
// thread but the audio thread.

import CanonicalABI

/// The functions of `cajon:effect/processor`, and the names that core modules have for them.
enum EffectContract {
    static let version = "0.1.0"
    static let processorInterface = "cajon:effect/processor@\(version)"
    static let logInterface = "cajon:effect/log@\(version)"

    static let memoryExport = "memory"
    static let allocatorExport = "cabi_realloc"
    static let initializerExport = "_initialize"

    /// `cabi_realloc(old pointer, old size, alignment, new size) -> pointer`
    static let allocatorSignature = CoreSignature([.i32, .i32, .i32, .i32], [.i32])

    private static let unit = ValueType.enumeration(ParameterUnit.allCases.map(\.rawValue))
    private static let scale = ValueType.enumeration(ParameterScale.allCases.map(\.rawValue))

    private static let parameter = ValueType.record([
        .init("id", .string), .init("name", .string), .init("unit", unit), .init("scale", scale),
        .init("minimum", .f32), .init("maximum", .f32), .init("initial", .f32), .init("choices", .list(.string)),
    ])

    static let descriptor = ValueType.record([
        .init("name", .string), .init("version", .string), .init("summary", .string),
        .init("sidechain", .bool), .init("quantum", .u32), .init("parameters", .list(parameter)),
    ])

    private static let format = ValueType.record([
        .init("sample-rate", .f32), .init("channels", .u32), .init("sidechain-channels", .u32),
        .init("maximum-frames", .u32),
    ])

    private static let timing = ValueType.record([.init("latency-frames", .u32), .init("tail-frames", .u32)])
    private static let logLevel = ValueType.enumeration(["debug", "info", "warning", "error"])

    static let describe = FunctionType([], result: descriptor)
    static let configure = FunctionType([.init("format", format)], result: .result(ok: timing, error: .string))
    static let setParameter = FunctionType([.init("index", .u32), .init("value", .f32)])
    static let process = FunctionType(
        [.init("position", .u64), .init("input", .list(.f32)), .init("sidechain", .list(.f32))], result: .list(.f32))
    static let reset = FunctionType([])
    static let logWrite = FunctionType([.init("level", logLevel), .init("message", .string)])

    /// One function that an effect must export.
    struct Export {
        let function: EffectFunction
        let type: FunctionType

        /// The core module's name for it.
        var name: String { "\(processorInterface)#\(function.rawValue)" }
        /// The core module's name for the function that it may export to be told that the result was read.
        var postReturnName: String { "cabi_post_\(name)" }
    }

    static let exports: [Export] = [
        Export(function: .describe, type: describe),
        Export(function: .configure, type: configure),
        Export(function: .setParameter, type: setParameter),
        Export(function: .process, type: process),
        Export(function: .reset, type: reset),
    ]
}

/// The functions by which the host enters an effect, as the contract and the canonical ABI spell them.
package enum EffectFunction: String, Sendable {
    /// The module's start function and `_initialize`.
    case start
    case allocate = "cabi_realloc"
    /// Of any function that has one.
    case postReturn = "post-return"
    case describe, configure
    case setParameter = "set-parameter"
    case process, reset
}
