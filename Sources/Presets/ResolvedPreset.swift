// A preset whose effects and values are known: what a session builds its graph from. A plain value, any thread.

/// The result of `PresetDocument.resolve`: nodes with all their values, and connections.
package struct ResolvedPreset: Equatable, Sendable {
    /// The preset as it was written, for its name and the like.
    package let preset: Preset
    /// In the preset's order; ids are unique.
    package internal(set) var nodes: [ResolvedNode]
    /// Written out also where the preset gives none: input, the nodes in order, output.
    package internal(set) var connections: [ResolvedConnection]
}
