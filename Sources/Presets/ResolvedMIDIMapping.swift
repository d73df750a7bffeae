// A controller whose parameter is known. A plain value, any thread.

package import EffectHost

/// One controller, the parameter it moves and the way it moves it over.
package struct ResolvedMIDIMapping: Equatable, Sendable {
    /// As the preset writes it, but for a parameter that it names as it was called before.
    package let mapping: MIDIMapping
    /// The effect's parameter, or `NodeControl.mix` or `.bypass`.
    package let parameter: EffectParameter
    /// The value at the controller's 0, within the parameter's range.
    package let start: Float
    /// The value at its highest position, likewise; may be below `start`.
    package let end: Float

    /// - Throws: what is wrong with `minimum` or `maximum`, under that path.
    package init(_ mapping: MIDIMapping, parameter: EffectParameter) throws(PresetProblem) {
        self.mapping = mapping
        self.parameter = parameter
        start = try Self.end(mapping.minimum, "minimum", parameter) ?? parameter.minimum
        end = try Self.end(mapping.maximum, "maximum", parameter) ?? parameter.maximum
    }

    private static func end(
        _ value: PresetValue?, _ key: String, _ parameter: EffectParameter
    ) throws(PresetProblem) -> Float? {
        guard let value else { return nil }
        do throws(PresetProblem) {
            return try ParameterValue.read(value, for: parameter)
        } catch {
            var problem = error
            problem.path = key
            throw problem
        }
    }
}
