// A sound through a graph, without files. One test thread at a time.

import AudioGraph
package import Presets
import Realtime
package import Session

extension PlayableGraph {
    /// Renders a whole sound; the output is as long, and late by the graph's latency.
    ///
    /// - Parameter position: the first frame's place in the stream.
    package mutating func render(_ input: PlanarSound, blocks: BlockLengths = .fixed(512), position: Int = 0)
        -> PlanarSound
    {
        var output = PlanarSound(channelCount: input.channelCount, frameCount: input.frameCount)
        var lengths = blocks.makeIterator(limit: format.maximumFrames)
        var frame = 0
        while frame < input.frameCount {
            let count = min(lengths.next(), input.frameCount - frame)
            let block = input.frames(frame..<frame + count).samples
            var result = block
            block.withUnsafeBufferPointer { source in
                result.withUnsafeMutableBufferPointer { destination in
                    // SAFETY: both arrays hold `count` frames of every channel.
                    render(
                        position: UInt64(position + frame),
                        input: AudioBlock(
                            base: source.baseAddress!, channelCount: input.channelCount, frameCount: count),
                        output: MutableAudioBlock(
                            base: destination.baseAddress!, channelCount: input.channelCount, frameCount: count))
                }
            }
            for channel in 0..<input.channelCount {
                output.samples.replaceSubrange(
                    channel * input.frameCount + frame..<channel * input.frameCount + frame + count,
                    with: result[channel * count..<(channel + 1) * count])
            }
            frame += count
        }
        return output
    }

    /// What a preset makes of a sound, with the latency taken off and `tail` frames more than the input has.
    package static func aligned(
        _ preset: ResolvedPreset, _ input: PlanarSound, sampleRate: Double = 48_000, tail: Int = 0
    ) throws -> PlanarSound {
        var graph = try PlayableGraph(
            preset,
            format: RenderFormat(sampleRate: sampleRate, channelCount: input.channelCount, maximumFrames: 512),
            store: StagedEffects.store())
        let late = graph.latencyFrameCount
        let output = graph.render(input.followed(bySilence: late + tail))
        return output.frames(late..<output.frameCount)
    }
}
