// The one error of this module: everything that is wrong with one text. A plain value, any thread.

/// All problems of a preset file, a chain or an override, in the order in which they stand in the text.
package struct PresetError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file's path, or the option that the text was given to.
    package let sourceName: String
    /// The first problems, never empty, at most `PresetLimits.problems`.
    package let problems: [PresetProblem]
    /// How many more there are.
    package let omittedCount: Int

    package init(sourceName: String, problems: [PresetProblem], omittedCount: Int = 0) {
        self.sourceName = sourceName
        self.problems = problems
        self.omittedCount = omittedCount
    }

    /// One problem of a text, shown with its place.
    init(_ located: LocatedProblem, in source: PresetSource) {
        self.init(sourceName: source.name, problems: [located.placed(in: source)])
    }

    /// One line for each problem (`FILE:LINE:COLUMN: PATH: message`); below it, for an argument, the text with a
    /// caret under the place.
    package var description: String {
        var lines = problems.map(line(for:))
        if omittedCount > 0 {
            lines.append("\(shownName): and \(omittedCount) more \(omittedCount == 1 ? "problem" : "problems")")
        }
        return lines.joined(separator: "\n")
    }

    private var shownName: String { DisplayText.escaped(sourceName, limit: PresetLimits.referenceLength) }

    private func line(for problem: PresetProblem) -> String {
        if let excerpt = problem.excerpt { return "\(shownName): \(problem.message)\n\(excerpt)" }
        var text = shownName
        if let place = problem.place { text += ":\(place.line):\(place.column)" }
        if !problem.path.isEmpty { text += ": \(problem.path)" }
        return "\(text): \(problem.message)"
    }
}
