// Files of other programs as they sound once they are presets. Any test thread.

import EffectHost
import Presets
import Session

extension StagedEffects {
    /// What a file of another program does to a sound.
    ///
    /// Errors: it can't be imported, or its effects haven't been built.
    package static func imported(
        _ file: [UInt8], to sound: PlanarSound, sampleRate: Double
    ) throws -> PlanarSound {
        let imported = try PresetImport(bytes: file, path: "test.txt")
        guard let preset = imported.preset else { throw Refused(lines: imported.report.refusals.map(\.note)) }
        return try PlayableGraph.aligned(self.preset(preset.json()), sound, sampleRate: sampleRate)
    }

    /// How near the report says that a graphic curve is followed, in dB.
    package static func importedFit(_ file: [UInt8]) throws -> (largest: Double, rms: Double) {
        let report = try PresetImport(bytes: file, path: "test.txt").report
        guard let fit = report.fits.first else { throw Refused(lines: report.refusals.map(\.note)) }
        return (fit.largestDeviationDecibels, fit.rmsDeviationDecibels)
    }

    private struct Refused: Error {
        let lines: [String]
    }
}

/// The ranges that an import holds values in, to be held against the effect's own.
package enum ImportedRanges {
    package static let effect = EqualizerRange.effect
    package static let bandCount = EqualizerRange.bandCount
    package static let preamp = EqualizerRange.preampDecibels
    package static let perBand = [
        "frequency": EqualizerRange.frequencyHertz, "gain": EqualizerRange.gainDecibels, "q": EqualizerRange.q,
    ]
}
