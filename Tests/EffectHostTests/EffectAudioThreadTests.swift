// The promise that entering an effect allocates nothing, checked by counting and by RealtimeSanitizer.

import AudioGraph
import CRealtime
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

    /// Sets a parameter, plays a block, reads the meters when they are due and maintains, each with a deadline, 10,000 times inside `around`, while a watchdog
    /// looks after the deadlines; the thread was prepared, and the effect warmed up.
    private func exerciseLive(_ around: (_ play: () -> Void) -> Void) throws {
        let loader = try EffectLoader(cache: nil, watchesDeadlines: true)
        let write = "(call $log (i32.const 1) (i32.const 131072) (i32.const 100))"
        let guest = Guest().with(.process, write + Guest.multiply + Guest.returnInput).metering()
        let instance = try Host.load(guest, loader).instantiate(.live)
        _ = try instance.configure(
            EffectFormat(sampleRateHertz: 48_000, channelCount: 2, maximumFrameCount: Self.frameCount))
        try instance.warmUp()
        try loader.prepareThread()
        var failureCount = 0
        var step = instance.step
        around {
            for block in 0..<10_000 {
                cajon_begin_period()
                let deadline = cajon_deadline(moment: cajon_monotonic_nanoseconds() + 30_000_000_000, grace: 1_000)
                var destination = cajon_step_destination()
                var output: UnsafePointer<Float>?
                let isDone =
                    cajon_step_set_parameter(&step, 0, Float(block % 3), deadline)
                    && cajon_step_acquire(&step, UInt32(Self.frameCount), deadline, &destination)
                    && cajon_step_process(&step, UInt64(block * Self.frameCount), UInt32(Self.frameCount), &output)
                if isDone { cajon_step_finish(&step) }
                if !isDone || !cajon_step_maintain(&step, deadline) { failureCount += 1 }
            }
        }
        cajon_end_period()
        #expect(failureCount == 0)
        #expect(instance.meterReadings.map(\.value) == [3])
        let log = instance.drainLog()
        #expect(log.entries.count + log.droppedCount == 10_000)
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
