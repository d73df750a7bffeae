// Garbage that is collected between blocks, when there is time.

import CRealtime
import EffectHost
import EffectTestSupport
import Realtime
import TestSupport
import Testing

@Suite("A script's garbage, live")
struct CollectingTests {

    /// Some 300 bytes each, in pairs that only the collector finds.
    private static let cycles = "for (let i = 0; i < 1000; i++) { const a = {}; const b = { a }; a.b = b; }"

    /// A configured instance, its step, and its place in the stream.
    private final class Rig {
        let instance: EffectInstance
        private var position: UInt64 = 0

        init(_ text: String, _ policy: EffectPolicy, loader: EffectLoader? = nil) throws {
            let module = try (loader ?? StagedEffects.loader())
                .load([ScriptSource(name: "gain.js", text: text)], name: "gain.js")
            instance = try module.instantiate(policy)
            _ = try instance.configure(
                EffectFormat(sampleRateHertz: 48_000, channelCount: 2, maximumFrameCount: frameCount))
        }

        /// One block of a constant; nil when it fails.
        func play() -> [Float]? {
            let count = frameCount * 2
            var step = instance.step
            var destination = cajon_step_destination()
            guard cajon_step_acquire(&step, UInt32(frameCount), cajon_deadline(), &destination) else { return nil }
            // SAFETY: the step has room for two channels.
            for index in 0..<count { destination.input[index] = 1 }
            var output: UnsafePointer<Float>?
            guard cajon_step_process(&step, position, UInt32(frameCount), &output), let output else { return nil }
            let result = Array(UnsafeBufferPointer(start: output, count: count))
            cajon_step_finish(&step)
            position += UInt64(frameCount)
            return result
        }

        func maintain(_ deadline: cajon_deadline) -> Bool {
            var step = instance.step
            return cajon_step_maintain(&step, deadline)
        }

        static func deadline(in nanoseconds: UInt64) -> cajon_deadline {
            cajon_deadline(moment: cajon_monotonic_nanoseconds() + nanoseconds, grace: 0)
        }
    }

    @Test("is collected by `maintain`, and not within the block")
    func maintains() throws {
        let without = try Rig(Script.gain(process: Self.cycles), .live)
        let with = try Rig(Script.gain(process: Self.cycles), .live)
        let (start, blockCount) = (with.instance.memoryByteCount, 100)
        for _ in 0..<blockCount {
            let output = try #require(without.play())
            #expect(with.play() == output)
            #expect(with.maintain(cajon_deadline()))
        }
        // 200,000 objects.
        #expect(without.instance.memoryByteCount - start > 8 << 20)
        #expect(with.instance.memoryByteCount - start < 2 << 20)
        #expect(with.instance.skippedCollectionCount == 0)
    }

    @Test("waits when there is no time left, and then is collected")
    func waits() throws {
        let rig = try Rig(Script.gain(process: Self.cycles), .live)
        for _ in 0..<20 {
            #expect(rig.play() != nil)
            #expect(rig.maintain(cajon_deadline(moment: 1, grace: 0)))
        }
        #expect(rig.instance.skippedCollectionCount == 20)
        let grown = rig.instance.memoryByteCount
        for _ in 0..<100 {
            #expect(rig.play() != nil)
            #expect(rig.maintain(Rig.deadline(in: 30_000_000_000)))
        }
        #expect(rig.instance.skippedCollectionCount == 20)
        #expect(rig.instance.memoryByteCount - grown < 2 << 20)
    }

    @Test(
        "that takes too long to collect waits until half of the memory is used up; then the effect ends, and says why")
    func endsAtLast() throws {
        let loader = try EffectLoader(cache: nil, scriptEngine: StagedEffects.scriptEngine, watchesDeadlines: true)
        // 200,000 live objects, so a collection takes milliseconds.
        let top = "const kept = []; for (let i = 0; i < 200000; i++) kept.push({ i });"
        let rig = try Rig(Script.gain(top: top, process: Self.cycles), .live, loader: loader)
        // Collections with all the time in the world, from which it is learnt how long they take.
        for _ in 0..<100 {
            #expect(rig.play() != nil)
            #expect(rig.maintain(Rig.deadline(in: 30_000_000_000)))
        }
        #expect(rig.instance.skippedCollectionCount == 0)
        let before = rig.instance.memoryByteCount
        // From now on there is a hundredth of a millisecond.
        var isAlive = true
        var blockCount = 0
        while isAlive && blockCount < 2_000 {
            guard rig.play() != nil else { break }
            isAlive = rig.maintain(Rig.deadline(in: 10_000))
            blockCount += 1
        }
        #expect(rig.instance.skippedCollectionCount > 10)
        #expect(rig.instance.memoryByteCount > before + (64 << 20 - before) / 3)
        let fault = rig.instance.takeFault()
        #expect(fault?.function == .collect)
        #expect(fault?.description.hasPrefix("collected garbage for longer than the period leaves (") == true)
    }

    @Test("is none of a file's render, which collects within its blocks")
    func offline() throws {
        let rig = try Rig(Script.gain(process: Self.cycles), .offline)
        let start = rig.instance.memoryByteCount
        for _ in 0..<100 {
            #expect(rig.play() != nil)
            #expect(rig.maintain(cajon_deadline(moment: 1, grace: 0)))
        }
        #expect(rig.instance.memoryByteCount - start < 2 << 20)
        #expect(rig.instance.skippedCollectionCount == 0)
    }
}

private let frameCount = 128
