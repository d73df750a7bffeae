// What a preset makes of an impulse. Runs wholly on the thread that calls it.

package import AudioGraph
import EffectHost
package import Presets
import Realtime

/// Sends one impulse through a preset, and takes down what comes out.
package struct ImpulseProbe: Sendable {
    /// The answer, for an impulse of 1.
    package struct Response: Sendable {
        /// Of each channel: from the impulse's frame on, the latency included.
        package let channels: [[Float]]
        /// The frame that counts as time 0.
        package let latencyFrameCount: Int
        /// Whether it had died away when the time was over.
        package let hasEnded: Bool
        package let warnings: [String]
    }

    package var format: RenderFormat
    /// The impulse's height, above 0.
    package var level: Float = 0.1
    /// Seconds of silence before the impulse.
    package var delaySeconds = 0.0
    /// The channel that the impulse is in; nil for all.
    package var channel: Int?
    /// The longest time that the answer is listened to.
    package var longestSeconds = 10.0

    package init(format: RenderFormat) { self.format = format }

    /// Seconds of silence after which a response is taken to be over.
    private static let longestGapSeconds = 2.0

    /// Errors: an effect failed or refused the format; the graph can't be rendered.
    package func run(
        _ preset: ResolvedPreset, store: EffectStore, log: @escaping OfflineRender.Log = { _, _ in }
    ) throws(RenderError) -> Response {
        var run = try ProbeRun(preset, format: format, store: store, log: log)
        try run.renderSilence(frameCount: Int((delaySeconds * format.sampleRate).rounded()))
        let latency = run.latencyFrameCount
        let longest = max(Int(longestSeconds * format.sampleRate), 1)
        // A declared tail may be cut short, but nobody has to listen for longer.
        let wanted = min(run.tailFrameCount.map { $0 + 1 } ?? longest, longest) + latency
        let gap = Int(Self.longestGapSeconds * format.sampleRate) + latency
        var channels: [[Float]] = Array(repeating: [], count: format.channelCount)
        var (frame, lastLoud) = (0, 0)
        while frame < wanted, frame - lastLoud <= gap {
            let count = min(format.maximumFrames, wanted - frame)
            let isFirst = frame == 0
            let block = try run.render(frameCount: count) { block in
                ProbeRun.silence(block)
                guard isFirst else { return }
                for index in 0..<block.channelCount where self.channel.map({ $0 == index }) ?? true {
                    // SAFETY: each channel's first frame; a block has a frame or more.
                    block.base[index * block.frameCount] = self.level
                }
            }
            for index in 0..<block.channelCount {
                // SAFETY: each channel has `count` frames.
                let samples = UnsafeBufferPointer(start: block.base + index * count, count: count)
                channels[index] += samples
                if let last = samples.lastIndex(where: { abs($0) > TailTrimmer.threshold }) {
                    lastLoud = max(lastLoud, frame + last)
                }
            }
            frame += count
        }
        let heard = min(lastLoud + 1, frame)
        return Response(
            channels: channels.map { channel in
                // What runs away goes as far as a float does.
                channel.prefix(heard).map {
                    max(min($0 / level, .greatestFiniteMagnitude), -.greatestFiniteMagnitude)
                }
            }, latencyFrameCount: latency,
            hasEnded: frame - lastLoud > gap || run.tailFrameCount.map { $0 <= longest } ?? false,
            warnings: run.warnings)
    }
}
