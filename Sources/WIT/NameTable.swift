// The names of one kind that are taken. Used by one thread at a time.

/// Refuses a name that is there already, also one that differs only in the case of letters.
///
/// Source: component-model, Explainer.md, "strongly-unique"
struct NameTable {
    private var taken: [String: (name: Identifier, what: String)] = [:]
    private let sources: Sources

    init(_ sources: Sources) { self.sources = sources }

    var count: Int { taken.count }

    func contains(_ name: String) -> Bool { taken[name.lowercased()]?.name.text == name }

    /// Takes a name.
    ///
    /// - Parameters:
    ///   - what: what it names, for messages.
    ///   - scope: what it is a member of, if it need be unique only there.
    mutating func add(_ name: Identifier, of what: String, in scope: String = "") throws(WITError) {
        guard let first = taken.updateValue((name, what), forKey: (scope + name.text).lowercased()) else { return }
        let place = sources.mention(first.name.place, from: name.place)
        throw sources.error(
            first.name.text == name.text
                ? .duplicate(name.text, of: what == first.what ? what : "name", first: place)
                : .similar(name.text, to: first.name.text, first: place), at: name.place)
    }
}
