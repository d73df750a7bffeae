// The contract of Effects/wit/effect.wit, as types: what an effect exports, and what it may import. Constants, any
// thread but the audio thread.

import CanonicalABI

/// The functions of `cajon:effect`, and the names that core modules have for them.
enum EffectContract {
    static let version = "0.1.0"
    static let processorInterface = "cajon:effect/processor@\(version)"
    static let settingsInterface = "cajon:effect/settings@\(version)"
    static let maintenanceInterface = "cajon:effect/maintenance@\(version)"
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
    static let setOptions = FunctionType([.init("json", .string)], result: .result(ok: nil, error: .string))
    static let receive = FunctionType([.init("json", .string)], result: .result(ok: nil, error: .string))
    static let collect = FunctionType([])
    static let logWrite = FunctionType([.init("level", logLevel), .init("message", .string)])

    /// One function that an effect exports.
    struct Export {
        let interface: String
        let function: EffectFunction
        let type: FunctionType

        init(_ function: EffectFunction, _ type: FunctionType, of interface: String = processorInterface) {
            self.interface = interface
            self.function = function
            self.type = type
        }

        /// The core module's name for it.
        var name: String { "\(interface)#\(function.rawValue)" }
        /// The core module's name for the function that it may export to be told that the result was read.
        var postReturnName: String { "cabi_post_\(name)" }
    }

    /// What every effect has.
    static let exports = [
        Export(.describe, describe), Export(.configure, configure), Export(.setParameter, setParameter),
        Export(.process, process), Export(.reset, reset),
    ]

    /// What an effect may have besides: an interface whole, or nothing of it.
    static let optionalInterfaces = [settings, maintenance]
    static let settings = [
        Export(.setOptions, setOptions, of: settingsInterface), Export(.receive, receive, of: settingsInterface),
    ]
    static let maintenance = [Export(.collect, collect, of: maintenanceInterface)]
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
    case setOptions = "set-options"
    case receive, collect, load
}
