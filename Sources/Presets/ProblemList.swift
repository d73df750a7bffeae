// Collects the problems of one text, in its order and within a bound. Owned by one reader, on its thread.

/// Keeps the problems that stand first in the text and counts the others.
struct ProblemList {
    private var kept: [LocatedProblem] = []
    private var omittedCount = 0
    /// Where the last of the problems to show stands, once there are enough of them.
    private var lastShownOffset: Int?

    /// Whether nothing is wrong so far.
    var isEmpty: Bool { kept.isEmpty }

    /// Adds a problem, under the path it belongs to unless it bears one already.
    ///
    /// A hostile file can hold a problem in every few bytes. One that stands after all that will be shown is counted
    /// and not even worded, because the search for the nearest name takes its time.
    mutating func add(_ wording: @autoclosure () -> PresetProblem, path: String = "", at span: SourceSpan?) {
        if let lastShownOffset, let span, span.start >= lastShownOffset {
            omittedCount += 1
            return
        }
        var problem = wording()
        if problem.path.isEmpty { problem.path = DisplayText.escaped(path, limit: PresetLimits.nameLength) }
        kept.append(LocatedProblem(span: span, problem: problem))
        if kept.count > 2 * PresetLimits.problems { trim() }
    }

    /// The error to throw, or nil when nothing is wrong. Places and excerpts are worked out here, for the shown ones.
    func error(in source: PresetSource) -> PresetError? {
        var list = self
        list.trim()
        guard !list.kept.isEmpty else { return nil }
        return PresetError(
            sourceName: source.name, problems: list.kept.map { $0.placed(in: source) }, omittedCount: list.omittedCount)
    }

    private mutating func trim() {
        // Stable: of two problems at one place the one found first comes first.
        let ordered = kept.enumerated().sorted { first, second in
            let (left, right) = (first.element.span?.start ?? -1, second.element.span?.start ?? -1)
            return left == right ? first.offset < second.offset : left < right
        }
        omittedCount += max(0, ordered.count - PresetLimits.problems)
        kept = ordered.prefix(PresetLimits.problems).map(\.element)
        if kept.count == PresetLimits.problems { lastShownOffset = kept.last?.span?.start ?? -1 }
    }
}
