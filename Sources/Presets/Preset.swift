// A preset as it is written: what PresetReader reads and Preset+JSON writes. A plain value, any thread.

/// A graph of effects with their parameters, and who made it. Knows no effects: `PresetDocument.resolve` does.
package struct Preset: Equatable, Sendable {
    /// An effect under a name of the preset's own.
    package struct Alias: Equatable, Sendable {
        /// An id, unique in the preset; hides a shipped effect of the same name.
        package var name: String
        /// The name of a shipped or installed effect, or a path relative to the preset.
        package var reference: String

        package init(name: String, reference: String) {
            self.name = name
            self.reference = reference
        }
    }

    /// The `$schema` key, for editors; nil when absent.
    package var schema: String?
    /// For people, never empty.
    package var name: String
    /// Which of several presets of this name it is; nil when it doesn't say, as none of format 1 does.
    package var version: PresetVersion?
    /// nil when unknown.
    package var author: String?
    /// An SPDX expression (`CC-BY-4.0`), nil when unknown.
    package var licence: String?
    /// What it is for; may have several lines. nil when absent.
    package var description: String?
    /// Words to find it by; none twice.
    package var tags: [String]
    /// In the order written.
    package var aliases: [Alias]
    /// In the order written, at least one.
    package var nodes: [PresetNode]
    /// nil: the nodes run in order, from the input to the output.
    package var connections: [PresetConnection]?
    /// Which MIDI controllers move what when the preset plays live, in the order written.
    package var midi: [MIDIMapping]

    package init(
        schema: String? = nil, name: String, version: PresetVersion? = nil, author: String? = nil,
        licence: String? = nil, description: String? = nil, tags: [String] = [], aliases: [Alias] = [],
        nodes: [PresetNode], connections: [PresetConnection]? = nil, midi: [MIDIMapping] = []
    ) {
        self.schema = schema
        self.name = name
        self.version = version
        self.author = author
        self.licence = licence
        self.description = description
        self.tags = tags
        self.aliases = aliases
        self.nodes = nodes
        self.connections = connections
        self.midi = midi
    }
}
