// All that the audio thread touches of one graph. Made and freed elsewhere; in between the audio thread's own.

import AudioGraph
import Realtime

/// A plan, and the memory to play it beside another one.
struct LivePlan: ~Copyable {
    let generation: UInt32
    var plan: RenderPlan
    let nodeCount: Int
    let latencyFrames: Int
    let tailFrames: Int
    let hasInfiniteTail: Bool
    /// Its input, when that isn't the engine's.
    let input: AudioBuffer
    /// Its output, when that isn't the engine's.
    let output: AudioBuffer
    /// By node: whether the controller has been told of its failure.
    let isReported: UnsafeMutablePointer<Bool>
    var reportedCount = 0

    init(_ plan: consuming RenderPlan, generation: UInt32) {
        let format = plan.format
        nodeCount = plan.nodeIDs.count
        latencyFrames = plan.totalLatencyFrames
        tailFrames = plan.tailFrames
        hasInfiniteTail = tailFrames >= NodeStep.infiniteTail
        self.generation = generation
        self.plan = plan
        input = AudioBuffer(channelCount: format.channelCount, frameCapacity: format.maximumFrames)
        output = AudioBuffer(channelCount: format.channelCount, frameCapacity: format.maximumFrames)
        isReported = .allocate(capacity: max(1, nodeCount))
        isReported.initialize(repeating: false, count: nodeCount)
    }

    deinit { isReported.deallocate() }

    /// Where it lies, to be locked.
    var memory: [UnsafeRawBufferPointer] { plan.memory + [input.memory, output.memory] }
}
