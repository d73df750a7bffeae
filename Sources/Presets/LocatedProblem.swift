// A problem together with the stretch of text it is about. A plain value, any thread.

/// A problem and the stretch of text it is about.
package struct LocatedProblem: Error, Equatable, Sendable {
    /// nil when there is no text to point at.
    package var span: SourceSpan?
    /// What is wrong.
    package var problem: PresetProblem

    package init(span: SourceSpan?, problem: PresetProblem) {
        self.span = span
        self.problem = problem
    }
    /// The problem with its line and column, for an argument also with the text and a caret.
    func placed(in source: PresetSource) -> PresetProblem {
        guard let span else { return problem }
        var problem = problem
        problem.place = source.place(at: span.start)
        if source.style == .argument { problem.excerpt = source.excerpt(around: span) }
        return problem
    }
}
