// Identifiers for controls that are told apart by the groups they are in. A plain value, any thread.

/// Names for a list of paths, each a control's label behind its groups', outermost first.
///
/// An identifier is the label; where several have the same, as many of the groups before it as tell them apart; where
/// nothing does, a number.
struct FaustNames {
    let ids: [String]
    private let paths: [[String]]
    /// How much of each path its identifier is made of.
    private let partCounts: [Int]

    init(_ paths: [[String]], fallback: String) {
        // What leaves nothing in an identifier tells nobody apart.
        self.paths = paths.map { $0.filter { !FaustText.slug($0).isEmpty } }
        let slugs = self.paths.map { $0.map(FaustText.slug) }
        var counts = slugs.map { min($0.count, 1) }
        func id(_ index: Int) -> String {
            let joined = slugs[index].suffix(counts[index]).joined(separator: "-")
            return joined.isEmpty ? fallback : joined
        }
        while true {
            let sharing = Dictionary(grouping: slugs.indices, by: id).values.filter { $0.count > 1 }.joined()
            let growing = sharing.filter { counts[$0] < slugs[$0].count }
            guard !growing.isEmpty else { break }
            for index in growing { counts[index] += 1 }
        }
        var taken: Set<String> = []
        var ids: [String] = []
        for index in slugs.indices {
            var candidate = Self.fitted(id(index))
            var number = 2
            while !taken.insert(candidate).inserted {
                candidate = Self.fitted(id(index), before: "-\(number)")
                number += 1
            }
            ids.append(candidate)
        }
        self.ids = ids
        partCounts = counts
    }

    /// As much of an identifier as there may be with what is put behind it.
    private static func fitted(_ id: String, before suffix: String = "") -> String {
        var head = id.prefix(FaustLimits.idLength - suffix.count)
        while head.hasSuffix("-") { head.removeLast() }
        return head + suffix
    }

    /// A control's name for people, with the groups that tell it apart before it.
    func shown(_ index: Int, as name: String) -> String {
        let groups = paths[index].suffix(max(partCounts[index], 1)).dropLast()
        let words = groups + (name.isEmpty ? paths[index].suffix(1) : [name])
        let text = words.joined(separator: " ")
        return text.isEmpty ? ids[index] : printable(text, limit: FaustLimits.textLength)
    }
}
