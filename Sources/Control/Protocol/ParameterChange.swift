// How a control changes a parameter. Plain values and pure functions, any thread.

package import EffectHost
package import Presets

/// A new value, or a way from the old one.
package enum ParameterChange: Equatable, Sendable {
    /// As a preset writes a value: a number in the parameter's unit, a text with a unit, a choice's name, on or off.
    case to(PresetValue)
    /// As `get` tells it: in the parameter's unit, of a choice its index. Finite.
    case number(Double)
    /// So much more, or less, in the parameter's unit or the one given.
    case by(PresetValue)
    /// To a place on the control's way, 0 to 1.
    case position(Double)
    /// So far along the control's way, -1 to 1. A parameter in steps moves at least one.
    case turn(Double)

    /// The value that the parameter then has. Beyond the ends of its range lies the end, except for `.to`, which
    /// is refused there as in a preset.
    ///
    /// - Throws: `.badValue`, with what the parameter takes.
    package func value(for parameter: EffectParameter, from current: Float) throws(ControlError) -> Float {
        let travel = ParameterTravel(parameter)
        do throws(PresetProblem) {
            switch self {
            case .to(let value): return try ParameterValue.read(value, for: parameter)
            case .number(let number):
                let value = parameter.scale == .stepped ? number.rounded() : number
                return min(max(Float(value), parameter.minimum), parameter.maximum)
            case .by(let difference):
                guard parameter.choices.isEmpty else { break }
                var differences = parameter
                let span = parameter.maximum - parameter.minimum
                (differences.minimum, differences.maximum) = (-span, span)
                let value = current + (try ParameterValue.read(difference, for: differences))
                return min(max(value, parameter.minimum), parameter.maximum)
            case .position(let position): return travel.value(at: position)
            case .turn(let turn):
                let value = travel.value(at: travel.position(of: current) + turn)
                guard parameter.scale == .stepped, value == current, turn != 0 else { return value }
                return min(max(current + (turn > 0 ? 1 : -1), parameter.minimum), parameter.maximum)
            }
        } catch {
            throw ControlError(.badValue, "\(parameter.id): \(error.message)")
        }
        throw ControlError(
            .badValue, "\(parameter.id) is one of \(DisplayText.list(parameter.choices)); give one of them, or \"turn\""
        )
    }
}
