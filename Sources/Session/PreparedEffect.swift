// An effect made and configured for its place in a graph. Off the audio thread.

import AudioGraph
import EffectHost
import Presets
import Realtime

/// A node's effect, ready to process.
struct PreparedEffect {
    let instance: EffectInstance
    let timing: EffectTiming

    /// - Parameter module: the node's effect.
    /// - Parameter bounds: looked at between calls of the effect, each of which has a limit of its own.
    /// - Throws: the effect failed, or refused the format, an option or a message; time is over.
    init(
        _ node: ResolvedNode, _ module: EffectModule, values: [Float], in graph: Graph, format: RenderFormat,
        policy: EffectPolicy = .offline, bounds: WorkBounds? = nil
    ) throws(EffectError) {
        func requireTime() throws(EffectError) {
            if bounds?.isOver == true { throw EffectError(.hostFailure("there was no time left"), effect: module.name) }
        }

        instance = try module.instantiate(policy)
        for (index, value) in values.enumerated() {
            try requireTime()
            try instance.setParameter(index: index, value: value)
        }
        try requireTime()
        if let options = node.options { try instance.setOptions(options) }
        timing = try instance.configure(
            EffectFormat(
                sampleRateHertz: Float(format.sampleRate), channelCount: format.channelCount,
                sidechainChannelCount: graph.isSidechainConnected(toNode: node.id) ? format.channelCount : 0,
                maximumFrameCount: format.maximumFrames))
        for message in node.messages {
            try requireTime()
            try instance.receive(message)
        }
    }
}

extension PreparedEffect {
    /// Blocks of silence that touch the effect's memory.
    private static let warmBlockCount = 8

    /// Plays some silence and forgets it, so that the audio thread finds all memory touched.
    ///
    /// Errors: the effect failed on silence.
    func warmUp(format: RenderFormat) throws(EffectError) {
        let input = AudioBuffer(channelCount: format.channelCount, frameCapacity: format.maximumFrames)
        let output = AudioBuffer(channelCount: format.channelCount, frameCapacity: format.maximumFrames)
        let step = NodeStep(step: instance.step, latencyFrames: timing.latencyFrameCount)
        // A chain of one valid node compiles; if its latency is refused, the plan it is for was refused before.
        guard var plan = try? RenderPlan.compile(.chain([GraphNode("effect")]), format: format, steps: ["effect": step])
        else { return }
        for block in 0..<Self.warmBlockCount {
            plan.render(
                position: UInt64(block * format.maximumFrames),
                input: AudioBlock(input.block(frameCount: format.maximumFrames)),
                output: output.block(frameCount: format.maximumFrames))
        }
        // After a failure this throws what it was.
        try instance.reset()
    }
}
