// The controls that every node and connection has, whatever its effect. Constants, any thread.

package import EffectHost

/// The graph's own controls, described as an effect describes its parameters, so that they are read the same way.
package enum NodeControl {
    /// How much of a node's output is the effect's: 0 to 1, or a percentage.
    package static let mix = EffectParameter(
        id: "mix", name: "Mix", unit: .none, scale: .linear, minimum: 0, maximum: 1, initial: 1)

    /// Whether the sound passes by a node's effect.
    package static let bypass = EffectParameter(
        id: "bypass", name: "Bypass", unit: .none, scale: .stepped, minimum: 0, maximum: 1, initial: 0,
        choices: ["off", "on"])

    /// The gain of a connection, in decibels.
    package static let connectionGain = EffectParameter(
        id: "gain", name: "Gain", unit: .decibels, scale: .linear, minimum: -120, maximum: 24, initial: 0)

    /// How a chain or an override writes the controls of a node, apart from the effect's parameters of the same name.
    package static let marker: Character = "@"

    /// The controls of a node that a chain or an override can set.
    package static let all = [mix, bypass]

    /// The problem with a control that doesn't exist; `name` with the marker.
    static func unknown(_ name: String) -> PresetProblem {
        .unknownControl(name, known: all.map { "\(marker)\($0.id)" })
    }
}
