// The contract's `assets`, as a core module imports it. Constants, any thread but the audio thread.
// Source: component-model, BuildTargets.md; the names are those of wit-component.

import CanonicalABI

extension EffectContract {
    static let assetsInterface = "cajon:effect/assets@\(version)"

    /// One function that a core module may import.
    struct Import {
        let interface: String
        let name: String
        let signature: CoreSignature
    }

    static func openAsset(_ kind: AssetTable.Kind) -> Import { asset("[static]\(kind).open") }
    static func readAsset(_ kind: AssetTable.Kind) -> Import { asset("[method]\(kind).read") }
    static func dropAsset(_ kind: AssetTable.Kind) -> Import {
        Import(interface: assetsInterface, name: "[resource-drop]\(kind)", signature: CoreSignature([.i32]))
    }
    static let soundSampleRate = asset("[method]sound.sample-rate")
    static let soundChannels = asset("[method]sound.channels")
    static let soundFrames = asset("[method]sound.frames")
    static let dataSize = asset("[method]data.size")

    static let assets =
        AssetTable.Kind.allCases.flatMap { [openAsset($0), readAsset($0), dropAsset($0)] }
        + [soundSampleRate, soundChannels, soundFrames, dataSize]

    private static func asset(_ name: String) -> Import {
        Import(
            interface: assetsInterface, name: name,
            signature: type(of: name, in: assetsInterface).importedSignature)
    }
}

extension EffectFunction {
    /// Whether an effect may use its assets when the host has entered it by this function: it is being set up then, and
    /// nobody waits for sound.
    var mayUseAssets: Bool {
        switch self {
        case .configure, .reset, .setOptions, .receive: true
        case .start, .allocate, .postReturn, .describe, .setParameter, .process, .collect, .load, .describeMeters,
            .readMeters:
            false
        }
    }
}
