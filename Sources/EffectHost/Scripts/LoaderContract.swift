// How a script gets into an engine: Effects/wit/script.wit, as types. Constants, any thread but the audio thread.

import CanonicalABI

/// The function of `cajon:script/loader`.
enum LoaderContract {
    private static let source = ValueType.record([.init("name", .string), .init("text", .string)])
    private static let kernel = ValueType.record([.init("name", .string), .init("interface", .string)])
    private static let exception = ValueType.record([
        .init("message", .string), .init("file", .string), .init("line", .u32), .init("column", .u32),
        .init("stack", .string),
    ])

    /// Evaluates a script. The host calls it once, before the snapshot that carries the script.
    static let load = EffectContract.Export(
        .load,
        FunctionType(
            [.init("sources", .list(source)), .init("kernels", .list(kernel))],
            result: .result(ok: nil, error: exception)),
        of: "cajon:script/loader@\(EffectContract.version)")

    /// The function's arguments.
    static func arguments(sources: [ScriptSource], kernels: [(name: String, interface: String)]) -> [Value] {
        [
            .list(sources.map { .members([.string($0.name), .string($0.text)]) }),
            .list(kernels.map { .members([.string($0.name), .string($0.interface)]) }),
        ]
    }
}
