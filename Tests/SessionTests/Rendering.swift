// One offline render of a sound in memory, by way of files. Test threads.

import EffectTestSupport
import Presets
import Session

enum Rendering {
    /// Renders a sound through a chain.
    ///
    /// - Parameter adjust: changes the request before it is carried out.
    static func run(
        _ input: PlanarSound, chain: String, sampleRate: Int = 48_000,
        _ adjust: (inout RenderRequest) -> Void = { _ in }
    ) throws -> (output: PlanarSound, report: RenderReport) {
        try run(input, StagedEffects.chain(chain), sampleRate: sampleRate, adjust)
    }

    static func run(
        _ input: PlanarSound, _ preset: ResolvedPreset, sampleRate: Int = 48_000,
        _ adjust: (inout RenderRequest) -> Void = { _ in }
    ) throws -> (output: PlanarSound, report: RenderReport) {
        let folder = try TemporaryFolder()
        var request = RenderRequest(
            input: try folder.write(input, sampleRate: sampleRate), output: folder.file("out.wav"), preset: preset)
        adjust(&request)
        let report = try OfflineRender(request, store: StagedEffects.store()).run()
        return (try folder.read(), report)
    }
}
