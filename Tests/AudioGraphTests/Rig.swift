// A plan together with its test steps, and whole signals rendered through it in blocks. Used by one thread at a time.

import AudioGraph
import Realtime
import TestSupport

/// One channel per row.
typealias Signal = [[Float]]

/// Keeps the steps alive as long as the plan that calls them.
final class Rig {
    static let sampleRate = 48_000.0

    var plan: RenderPlan
    let steps: [String: TestStep]
    let log: EventLog
    let channelCount: Int
    private(set) var position: UInt64 = 0
    /// Of every block.
    var deadline: UInt64 = 0

    init(
        _ graph: Graph, _ kernels: [String: TestKernel], channelCount: Int = 2, maximumFrames: Int = 512,
        tails: [String: Int] = [:], purpose: RenderPurpose = .offline
    ) throws {
        let log = EventLog()
        var steps: [String: TestStep] = [:]
        for (id, kernel) in kernels {
            steps[id] = TestStep(id, kernel, channelCount: channelCount, maximumFrames: maximumFrames, log: log)
        }
        plan = try RenderPlan.compile(
            graph,
            format: RenderFormat(sampleRate: Self.sampleRate, channelCount: channelCount, maximumFrames: maximumFrames),
            steps: Dictionary(
                uniqueKeysWithValues: steps.map { ($0, $1.nodeStep(tailFrames: tails[$0] ?? 0)) }),
            purpose: purpose)
        self.steps = steps
        self.log = log
        self.channelCount = channelCount
    }

    /// A chain of gains named n0, n1, and so on.
    static func chain(gains: [Float], channelCount: Int = 2, maximumFrames: Int = 512) throws -> Rig {
        let ids = gains.indices.map { "n\($0)" }
        return try Rig(
            .chain(ids.map { GraphNode($0) }), Dictionary(uniqueKeysWithValues: zip(ids, gains.map { .gain($0) })),
            channelCount: channelCount, maximumFrames: maximumFrames)
    }

    /// Renders one block as long as the signal.
    func renderBlock(_ input: Signal) -> Signal {
        let frameCount = input.first?.count ?? 0
        let planar = input.flatMap(\.self)
        var output = [Float](repeating: .nan, count: planar.count)
        planar.withUnsafeBufferPointer { source in
            output.withUnsafeMutableBufferPointer { destination in
                // SAFETY: both arrays outlive the call; without frames no base is looked at.
                let nowhere = UnsafeMutablePointer<Float>(bitPattern: 4)!
                plan.render(
                    position: position,
                    input: AudioBlock(
                        base: source.baseAddress ?? UnsafePointer(nowhere), channelCount: channelCount,
                        frameCount: frameCount),
                    output: MutableAudioBlock(
                        base: destination.baseAddress ?? nowhere, channelCount: channelCount, frameCount: frameCount),
                    deadline: deadline)
            }
        }
        position += UInt64(frameCount)
        return (0..<channelCount).map { Array(output[$0 * frameCount..<($0 + 1) * frameCount]) }
    }

    /// Renders a signal of any length, cut into blocks of the lengths given, the last length over and over.
    func render(_ input: Signal, blocks: [Int]) -> Signal {
        var output = Signal(repeating: [], count: channelCount)
        var start = 0
        var number = 0
        let total = input.first?.count ?? 0
        while start < total {
            let end = min(total, start + blocks[min(number, blocks.count - 1)])
            let block = renderBlock(input.map { Array($0[start..<end]) })
            for channel in 0..<channelCount { output[channel] += block[channel] }
            start = end
            number += 1
        }
        return output
    }
}

/// Noise in -1...1, a different one for each channel.
func noise(channelCount: Int = 2, frameCount: Int, seed: UInt64 = 1) -> Signal {
    var generator = SeededGenerator(seed: seed)
    return (0..<channelCount).map { _ in
        (0..<frameCount).map { _ in Float.random(in: -1...1, using: &generator) }
    }
}

/// The exact bits, so that equality is that of bits.
func bits(_ signal: Signal) -> [[UInt32]] { signal.map { $0.map(\.bitPattern) } }
