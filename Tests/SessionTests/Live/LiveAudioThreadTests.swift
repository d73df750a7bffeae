// The promise that playing live allocates nothing, whatever is changed meanwhile, checked by counting and by
// RealtimeSanitizer.

import CRealtime
import EffectHost
import EffectTestSupport
import Foundation
import Presets
import Realtime
import Session
import TestSupport
import Testing
import WasmEngine

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

    /// The same with effects in their boxes, scripts among them, deadlines, and guests that poison the sound, trap and hang.
    ///
    /// - Returns: how many effects were stopped by a trap or their deadline.
    private func exerciseBoxes(_ around: (_ body: () -> Void) -> Void) throws -> Int {
        let folder = try TemporaryFolder()
        let loud = "(if (f32.gt (f32.load (local.get 1)) (f32.const 0.01)) (then "
        let guests = [
            "poisons": loud + "(f32.store (local.get 1) (f32.const nan))))" + Guest.returnInput,
            "traps": loud + "(unreachable)))" + Guest.returnInput,
            "hangs": loud + "(loop $ever (br $ever))))" + Guest.returnInput,
            "grows": "(drop (memory.grow (i32.const 1)))" + Guest.returnInput,
        ]
        for (name, body) in guests {
            try Data(WasmEngine.wasm(fromText: Guest().with(.process, body).text))
                .write(to: URL(filePath: folder.file("\(name).wasm")))
        }
        let loader = try EffectLoader(
            cache: nil, scriptEngine: StagedEffects.scriptEngine, watchesDeadlines: true)
        let store = EffectStore(loader: loader, library: EffectLibrary(directories: [StagedEffects.directory.path]))
        func graph(_ chain: String) throws -> LiveGraph {
            try LiveGraph(
                PresetDocument.parse(chain: chain, relativeTo: folder.path).resolve(using: store),
                format: LiveRig.format(), store: store)
        }
        let chains = [
            "level: gain | filter | chorus", "level: gain | compressor lookahead=5ms | tremolo",
            "level: gain | ./poisons.wasm | filter", "level: gain | tape-delay | ./grows.wasm",
            "level: gain | ./traps.wasm",
            "level: gain | biquad | ./hangs.wasm",
        ]
        // A tenth of a second: so long nothing takes that does what it should, on a busy machine either.
        let controller = LiveController(try graph(chains[0]), settings: LiveSettings(budgetShare: 40))
        var engine = controller.makeEngine()
        try loader.prepareThread()
        let input = AudioBuffer(channelCount: 2, frameCapacity: 128)
        let output = AudioBuffer(channelCount: 2, frameCapacity: 128)
        let (block, result) = (input.block(frameCount: 128), output.block(frameCount: 128))
        var generator = SeededGenerator(seed: 12)
        var events: [LiveEvent] = []
        for period in 0..<10_000 {
            let isSilent = (8_000..<9_800).contains(period)
            for index in 0..<256 {
                block.base[index] = isSilent ? 0 : Float.random(in: 0.02...0.1, using: &generator)
            }
            if !isSilent {
                try controller.setParameter(
                    node: "level", index: 0, value: Float.random(in: -12...0, using: &generator))
                try controller.setMix(node: "level", mix: Float.random(in: 0...1, using: &generator))
                try controller.setBypassed(node: "level", isBypassed: generator.chance(0.5))
            }
            if period % 400 == 399, period < 8_000 {
                try controller.swap(to: graph(chains[period / 400 % chains.count]))
            }
            if period == 9_950 { controller.fadeOut() }
            around {
                cajon_begin_period()
                engine.render(input: AudioBlock(block), output: result)
                engine.maintain(until: cajon_monotonic_nanoseconds() + 1_000_000_000)
            }
            events += controller.poll()
        }
        cajon_end_period()
        let faults = events.compactMap { if case .fault(let fault) = $0 { fault.node } else { nil } }
        #expect(Set(faults) == ["poisons", "traps", "hangs"], "\(faults)")
        #expect(events.count { if case .swapped = $0 { true } else { false } } == 20)
        #expect(events.contains { if case .restarted("poisons", _) = $0 { true } else { false } })
        #expect(controller.load.idlePeriodCount > 100)
        #expect(controller.isFadedOut)
        return faults.count { $0 != "poisons" }
    }

    @Test(
        "neither allocates nor frees in 10,000 periods with effects in boxes, but where one is stopped",
        .enabled(if: AudioThread.countsAllocations))
    func boxesAllocateNothing() throws {
        var periodCount = 0
        let stopCount = try exerciseBoxes { body in
            withoutActuallyEscaping(body) { body in
                if AudioThread.allocationCount({ $0(body) }) > 0 { periodCount += 1 }
            }
        }
        // WebAssembly's engine makes an object of each trap, in the period in which the sound of the effect ends. That is
        // the one exception to the promise.
        #expect(stopCount > 0 && periodCount <= stopCount, "\(periodCount) periods, \(stopCount) stops")
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
