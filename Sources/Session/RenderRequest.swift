// What is asked of an offline render. Plain values, any thread.

package import Presets

/// One file to be rendered.
package struct RenderRequest: Sendable {
    /// What to do when an effect fails.
    package enum FaultPolicy: String, CaseIterable, Sendable {
        /// End, and leave no output.
        case stop
        /// Let the effect's input take its place, and go on.
        case bypass
    }

    /// What to do with an input that ends before its header says.
    package enum ShortInputPolicy: String, CaseIterable, Sendable {
        /// Render what is there, and say so in the report.
        case render
        /// End, and leave no output.
        case stop
    }

    /// A path, or `-` for standard input.
    package var input: String
    /// A path, or `-` for standard output.
    package var output: String
    package var preset: ResolvedPreset
    /// Container, as `--format` names it; nil: by the output's name, else as the input.
    package var container: String?
    /// Sample type, as `--bits` names it; nil: as the input.
    package var bits: String?
    package var isDithered = true
    /// Whether the sound may ring on after the input's end.
    package var rendersTail = true
    package var faultPolicy = FaultPolicy.stop
    package var shortInputPolicy = ShortInputPolicy.render
    /// A tail that never ends is cut after this.
    package var longestTailSeconds = RenderRequest.defaultLongestTailSeconds
    /// On setting up the graph and rendering together; nil for none but each effect's own.
    package var bounds: WorkBounds?
    /// Frames in a block; doesn't change the result.
    package var blockFrameCount = RenderRequest.defaultBlockFrameCount

    package static let defaultLongestTailSeconds = 600.0

    /// A stereo block of every node then fits the first-level cache.
    package static let defaultBlockFrameCount = 1_024

    package init(input: String, output: String, preset: ResolvedPreset) {
        self.input = input
        self.output = output
        self.preset = preset
    }
}
