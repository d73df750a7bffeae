// A preset driven with made sounds, without files. Runs wholly on the thread that calls it.

package import AudioGraph
import EffectHost
package import Presets
package import Realtime

/// A running graph, asked block by block; the same one that `OfflineRender` runs.
package struct ProbeRun: ~Copyable {
    private var graph: PlayableGraph
    private let input: AudioBuffer
    private let output: AudioBuffer
    private let log: OfflineRender.Log
    /// Frames rendered so far.
    package private(set) var position = 0

    /// Sets up the graph.
    ///
    /// Errors: an effect failed or refused the format; the graph can't be rendered.
    package init(
        _ preset: ResolvedPreset, format: RenderFormat, store: EffectStore,
        log: @escaping OfflineRender.Log = { _, _ in }
    ) throws(RenderError) {
        graph = try PlayableGraph(preset, format: format, store: store)
        input = AudioBuffer(channelCount: format.channelCount, frameCapacity: format.maximumFrames)
        output = AudioBuffer(channelCount: format.channelCount, frameCapacity: format.maximumFrames)
        self.log = log
    }

    package var format: RenderFormat { graph.format }
    package var latencyFrameCount: Int { graph.latencyFrameCount }
    package var tailFrameCount: Int? { graph.tailFrameCount }

    /// Renders the next frames. Range: 1...`format.maximumFrames`.
    ///
    /// - Parameter fill: writes every sample of the input.
    /// - Returns: the output, until the next call.
    ///
    /// Errors: an effect failed.
    package mutating func render(
        frameCount: Int, fill: (MutableAudioBlock) -> Void
    ) throws(RenderError) -> AudioBlock {
        let block = input.block(frameCount: frameCount)
        fill(block)
        let result = output.block(frameCount: frameCount)
        graph.render(position: UInt64(position), input: AudioBlock(block), output: result)
        position += frameCount
        let faults = graph.hasFailedNodes ? graph.takeFaults() : []
        for node in graph.nodes { for entry in node.instance.drainLog().entries { log(node.id, entry) } }
        if let fault = faults.first { throw RenderError(.fault(fault)) }
        return AudioBlock(result)
    }

    /// Renders silence.
    package mutating func renderSilence(frameCount: Int) throws(RenderError) {
        var left = frameCount
        while left > 0 {
            let count = min(left, format.maximumFrames)
            _ = try render(frameCount: count, fill: Self.silence)
            left -= count
        }
    }

    /// Writes zeros.
    package static func silence(_ block: MutableAudioBlock) {
        // SAFETY: a block has as many samples as it says.
        block.base.update(repeating: 0, count: block.sampleCount)
    }

    /// What is odd about what was rendered, in words.
    package var warnings: [String] {
        var warnings = graph.warnings
        for node in graph.nodes where node.instance.nonFiniteBlockCount > 0 {
            warnings.append(
                "\(node.instance.nonFiniteBlockCount) blocks of ‘\(node.id)’ held a NaN or an infinity and became silence"
            )
        }
        if graph.nonFiniteBlockCount > 0 {
            warnings.append(
                "\(graph.nonFiniteBlockCount) blocks of the input, or of a sum in the graph, held a NaN or an infinity "
                    + "and became silence")
        }
        return warnings
    }
}
