// What a preset does to a second of noise, for people and machines. Plain values, any thread.

import AudioIO
import Presets

/// The result of a dry render.
package struct DryRenderReport: Codable, Sendable {
    /// One node's share.
    package struct Node: Codable, Equatable, Sendable {
        package let id: String
        package let effect: String
        /// Time spent in it.
        package let seconds: Double
        package let latencyFrames: Int
        /// Blocks of its output that held a NaN or an infinity and became silence.
        package let nonFiniteBlocks: Int
    }

    package let sampleRate: Int
    package let channelCount: Int
    package let latencyFrames: Int
    /// For how long it says that it goes on after the input; nil when it may go on for ever.
    package let tailFrames: Int?
    /// Of the noise.
    package let input: SoundMeasures
    /// Of the output for as long as the noise lasts.
    package let output: SoundMeasures
    /// The greatest magnitude in all of the output, its tail among it; nil for silence.
    package let peakDecibels: Double?
    /// How much louder the output is, in LU; nil for silence.
    package let loudnessChange: Double?
    /// Seconds of sound for each second of work.
    package let speed: Double
    package let nodes: [Node]
    /// Effects that failed.
    package let faults: [NodeFault]
    /// What is odd, without being wrong: one sentence each without its full stop.
    package let warnings: [String]

    /// Beyond this a preset is called loud.
    static let loudnessLimit = 6.0
    /// Below this there is nothing to be heard.
    static let silenceDecibels = -90.0
    /// A mean of a channel beyond this, -40 dBFS, is no accident of the noise.
    static let offsetLimit = 0.01

    init(
        _ report: RenderReport, tailFrames: Int?, input: SoundMeasures, output: SoundMeasures, whole: SoundMeasures
    ) {
        sampleRate = report.input.sampleRate
        channelCount = report.input.channelCount
        latencyFrames = report.latencyFrames
        self.tailFrames = tailFrames
        self.input = input
        self.output = output
        peakDecibels = whole.peakDecibels
        loudnessChange = output.loudnessLUFS.flatMap { loudness in input.loudnessLUFS.map { loudness - $0 } }
        speed = report.speed
        nodes = report.nodes.map { node in
            Node(
                id: node.id, effect: node.effect, seconds: node.seconds, latencyFrames: node.latencyFrames,
                nonFiniteBlocks: node.nonFiniteBlocks)
        }
        faults = report.faults
        var warnings = report.warnings
        for node in nodes where node.nonFiniteBlocks > 0 {
            warnings.append(
                "‘\(node.id)’ put out NaN or infinity in \(node.nonFiniteBlocks) blocks, which became silence")
        }
        if (whole.peakDecibels ?? -.infinity) < Self.silenceDecibels {
            warnings.append("it is silent: nothing of a second of noise comes out")
        }
        if let loudnessChange, loudnessChange > Self.loudnessLimit {
            warnings.append("it makes noise \(Self.rounded(loudnessChange)) dB louder; take care of your ears")
        }
        if let peak = whole.peakDecibels, peak > 0 {
            warnings.append(
                "it clips: noise at \(Self.rounded(TestNoise.levelDecibels)) dBFS comes out with peaks "
                    + "\(Self.rounded(peak)) dB above full scale")
        }
        if whole.offset > Self.offsetLimit {
            warnings.append("its output is off centre, by \(Self.rounded(100 * whole.offset)) % of full scale")
        }
        self.warnings = warnings
    }

    private static func rounded(_ value: Double) -> String {
        DisplayText.number((value * 10).rounded() / 10)
    }
}
