// What an effect can show of what it measures: the contract's `meter` record, and what one showed. Plain values, any
// thread.

/// One meter of an effect.
package struct EffectMeter: Equatable, Sendable, Codable {
    /// Stable name: lower-case kebab, unique among the effect's meters.
    package var id: String
    /// Name for people.
    package var name: String
    package var unit: ParameterUnit
    package var minimum: Float
    package var maximum: Float

    package init(id: String, name: String, unit: ParameterUnit, minimum: Float, maximum: Float) {
        self.id = id
        self.name = name
        self.unit = unit
        self.minimum = minimum
        self.maximum = maximum
    }
}

/// What a meter shows.
package struct MeterReading: Equatable, Sendable, Codable {
    package var meter: EffectMeter
    /// In the meter's unit, between its ends; nil where there is nothing to show.
    package var value: Float?

    /// - Parameter number: as the effect gave it. NaN is no reading, and what lies beyond the meter's scale is its end.
    package init(_ meter: EffectMeter, number: Float) {
        self.meter = meter
        value = number.isNaN ? nil : min(max(number, meter.minimum), meter.maximum)
    }
}
