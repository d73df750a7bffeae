// Collects the problems of one text, in its order and within a bound. Owned by one reader, on its thread.

/// Keeps the problems that stand first in the text and counts the others.
struct ProblemList {
    private var kept: [LocatedProblem] = []
    private var omittedCount = 0

    /// Whether nothing is wrong so far.
    var isEmpty: Bool { kept.isEmpty }

    /// Adds a problem, under the path it belongs to unless it bears one already.
    mutating func add(_ problem: PresetProblem, path: String = "", at span: SourceSpan?) {
        var problem = problem
        if problem.path.isEmpty { problem.path = DisplayText.escaped(path, limit: PresetLimits.nameLength) }
        kept.append(LocatedProblem(span: span, problem: problem))
        // A hostile file can hold a problem in every byte: never keep more than a few times what is shown.
        if kept.count > 4 * PresetLimits.problems { trim() }
    }

    /// The error to throw, or nil when nothing is wrong. Places and excerpts are worked out here, for the shown ones.
    func error(in source: PresetSource) -> PresetError? {
        var list = self
        list.trim()
        guard !list.kept.isEmpty else { return nil }
        return PresetError(sourceName: source.name, problems: list.kept.map { $0.placed(in: source) }, omittedCount: list.omittedCount)
    }

    private mutating func trim() {
        // Stable: of two problems at one place the one found first comes first.
        let ordered = kept.enumerated().sorted { first, second in
            let (left, right) = (first.element.span?.start ?? -1, second.element.span?.start ?? -1)
            return left == right ? first.offset < second.offset : left < right
        }
        omittedCount += max(0, ordered.count - PresetLimits.problems)
        kept = ordered.prefix(PresetLimits.problems).map(\.element)
    }
}
