// What a parameter is, as clients are told. A plain value, any thread.

package import EffectHost
private import Presets

/// A parameter of a node, or one of the node's own controls, with its value and what it takes.
package struct ParameterReading: Codable, Equatable, Sendable {
    /// `lowpass.cutoff`, as requests name it.
    package var target: String
    /// In the parameter's own unit; of a choice the index.
    package var value: Float
    /// For people: `800 Hz`, a choice's name.
    package var text: String
    /// Whose `id` is `mix` for `@mix`, and whose range, unit, scale and choices say what it takes.
    package var parameter: EffectParameter

    /// A parameter of the effect.
    package init(node: String, parameter: EffectParameter, value: Float) {
        self.init(target: ParameterTarget(node: node, parameter: parameter.id), parameter: parameter, value: value)
    }

    /// One of `NodeControl.all`.
    package init(node: String, control: EffectParameter, value: Float) {
        let id = "\(NodeControl.marker)\(control.id)"
        self.init(target: ParameterTarget(node: node, parameter: id), parameter: control, value: value)
    }

    private init(target: ParameterTarget, parameter: EffectParameter, value: Float) {
        self.target = target.description
        self.value = value
        text = ParameterValue.format(value, for: parameter)
        self.parameter = parameter
    }

    /// The node and the parameter apart.
    package var parsedTarget: ParameterTarget? { ParameterTarget(target) }
}
