// From a control's position to a parameter's value and back. Pure functions, any thread.

package import EffectHost
private import Glibc

/// The way of a knob, from 0 at one end to 1 at the other, following the parameter's scale.
///
/// Linear: `a + p (b - a)`. Logarithmic: `a (b / a)^p`, so that equal ways are equal ratios. Stepped: the nearest whole
/// number on the linear way, each step as wide as the next. `b` may be below `a`: the knob then turns the other way.
package struct ParameterTravel: Equatable, Sendable {
    /// The value at position 0.
    package let start: Float
    /// The value at position 1.
    package let end: Float
    private let scale: ParameterScale

    /// The way over the parameter's range, or over a part of it.
    ///
    /// - Parameters:
    ///   - start: within the parameter's range; nil for its minimum.
    ///   - end: likewise; nil for its maximum.
    package init(_ parameter: EffectParameter, from start: Float? = nil, to end: Float? = nil) {
        self.start = start ?? parameter.minimum
        self.end = end ?? parameter.maximum
        scale = parameter.scale
    }

    /// The value at a position; positions beyond the ends are the ends, NaN is the start.
    package func value(at position: Double) -> Float {
        guard position > 0 else { return start }
        guard position < 1 else { return end }
        switch scale {
        case .linear: return between(Double(start) + position * (Double(end) - Double(start)))
        case .logarithmic: return between(Double(start) * pow(Double(end) / Double(start), position))
        case .stepped:
            // One more place than steps, so that the steps at the ends have as much of the way as the others.
            let stepCount = abs(Double(end) - Double(start)) + 1
            let step = (position * stepCount).rounded(.down)
            return between(Double(start) + (end < start ? -step : step))
        }
    }

    /// The position of a value, 0 to 1; a value beyond the ends is at the end.
    package func position(of value: Float) -> Double {
        guard start != end else { return 0 }
        let position =
            switch scale {
            case .linear: (Double(value) - Double(start)) / (Double(end) - Double(start))
            case .logarithmic: log(Double(value) / Double(start)) / log(Double(end) / Double(start))
            case .stepped:
                // The middle of the step's part of the way.
                (abs(Double(value) - Double(start)) + 0.5) / (abs(Double(end) - Double(start)) + 1)
            }
        return position.isNaN ? 0 : min(max(position, 0), 1)
    }

    /// Rounding may lead out of the range by a hair.
    private func between(_ value: Double) -> Float { min(max(Float(value), min(start, end)), max(start, end)) }
}
