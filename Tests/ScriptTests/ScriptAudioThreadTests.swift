// The promise that entering a script, its kernel and its collector allocates nothing on the host's side, checked by
// counting and by RealtimeSanitizer.

import AudioGraph
import CRealtime
import EffectHost
import EffectTestSupport
import Realtime
import TestSupport
import Testing

/// `make test-realtime` runs suites of this name under RealtimeSanitizer.
@Suite("Scripts on the audio thread")
struct ScriptAudioThreadTests {
    private static let frameCount = 128

    /// A script that makes cycles enough to be collected, followed by the cabinet, which calls a kernel.
    private func modules() throws -> [EffectModule] {
        let cycles = "for (let i = 0; i < 200; i++) { const a = {}; const b = { a }; a.b = b; }"
        return [try Script.load(Script.gain(process: cycles)), try StagedEffects.module("cabinet")]
    }

    /// Renders 200 blocks inside `around`, after one block to warm up.
    private func exercise(_ around: (_ render: () -> Void) -> Void) throws {
        let format = EffectFormat(sampleRateHertz: 48_000, channelCount: 2, maximumFrameCount: Self.frameCount)
        let instances = try modules().map { try $0.instantiate() }
        for instance in instances { _ = try instance.configure(format) }
        var plan = try RenderPlan.compile(
            .chain([GraphNode("script"), GraphNode("kernel")]),
            format: RenderFormat(sampleRate: 48_000, channelCount: 2, maximumFrames: Self.frameCount),
            steps: ["script": NodeStep(step: instances[0].step), "kernel": NodeStep(step: instances[1].step)])
        let input = AudioBuffer(channelCount: 2, frameCapacity: Self.frameCount)
        let output = AudioBuffer(channelCount: 2, frameCapacity: Self.frameCount)
        let source = AudioBlock(input.block(frameCount: Self.frameCount))
        let destination = output.block(frameCount: Self.frameCount)
        // The first call into WebAssembly on a thread allocates, once.
        plan.render(position: 0, input: source, output: destination)
        let before = instances[0].memoryByteCount
        around {
            for block in 1...200 {
                plan.render(position: UInt64(block * Self.frameCount), input: source, output: destination)
            }
        }
        #expect(plan.failedNodeCount == 0)
        // 40,000 cycles of some 300 bytes: without the collector memory would have grown by megabytes.
        #expect(instances[0].memoryByteCount - before < 1 << 20)
    }

    /// Plays 200 blocks of the script that makes cycles, which `maintain` collects, each with a deadline.
    private func exerciseLive(_ around: (_ play: () -> Void) -> Void) throws {
        let loader = try EffectLoader(cache: nil, scriptEngine: StagedEffects.scriptEngine, watchesDeadlines: true)
        let cycles = "for (let i = 0; i < 200; i++) { const a = {}; const b = { a }; a.b = b; }"
        let module = try loader.load(
            [ScriptSource(name: "gain.js", text: Script.gain(process: cycles))], name: "gain.js")
        let instance = try module.instantiate(.live)
        _ = try instance.configure(
            EffectFormat(sampleRateHertz: 48_000, channelCount: 2, maximumFrameCount: Self.frameCount))
        try instance.warmUp()
        let before = instance.memoryByteCount
        var failureCount = 0
        var step = instance.step
        around {
            for block in 0..<200 {
                cajon_begin_period()
                let deadline = cajon_deadline(moment: cajon_monotonic_nanoseconds() + 30_000_000_000, grace: 0)
                var destination = cajon_step_destination()
                var output: UnsafePointer<Float>?
                let isDone =
                    cajon_step_acquire(&step, UInt32(Self.frameCount), deadline, &destination)
                    && cajon_step_process(&step, UInt64(block * Self.frameCount), UInt32(Self.frameCount), &output)
                if isDone { cajon_step_finish(&step) }
                if !isDone || !cajon_step_maintain(&step, deadline) { failureCount += 1 }
            }
        }
        cajon_end_period()
        #expect(failureCount == 0)
        #expect(instance.memoryByteCount - before < 2 << 20)
    }

    @Test("with deadlines are entered without allocating or freeing", .enabled(if: AudioThread.countsAllocations))
    func allocatesNothingLive() throws {
        #expect(try AudioThread.allocationCount(exerciseLive) == 0)
    }

    @Test("with deadlines pass RealtimeSanitizer while they process", .enabled(if: AudioThread.isSanitized))
    func passesSanitizerLive() throws {
        try AudioThread.sanitized(exerciseLive)
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
