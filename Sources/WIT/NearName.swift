// What somebody may have meant who mistyped a name. Pure functions, any thread.

/// Finds the name most like another one.
enum NearName {
    /// Longer names, and more of them, are not compared.
    private static let maximumLength = 48
    private static let maximumCount = 512

    /// The candidate with the fewest typing errors, if they are few for its length; the first of equals.
    static func suggestion(for name: String, among candidates: some Sequence<String>) -> String? {
        let wanted = Array(name.utf8)
        guard wanted.count <= maximumLength else { return nil }
        var best: (name: String, distance: Int)?
        for candidate in candidates.prefix(maximumCount) {
            let limit = min((best?.distance ?? .max) - 1, wanted.count / 3, 3)
            let bytes = Array(candidate.utf8)
            guard bytes.count <= maximumLength, abs(bytes.count - wanted.count) <= limit else { continue }
            let distance = distance(wanted, bytes)
            if distance <= limit { best = (candidate, distance) }
        }
        return best?.name
    }

    /// Letters to put in, take out, replace, or swap with their neighbour.
    ///
    /// Source: the optimal string alignment distance; Damerau, "A technique for computer detection and correction of
    /// spelling errors", CACM 7(3), 1964.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var twoBack: [Int] = []
        var previous = Array(0...right.count)
        for i in left.indices {
            var row = [i + 1]
            for j in right.indices {
                var best = min(previous[j + 1] + 1, row[j] + 1, previous[j] + (left[i] == right[j] ? 0 : 1))
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                    best = min(best, twoBack[j - 1] + 1)
                }
                row.append(best)
            }
            (twoBack, previous) = (previous, row)
        }
        return previous[right.count]
    }
}
