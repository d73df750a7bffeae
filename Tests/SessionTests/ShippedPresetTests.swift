// The presets that Cajon ships, with the effects that it ships, on the samples that it ships.

import EffectTestSupport
import Foundation
import Presets
import Session
import Testing

@Suite("A shipped preset")
struct ShippedPresetTests {
    /// +6 dB relative to full scale: no preset should be that hot.
    private static let loudestDecibels = 6.02

    private static let samples: [String] = {
        let folder = StagedEffects.root.appending(path: "Samples").path
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0.hasSuffix(".wav") }.sorted().map { "\(folder)/\($0)" }
    }()

    @Test("renders every sample, without a fault and not too loud", arguments: StagedEffects.presetNames)
    func renders(name: String) throws {
        #expect(Self.samples.count >= 4)
        let preset = try StagedEffects.shippedPreset(name)
        let folder = try TemporaryFolder()
        for sample in Self.samples {
            var request = RenderRequest(input: sample, output: folder.file("out.wav"), preset: preset)
            request.bits = "32f"
            let report = try OfflineRender(request, store: StagedEffects.store()).run()
            #expect(report.faults.isEmpty && report.warnings.isEmpty, "\(sample): \(report.warnings)")
            #expect(report.nodes.allSatisfy { $0.nonFiniteBlocks == 0 })
            #expect(report.outputFrames >= report.inputFrames)
            let peak = try #require(report.peakDecibels, "\(sample) came out silent")
            #expect(peak < Self.loudestDecibels && peak > -40, "\(sample): peak \(peak) dB")
        }
    }

    @Test("uses effects that are shipped, and each of those is in one")
    func effects() throws {
        var used: Set<String> = []
        for name in StagedEffects.presetNames {
            for node in try StagedEffects.shippedPreset(name).nodes {
                if case .name(let effect) = node.reference { used.insert(effect) }
            }
        }
        #expect(used == Set(StagedEffects.everyName))
    }

    @Test("has nothing odd about its graph", arguments: StagedEffects.presetNames)
    func checks(name: String) throws {
        #expect(try PlayableGraph.check(StagedEffects.shippedPreset(name), store: StagedEffects.store()).isEmpty)
    }
}
