// Parameter values for tests: chosen by name, at random, at the ends. Any test thread.

package import EffectHost
import Foundation
package import TestSupport

extension EffectDescriptor {
    /// The value each parameter begins with.
    package var initialValues: [Float] { parameters.map(\.initial) }

    package func index(of id: String) -> Int? { parameters.firstIndex { $0.id == id } }

    /// The initial values, some replaced: by number, or by a choice's place.
    ///
    /// Errors: there is no parameter of that name.
    package func values(_ settings: [String: Float]) throws -> [Float] {
        var values = initialValues
        for (id, value) in settings {
            guard let index = index(of: id) else { throw UnknownParameter(effect: name, parameter: id) }
            values[index] = value
        }
        return values
    }

    /// The place of a choice among its parameter's.
    package func choice(_ choice: String, of id: String) throws -> Float {
        guard let index = index(of: id), let place = parameters[index].choices.firstIndex(of: choice) else {
            throw UnknownParameter(effect: name, parameter: "\(id) = \(choice)")
        }
        return Float(place)
    }

    /// A value for each parameter: an end of its range now and then, else anything along its scale.
    package func randomValues(using generator: inout SeededGenerator) -> [Float] {
        parameters.map { parameter in
            switch Int.random(in: 0..<8, using: &generator) {
            case 0: parameter.minimum
            case 1: parameter.maximum
            default: parameter.value(at: Float.random(in: 0...1, using: &generator))
            }
        }
    }

    /// A parameter that the effect should have and hasn't.
    package struct UnknownParameter: Error {
        let effect: String
        let parameter: String
    }
}

extension EffectParameter {
    /// The value at a place on the parameter's scale, 0 to 1.
    package func value(at place: Float) -> Float {
        let value: Float
        switch scale {
        case .linear: value = minimum + (maximum - minimum) * place
        case .logarithmic: value = Float(Double(minimum) * pow(Double(maximum) / Double(minimum), Double(place)))
        case .stepped: value = (minimum + (maximum - minimum) * place).rounded()
        }
        return min(max(value, minimum), maximum)
    }
}
