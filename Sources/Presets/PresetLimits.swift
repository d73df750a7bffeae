// How much a preset may hold. Presets come from strangers, so everything has an end. Constants, any thread.

/// Bounds of the preset format. `preset.schema.json` states the same.
package enum PresetLimits {
    /// The newest format number that this Cajon reads, and the one it writes. Those below it are read as well
    /// (`PresetMigration`).
    package static let format = 2
    /// Size of a preset file.
    package static let fileBytes = 1 << 20
    /// Size of a chain or of one override on the command line.
    package static let argumentBytes = 1 << 16
    /// How deep lists and objects may nest. The format itself needs four levels.
    package static let nesting = 64
    /// Nodes of one preset.
    package static let nodes = 1024
    /// Connections of one preset.
    package static let connections = 8192
    /// Effects that one preset gives names of its own.
    package static let aliases = 1024
    /// Messages that one node is sent.
    package static let messages = 64
    /// Controllers that one preset maps.
    package static let mappings = 256
    /// Tags of one preset.
    package static let tags = 32
    /// Length of an id, alias or tag, in characters.
    package static let idLength = 64
    /// Length of a name, author or licence, in Unicode scalars.
    package static let nameLength = 200
    /// Length of a description, in Unicode scalars.
    package static let descriptionLength = 4000
    /// Length of an effect reference, in Unicode scalars.
    package static let referenceLength = 1024
    /// Length of a parameter value written as text, in Unicode scalars.
    package static let valueLength = 200
    /// How many problems of one text are reported; the rest is counted.
    package static let problems = 20
}
