// The promise that playing live allocates nothing, whatever is changed meanwhile, checked by counting and by
// RealtimeSanitizer.

import Realtime
import Session
import TestSupport
import Testing

/// `make test-realtime` runs suites of this name under RealtimeSanitizer.
@Suite("A live engine on the audio thread")
struct LiveAudioThreadTests {
    /// Plays 10,000 periods with parameter changes, bypasses, swaps of all kinds, failing nodes, rest and the end.
    private func exercise(_ around: (_ body: () -> Void) -> Void) throws {
        func graph(_ name: String, _ kernel: LiveStep.Kernel, tailFrames: Int) throws -> LiveGraph {
            try LiveRig.graph(
                name,
                [
                    LiveRig.node("first", kernel, tailFrames: tailFrames),
                    LiveRig.node("faulty", .gain, configure: { $0.failsAfter = 500 }),
                    LiveRig.node("last", .gain, mix: 0.5),
                ])
        }
        let controller = LiveController(
            try graph("first", .gain, tailFrames: 0), settings: LiveSettings(budgetShare: 1_000))
        var engine = controller.makeEngine()
        let input = AudioBuffer(channelCount: 2, frameCapacity: 128)
        let output = AudioBuffer(channelCount: 2, frameCapacity: 128)
        let (block, result) = (input.block(frameCount: 128), output.block(frameCount: 128))
        var generator = SeededGenerator(seed: 9)
        var events: [LiveEvent] = []
        for period in 0..<10_000 {
            let isSilent = (6_000..<8_500).contains(period)
            for index in 0..<256 { block.base[index] = isSilent ? 0 : Float.random(in: -1...1, using: &generator) }
            if !isSilent {
                try controller.setParameter(node: "last", index: 0, value: Float.random(in: 0...1, using: &generator))
                try controller.setMix(node: "first", mix: Float.random(in: 0...1, using: &generator))
                try controller.setBypassed(node: "last", isBypassed: generator.chance(0.5))
            }
            switch period {
            case 1_000: try controller.swap(to: graph("late", .delay(300), tailFrames: 0))
            case 2_000: try controller.swap(to: graph("echo", .echo(300, 0.5), tailFrames: 20_000))
            case 3_000: try controller.swap(to: graph("other", .echo(500, 0.5), tailFrames: 20_000))
            case 3_050: try controller.swap(to: graph("next", .gain, tailFrames: 0))
            case 9_900: controller.fadeOut()
            default: break
            }
            around {
                engine.render(input: AudioBlock(block), output: result)
                engine.maintain(until: 0)
            }
            events += controller.poll()
        }
        #expect(controller.playing.name == "next")
        #expect(controller.isFadedOut)
        #expect(controller.load.idlePeriodCount > 1_000)
        #expect(events.contains { if case .fault = $0 { true } else { false } })
        #expect(events.count { if case .retired = $0 { true } else { false } } == 4)
    }

    @Test("neither allocates nor frees in 10,000 periods", .enabled(if: AudioThread.countsAllocations))
    func allocatesNothing() throws {
        #expect(try AudioThread.allocationCount(exercise) == 0)
    }

    @Test("passes RealtimeSanitizer in 10,000 periods", .enabled(if: AudioThread.isSanitized))
    func passesSanitizer() throws {
        try AudioThread.sanitized(exercise)
    }
}
