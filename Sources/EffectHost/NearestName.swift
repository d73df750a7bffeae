// Finds the name that somebody probably meant. Pure functions, any thread.

/// "Did you mean …?"
package enum NearestName {
    /// Longer names are not compared: nobody mistypes so much, and the work grows with the square.
    private static let lengthLimit = 64
    /// Shortest beginning of a name that is taken for the name (`res` for `resonance`).
    private static let prefixLimit = 3

    /// The candidate closest to `name`, or nil when none is close enough to be meant.
    ///
    /// Case, spaces, hyphens and underscores are ignored. Close enough is a distance of at most a third of the
    /// name's length (at least one edit), or a candidate that begins with the name. Of equals the first wins.
    package static func nearest(to name: String, among candidates: [String]) -> String? {
        let wanted = folded(name)
        guard !wanted.isEmpty, wanted.count <= lengthLimit else { return nil }
        var best: (candidate: String, distance: Int)?
        for candidate in candidates {
            let other = folded(candidate)
            guard other.count <= lengthLimit else { continue }
            let distance = distance(wanted, other)
            guard distance <= max(1, max(wanted.count, other.count) / 3) else { continue }
            if distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        if let best { return best.candidate }
        guard wanted.count >= prefixLimit else { return nil }
        return candidates.first { folded($0).starts(with: wanted) }
    }

    /// How many insertions, deletions, substitutions and swaps of neighbours turn one name into the other.
    ///
    /// Source: the optimal string alignment variant of the Damerau-Levenshtein distance (doi:10.1145/363958.363994).
    package static func distance(_ first: String, _ second: String) -> Int {
        distance(Array(first.unicodeScalars), Array(second.unicodeScalars))
    }

    private static func distance(_ first: [Unicode.Scalar], _ second: [Unicode.Scalar]) -> Int {
        var beforePrevious = [Int](repeating: 0, count: second.count + 1)
        var previous = Array(0...second.count)
        var current = previous
        for row in 0..<first.count {
            current[0] = row + 1
            for column in 0..<second.count {
                let substitution = previous[column] + (first[row] == second[column] ? 0 : 1)
                var cost = min(substitution, previous[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, first[row] == second[column - 1], first[row - 1] == second[column] {
                    cost = min(cost, beforePrevious[column - 1] + 1)
                }
                current[column + 1] = cost
            }
            (beforePrevious, previous, current) = (previous, current, beforePrevious)
        }
        return previous[second.count]
    }

    private static func folded(_ name: String) -> [Unicode.Scalar] {
        // Beyond the limit the rest doesn't matter, so a huge name isn't copied.
        name.unicodeScalars.prefix(lengthLimit * 2).flatMap { scalar -> [Unicode.Scalar] in
            switch scalar {
            case " ", "-", "_": []
            default: Array(scalar.properties.lowercaseMapping.unicodeScalars)
            }
        }
    }
}
