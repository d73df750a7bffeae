// One node of a preset as it is written. A plain value, any thread.

/// An effect in the graph with the parameters that differ from the effect's own.
package struct PresetNode: Equatable, Sendable {
    /// A parameter that the preset sets.
    package struct Setting: Equatable, Sendable {
        /// The parameter's id.
        package var parameter: String
        /// Its value.
        package var value: PresetValue

        package init(_ parameter: String, _ value: PresetValue) {
            self.parameter = parameter
            self.value = value
        }
    }

    /// Unique in the preset; lower-case words joined by hyphens, not `input` or `output`.
    package var id: String
    /// An alias of the preset, the name of a shipped or installed effect, or a path to a `.wasm`, `.js` or `.dsp` file.
    package var effect: String
    /// In the order written; no parameter twice.
    package var settings: [Setting]
    /// What the effect is told beyond numbers: an object; nil when the preset says nothing.
    package var options: JSONValue?
    /// Messages that the effect gets, in this order, when it is ready.
    package var messages: [JSONValue]
    /// How much of the output is the effect's: 0 is the input untouched, 1 (the default) the effect alone.
    package var mix: Float
    /// Whether the sound passes by the effect.
    package var isBypassed: Bool

    package init(
        id: String, effect: String, settings: [Setting] = [], options: JSONValue? = nil, messages: [JSONValue] = [],
        mix: Float = 1, isBypassed: Bool = false
    ) {
        self.id = id
        self.effect = effect
        self.settings = settings
        self.options = options
        self.messages = messages
        self.mix = mix
        self.isBypassed = isBypassed
    }
}
