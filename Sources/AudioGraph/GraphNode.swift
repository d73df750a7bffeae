// One node of the editable graph. A plain value; any thread.

/// Something that takes sound in and gives sound out, and how it is blended with what it was given.
package struct GraphNode: Equatable, Sendable {
    /// Unique in the graph; neither empty nor "input" nor "output".
    package var id: String
    /// Whether the node listens to a second input.
    package var hasSidechain: Bool
    /// How much of the node is heard: 0 only its input, delayed by the node's latency; 1 only its output; between them
    /// input · (1 − mix) + output · mix. Range: 0...1.
    package var mix: Float
    /// Whether the node's input takes the place of its output, delayed by its latency so that nothing else shifts.
    /// A bypassed node isn't run.
    package var isBypassed: Bool

    package init(_ id: String, hasSidechain: Bool = false, mix: Float = 1, isBypassed: Bool = false) {
        self.id = id
        self.hasSidechain = hasSidechain
        self.mix = mix
        self.isBypassed = isBypassed
    }
}
