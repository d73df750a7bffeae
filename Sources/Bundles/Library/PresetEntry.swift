// A line in a list of presets. A plain value, any thread.

/// What a preset is called, and what there is to know before it is opened.
package struct PresetEntry: Encodable, Equatable, Sendable {
    /// What stands for it: a plain preset's name, or a bundle's `id@version`.
    package let name: String
    /// For people.
    package let title: String
    package let tags: [String]
    package var author: String?
    package var description: String?
    /// A bundle's; nil for a plain preset.
    package var version: String?
    /// The fingerprint of the key that a bundle is signed with; nil if it isn't.
    package var signer: String?

    package init(name: String, title: String, tags: [String] = []) {
        self.name = name
        self.title = title
        self.tags = tags
    }

    package var isBundle: Bool { version != nil }

    /// Whether every word is somewhere in its name, title, author, tags or description.
    func contains(_ words: SearchWords) -> Bool {
        words.areFound(in: [name, title, author ?? "", description ?? ""] + tags)
    }
}
