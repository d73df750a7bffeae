// The promise that entering an effect allocates nothing, checked by counting and by RealtimeSanitizer.

import AudioGraph
import EffectHost
import Realtime
import TestSupport
import Testing

/// `make test-realtime` runs suites of this name under RealtimeSanitizer.
@Suite("Effects on the audio thread")
struct EffectAudioThreadTests {
    private static let frameCount = 64

    /// Renders 10,000 blocks through two effects in a row, inside `around`, after one block to warm up.
    private func exercise(_ around: (_ render: () -> Void) -> Void) throws {
        let module = try Host.load(Guest())
        let format = EffectFormat(sampleRateHertz: 48_000, channelCount: 2, maximumFrameCount: Self.frameCount)
        let instances = [try module.instantiate(), try module.instantiate()]
        for instance in instances { _ = try instance.configure(format) }
        var plan = try RenderPlan.compile(
            .chain([GraphNode("first"), GraphNode("second")]),
            format: RenderFormat(sampleRate: 48_000, channelCount: 2, maximumFrames: Self.frameCount),
            steps: ["first": NodeStep(step: instances[0].step), "second": NodeStep(step: instances[1].step)])
        let input = AudioBuffer(channelCount: 2, frameCapacity: Self.frameCount)
        let output = AudioBuffer(channelCount: 2, frameCapacity: Self.frameCount)
        let source = AudioBlock(input.block(frameCount: Self.frameCount))
        let destination = output.block(frameCount: Self.frameCount)
        // The first call into WebAssembly on a thread allocates, once.
        plan.render(position: 0, input: source, output: destination)
        around {
            for block in 1...10_000 {
                plan.render(position: UInt64(block * Self.frameCount), input: source, output: destination)
            }
        }
        #expect(plan.failedNodeCount == 0)
        withExtendedLifetime((instances, 0)) {}
    }

    @Test("are entered without allocating or freeing", .enabled(if: AudioThread.countsAllocations))
    func allocatesNothing() throws {
        #expect(try AudioThread.allocationCount(exercise) == 0)
    }

    @Test("pass RealtimeSanitizer while they process", .enabled(if: AudioThread.isSanitized))
    func passesSanitizer() throws {
        try AudioThread.sanitized(exercise)
    }
}
