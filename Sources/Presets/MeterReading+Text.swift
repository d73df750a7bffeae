// Shows a meter to people. Pure functions, any thread but the audio thread.

package import EffectHost

extension MeterReading {
    /// The value with its unit, levels to a tenth; `-` where there is nothing to show.
    package var text: String {
        guard let value else { return "-" }
        let isLevel = meter.unit == .decibels
        return ParameterValue.format(isLevel ? (value * 10).rounded() / 10 : value, for: EffectParameter(meter))
    }

    /// Where the value lies between the meter's ends, 0 to 1; 0 where there is nothing to show.
    package var position: Double {
        guard let value, meter.maximum > meter.minimum else { return 0 }
        return (Double(value) - Double(meter.minimum)) / (Double(meter.maximum) - Double(meter.minimum))
    }
}

extension EffectMeter {
    /// The meter's ends: `-70 dB to 0 dB`.
    package var rangeText: String { ParameterValue.range(of: EffectParameter(self)) }
}

extension EffectParameter {
    /// A parameter whose values are written as the meter's are.
    fileprivate init(_ meter: EffectMeter) {
        self.init(
            id: meter.id, name: meter.name, unit: meter.unit, scale: .linear, minimum: meter.minimum,
            maximum: meter.maximum, initial: meter.minimum)
    }
}
