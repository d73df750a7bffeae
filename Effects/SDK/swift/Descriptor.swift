// What an effect says of itself and of its knobs. Read once, when the module starts.

/// An effect's name, version and what it does.
struct Descriptor {
    let name: StaticString
    let version: StaticString
    /// One sentence for people.
    let summary: StaticString
    /// Whether the effect listens to a second input.
    var hasSidechain = false
    /// The only block length, in frames, the effect takes; 0 for any.
    var quantum = 0
}

/// One knob: how it is named, in which unit, over which range.
///
/// The `id` is what presets and command lines use: lower-case letters, digits and hyphens.
struct ParameterDescription {
    let id: StaticString
    let name: StaticString
    let unit: Unit
    let scale: Scale
    let range: ClosedRange<Float>
    let initial: Float
    var choices: [StaticString] = []
    /// How long a change takes, unless it is stepped. A glide runs along the scale: a logarithmic parameter passes
    /// equal ratios in equal times.
    var glideMilliseconds: Float = defaultGlideMilliseconds
    /// Which of several alike it is, from 1; 0 when it is the only one.
    var number = 0

    typealias Unit = Processor.Unit
    typealias Scale = Processor.Scale

    /// Long enough for no click, short enough to follow a hand.
    static let defaultGlideMilliseconds: Float = 20

    /// A knob with a continuous range. A logarithmic scale needs a minimum above 0.
    static func continuous(
        _ id: StaticString, _ name: StaticString, _ unit: Unit, _ range: ClosedRange<Float>, initial: Float,
        scale: Scale = .linear, glideMilliseconds: Float = defaultGlideMilliseconds
    ) -> ParameterDescription {
        ParameterDescription(
            id: id, name: name, unit: unit, scale: scale, range: range, initial: initial,
            glideMilliseconds: glideMilliseconds)
    }

    /// A level or level difference, in decibels.
    static func decibels(
        _ id: StaticString, _ name: StaticString, _ range: ClosedRange<Float>, initial: Float
    ) -> ParameterDescription {
        .continuous(id, name, .decibels, range, initial: initial)
    }

    /// A frequency, in hertz, on a logarithmic scale.
    static func hertz(
        _ id: StaticString, _ name: StaticString, _ range: ClosedRange<Float>, initial: Float
    ) -> ParameterDescription {
        .continuous(id, name, .hertz, range, initial: initial, scale: .logarithmic)
    }

    /// A duration, in milliseconds.
    static func milliseconds(
        _ id: StaticString, _ name: StaticString, _ range: ClosedRange<Float>, initial: Float,
        scale: Scale = .linear
    ) -> ParameterDescription {
        .continuous(id, name, .milliseconds, range, initial: initial, scale: scale)
    }

    /// A share, in percent.
    static func percent(
        _ id: StaticString, _ name: StaticString, _ range: ClosedRange<Float>, initial: Float
    ) -> ParameterDescription {
        .continuous(id, name, .percent, range, initial: initial)
    }

    /// One of several named choices; its value is the choice's place, from 0. Changes at once: what must not click
    /// the effect crossfades itself.
    static func choice(
        _ id: StaticString, _ name: StaticString, _ choices: [StaticString], initial: Int = 0
    ) -> ParameterDescription {
        ParameterDescription(
            id: id, name: name, unit: .none, scale: .stepped, range: 0...Float(choices.count &- 1),
            initial: Float(initial), choices: choices)
    }

    /// A whole number. Changes at once.
    static func count(
        _ id: StaticString, _ name: StaticString, _ range: ClosedRange<Int>, initial: Int
    ) -> ParameterDescription {
        ParameterDescription(
            id: id, name: name, unit: .none, scale: .stepped,
            range: Float(range.lowerBound)...Float(range.upperBound), initial: Float(initial))
    }

    /// One of several alike: the number follows the id and the name, so that ‘gain’ becomes ‘gain7’ and ‘Gain 7’.
    func numbered(_ number: Int) -> ParameterDescription {
        assert(number > 0)
        var copy = self
        copy.number = number
        return copy
    }

    /// Off or on. Changes at once.
    static func toggle(_ id: StaticString, _ name: StaticString, initial: Bool = false) -> ParameterDescription {
        .choice(id, name, ["off", "on"], initial: initial ? 1 : 0)
    }
}
