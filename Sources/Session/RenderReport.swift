// What an offline render did, for people and machines. Plain values, any thread.

package import AudioIO
package import EffectHost

/// The result of rendering one file.
package struct RenderReport: Sendable, Codable {
    /// One node's share.
    package struct Node: Sendable, Codable {
        package let id: String
        package let effect: String
        /// Time spent in it.
        package let seconds: Double
        package let latencyFrames: Int
        /// Blocks of its output that held a NaN or an infinity and became silence.
        package let nonFiniteBlocks: Int
        /// What its meters showed at the end; nil for one without, and for one that failed.
        package let meters: [MeterReading]?
    }

    package let preset: String
    package let input: AudioFileInfo
    package let output: AudioOutputSummary
    package let inputFrames: Int
    package let outputFrames: Int
    /// Frames taken off the start, so that the output lines up with the input.
    package let latencyFrames: Int
    /// The greatest magnitude in the output before it was written; nil for silence.
    package let peakDecibels: Double?
    /// Over all channels; nil for silence.
    package let rmsDecibels: Double?
    /// Wall-clock time, reading and writing included.
    package let seconds: Double
    /// Seconds of output for each second of work.
    package let speed: Double
    package let nodes: [Node]
    /// Effects that failed and were bypassed.
    package let faults: [NodeFault]
    package let warnings: [String]
}
