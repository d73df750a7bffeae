// Effects in JavaScript: how soon they are ready, what they cost to run, and what a thousand of them take.

import CRealtime
import EffectHost
import Foundation
import Realtime

enum ScriptBenchmark {
    private static let format = EffectFormat(sampleRateHertz: 48_000, channelCount: 2, maximumFrameCount: 128)
    private static let startCount = 2_000
    private static let instanceCount = 1_000

    /// - Parameters:
    ///   - engine: the JavaScript engine, started, and `unstarted`, the same before its snapshot.
    ///   - script: a `.js` file of an effect, and `module`, what `cajon build` makes of it.
    ///   - native: the same effect from C, as a module.
    static func run(engine: String, unstarted: String, script: String, module: String, native: String) throws
        -> [String: Double]
    {
        let loader = try EffectLoader(cache: nil, scriptEngine: engine)
        let scripted = try loader.load(path: module)
        guard scripted.sharesEngine else { throw BenchmarkError("\(module) has another engine's code") }
        let compiled = try EffectLoader(cache: nil, scriptEngine: nil).load(path: module)
        let text = try String(contentsOfFile: script, encoding: .utf8)
        var results: [String: Double] = [
            "overlaidBytes": Double(scripted.overlaidByteCount ?? 0)
        ]
        for (name, module) in [("compiled", compiled), ("shared", scripted)] {
            let times = Stopwatch.sorted(startCount) { try! module.instantiate() }
            results["\(name)StartMedianMicroseconds"] = times[startCount / 2] / 1_000
            results["\(name)Start99thMicroseconds"] = times[startCount * 99 / 100] / 1_000
        }
        let slow = try UnstartedEngine(path: unstarted, script: script)
        results["withoutSnapshotMicroseconds"] = Stopwatch.sorted(101) { try! slow.start() }[50] / 1_000

        let whole = Stopwatch.sorted(51) {
            let module = try! loader.load([ScriptSource(name: "x.js", text: text)], name: "x.js")
            return try! Player(module, format)
        }
        results["sourceToSoundMilliseconds"] = whole[25] / 1e6

        let players = [
            try Player(scripted, format), try Player(compiled, format), try Player(loader.load(path: native), format),
        ]
        let blocks = Stopwatch.medians(rounds: 101, repetitions: 20, players.map { player in { player.play() } })
        results["blockMicroseconds"] = blocks[0] / 1_000
        results["compiledBlockMicroseconds"] = blocks[1] / 1_000
        results["nativeBlockMicroseconds"] = blocks[2] / 1_000
        results["instanceBytes"] = try memory(of: scripted)
        return results
    }

    /// What one of a thousand instances takes of the machine's memory, each of which has played a block.
    private static func memory(of module: EffectModule) throws -> Double {
        let before = try residentByteCount()
        let players = try (0..<instanceCount).map { _ in try Player(module, format) }
        let after = try residentByteCount()
        withExtendedLifetime(players) {}
        return Double(after - before) / Double(instanceCount)
    }

    private static func residentByteCount() throws -> Int {
        let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
        return Int(fields[1])! * 4_096
    }
}

/// An instance that plays noise, block after block. Its first block has been played.
final class Player {
    private let instance: EffectInstance
    private var step: cajon_render_step
    private let input: AudioBuffer
    private var position: UInt64 = 0

    init(_ module: EffectModule, _ format: EffectFormat) throws {
        instance = try module.instantiate()
        _ = try instance.configure(format)
        step = instance.step
        input = AudioBuffer(channelCount: format.channelCount, frameCapacity: format.maximumFrameCount)
        Stimulus.fill(input.block(frameCount: format.maximumFrameCount))
        play()
    }

    func play() {
        let block = input.block(frameCount: 128)
        var destination = cajon_step_destination()
        precondition(cajon_step_acquire(&step, 128, cajon_deadline(), &destination))
        // SAFETY: the step has room for the block it was asked for.
        destination.input.update(from: block.base, count: block.sampleCount)
        var output: UnsafePointer<Float>?
        precondition(cajon_step_process(&step, position, 128, &output))
        cajon_step_finish(&step)
        position += 128
    }
}
