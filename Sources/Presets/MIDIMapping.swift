// Which MIDI controller moves which parameter, as a preset writes it. A plain value, any thread.

/// One controller and what it moves, while the preset plays live.
package struct MIDIMapping: Equatable, Sendable {
    /// The control change's number, 0 to 127; with 14 bits, 0 to 31.
    package var controller: Int
    /// 1 to 16; nil for any.
    package var channel: Int?
    /// A node of the preset.
    package var node: String
    /// A parameter of its effect, or `@mix` or `@bypass`.
    package var parameter: String
    /// The value at the controller's 0; nil for the parameter's minimum. It may be above `maximum`.
    package var minimum: PresetValue?
    /// The value at the controller's highest position; nil for the parameter's maximum.
    package var maximum: PresetValue?
    /// 7, or 14: the controller 32 numbers above sends what comes after the point.
    package var bits: Int
    /// Whether the controller moves the parameter only after it has met the parameter's present value, so that nothing
    /// jumps; otherwise it moves it wherever it stands.
    package var picksUp: Bool

    package init(
        controller: Int, channel: Int? = nil, node: String, parameter: String, minimum: PresetValue? = nil,
        maximum: PresetValue? = nil, bits: Int = 7, picksUp: Bool = false
    ) {
        self.controller = controller
        self.channel = channel
        self.node = node
        self.parameter = parameter
        self.minimum = minimum
        self.maximum = maximum
        self.bits = bits
        self.picksUp = picksUp
    }

    /// `node.parameter`, as the preset writes it.
    package var target: String { "\(node).\(parameter)" }
}
