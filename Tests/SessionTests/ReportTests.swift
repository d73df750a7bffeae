// What a render says of itself: report, progress, the effects' log; and input that can't be had.

import AudioIO
import EffectHost
import EffectTestSupport
import Foundation
import Session
import Testing

@Suite("A render's report")
struct ReportTests {
    @Test("has the levels of what was written, and every node")
    func levels() throws {
        // A square wave of ±0.5: peak and RMS are the same.
        let input = PlanarSound(channelCount: 2, frameCount: 5_000) { _, frame in frame % 20 < 10 ? 0.5 : -0.5 }
        let (_, report) = try Rendering.run(input, chain: "gain level=-6 | gain level=-6")
        let expected = 20 * log10(0.5) - 12
        #expect(abs(try #require(report.peakDecibels) - expected) < 0.001)
        #expect(abs(try #require(report.rmsDecibels) - expected) < 0.001)
        #expect(report.nodes.map(\.id) == ["gain", "gain-2"])
        #expect(report.nodes.allSatisfy { $0.effect == "gain" && $0.seconds > 0 })
        #expect(report.seconds > 0 && report.speed > 0)
        #expect(report.inputFrames == 5_000 && report.outputFrames == 5_000)
        #expect(report.faults.isEmpty && report.warnings.isEmpty)
    }

    @Test("has what meters show at the end, and nothing of effects without")
    func meters() throws {
        // A constant of 0 dB, 18 dB above the threshold: of these, 1 - 1/4 are taken away.
        let input = PlanarSound(channelCount: 2, frameCount: 24_000) { _, _ in 1 }
        let (_, report) = try Rendering.run(input, chain: "compressor threshold=-18 ratio=4 knee=0 attack=1ms | gain")
        #expect(report.nodes[0].meters?.map(\.meter.id) == ["reduction"])
        #expect(abs(try #require(report.nodes[0].meters?[0].value) - 13.5) < 0.01)
        #expect(report.nodes[1].meters == nil)
    }

    @Test("comes after progress that never goes back and reaches the end")
    func progress() throws {
        let folder = try TemporaryFolder()
        let input = try folder.write(.noise(channelCount: 1, frameCount: 10_000, seed: 50))
        var request = RenderRequest(
            input: input, output: folder.file("out.wav"), preset: try StagedEffects.chain("gain"))
        request.blockFrameCount = 1_000
        var seen: [Int] = []
        _ = try OfflineRender(
            request, store: StagedEffects.store(),
            progress: { frames, info in
                seen.append(frames)
                #expect(info.frameCount == 10_000)
            }
        ).run()
        #expect(seen == seen.sorted() && seen.last == 10_000)
    }

    @Test("comes after what effects wrote to their log")
    func log() throws {
        let folder = try TemporaryFolder()
        let guest = try TestGuest.talking.write(to: folder)
        let input = try folder.write(.noise(channelCount: 1, frameCount: 3_000, seed: 51))
        var request = RenderRequest(
            input: input, output: folder.file("out.wav"), preset: try StagedEffects.chain("talker: \(guest)"))
        request.blockFrameCount = 1_000
        var lines: [String] = []
        _ = try OfflineRender(
            request, store: StagedEffects.store(),
            log: { node, entry in
                lines.append("\(node) \(entry.level): \(entry.message)")
            }
        ).run()
        #expect(lines == Array(repeating: "talker warning: guest", count: 3))
    }

    @Test("doesn't come for a file that isn't there or is no sound, and nothing is made")
    func missingInput() throws {
        let folder = try TemporaryFolder()
        try Data("no sound at all".utf8).write(to: URL(filePath: folder.file("text.wav")))
        for name in ["missing.wav", "text.wav"] {
            let request = RenderRequest(
                input: folder.file(name), output: folder.file("out.wav"), preset: try StagedEffects.chain("gain"))
            let error = try #require(throws: RenderError.self) {
                try OfflineRender(request, store: StagedEffects.store()).run()
            }
            #expect(error.description.contains(name))
        }
        #expect(try folder.names() == ["text.wav"])
    }
}
