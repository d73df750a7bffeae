// How a script gets into an engine: Effects/wit/script.wit. Constants, any thread but the audio thread.

import CanonicalABI
import Foundation

/// The function of `cajon:script/loader`.
enum LoaderContract {
    /// Evaluates a script. The host calls it once, before the snapshot that carries the script.
    static let load = EffectContract.Export(.load, of: "cajon:script/loader@\(EffectContract.version)")

    /// The function's arguments.
    static func arguments(
        sources: [ScriptSource], surroundings: ScriptSurroundings, kernels: [(name: String, interface: String)]
    ) -> [Value] {
        [
            .list(sources.map { .members([.string($0.name), .string($0.text)]) }),
            .list(
                surroundings.binaries.map {
                    .members([.string($0.name), .string(Data($0.bytes).base64EncodedString())])
                }),
            .list(kernels.map { .members([.string($0.name), .string($0.interface)]) }),
            .string(surroundings.manifest),
        ]
    }
}
