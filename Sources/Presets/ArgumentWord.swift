// A piece of a chain or an override, with its place. A plain value, any thread.

import EffectHost

/// Some characters of a command-line argument, quotes removed, and where they stand.
struct ArgumentWord {
    let text: String
    let span: SourceSpan
    /// Whether it stood in quotes.
    var isQuoted = false

    /// The word as a parameter's value.
    func read(for parameter: EffectParameter) throws(LocatedProblem) -> Float {
        do throws(PresetProblem) {
            return try ParameterValue.read(.text(text), for: parameter)
        } catch {
            throw LocatedProblem(span: span, problem: error)
        }
    }
}
