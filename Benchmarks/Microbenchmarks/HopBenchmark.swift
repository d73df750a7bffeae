// A hop: what the host adds to an effect's bare function call when 128 stereo frames pass from one effect to the next.

import AudioGraph
import EffectHost
import Foundation
import Realtime
import WasmEngine

enum HopBenchmark {
    private static let frameCount = 128
    private static let chainLengths = (short: 8, long: 40)

    /// Nanoseconds: the bare call of `process`, and what a node more costs in a chain.
    static func run() throws -> [String: Double] {
        let wasm = try WasmEngine.wasm(fromText: NullEffect.text)
        let bare = try BareCall(wasm)
        let loader = try EffectLoader(cache: nil)
        let module = try loader.load(wasm, name: "null")
        let short = try Chain(module, count: chainLengths.short, frameCount: frameCount)
        let long = try Chain(module, count: chainLengths.long, frameCount: frameCount)
        let medians = Stopwatch.medians(
            rounds: 301, repetitions: 200, [{ bare.call() }, { short.render() }, { long.render() }])
        let node = (medians[2] - medians[1]) / Double(chainLengths.long - chainLengths.short)
        return ["bareCallNanoseconds": medians[0], "nodeNanoseconds": node, "hopNanoseconds": node - medians[0]]
    }
}

/// The effect's function called with nothing around it.
private final class BareCall {
    private var store: WasmStore
    private let function: WasmFunction
    private let values = UnsafeMutablePointer<RawValue>.allocate(capacity: 5)

    init(_ wasm: [UInt8]) throws {
        let engine = try WasmEngine()
        let template = try InstanceTemplate(
            WasmModule(wasm, engine: engine), hostFunctions: [])
        var store = try WasmStore(engine: engine)
        store.setDeadline(ticks: 1_000_000)
        let instance = try store.instantiate(template)
        function = try store.function(
            "cajon:effect/processor@0.1.0#process", of: instance,
            signature: FunctionSignature([.i64, .i32, .i32, .i32, .i32], [.i32]))
        self.store = store
    }

    deinit { values.deallocate() }

    func call() {
        values[0] = RawValue(u64: 0)
        values[1] = RawValue(u32: 65_536)
        values[2] = RawValue(u32: 256)
        values[3] = RawValue(u32: 65_536)
        values[4] = RawValue(u32: 0)
        precondition(store.call(function, values, count: 5) == nil)
    }
}

/// A number of instances of one effect, one after the other.
final class Chain {
    private let instances: [EffectInstance]
    private var plan: RenderPlan
    private let input: AudioBuffer
    private let output: AudioBuffer
    private let frameCount: Int
    private var position: UInt64 = 0

    init(_ module: EffectModule, count: Int, frameCount: Int) throws {
        var instances: [EffectInstance] = []
        var steps: [String: NodeStep] = [:]
        for index in 0..<count {
            let instance = try module.instantiate()
            let timing = try instance.configure(
                EffectFormat(sampleRateHertz: 48_000, channelCount: 2, maximumFrameCount: frameCount))
            instances.append(instance)
            steps["n\(index)"] = NodeStep(step: instance.step, latencyFrames: timing.latencyFrameCount)
        }
        plan = try RenderPlan.compile(
            .chain((0..<count).map { GraphNode("n\($0)") }),
            format: RenderFormat(sampleRate: 48_000, channelCount: 2, maximumFrames: frameCount), steps: steps)
        self.instances = instances
        self.frameCount = frameCount
        input = AudioBuffer(channelCount: 2, frameCapacity: frameCount)
        output = AudioBuffer(channelCount: 2, frameCapacity: frameCount)
        Stimulus.fill(input.block(frameCount: frameCount))
    }

    func render() {
        plan.render(
            position: position, input: AudioBlock(input.block(frameCount: frameCount)),
            output: output.block(frameCount: frameCount))
        position += UInt64(frameCount)
        precondition(plan.failedNodeCount == 0)
    }
}

enum Stimulus {
    /// Noise between -0.5 and 0.5, the same each time.
    static func fill(_ block: MutableAudioBlock) {
        var state: UInt32 = 1
        for index in 0..<block.sampleCount {
            state = state &* 1_664_525 &+ 1_013_904_223
            block.base[index] = Float(Int32(bitPattern: state) >> 8) / Float(1 << 24)
        }
    }
}
