// A parameter's value as a preset writes it, before the parameter is known. A plain value, any thread.

/// What may stand for a parameter's value.
package enum PresetValue: Equatable, Sendable {
    /// In the parameter's own unit.
    case number(Double)
    /// A number with a unit (`2.5kHz`), or a choice's name.
    case text(String)
    /// For a switch: a parameter with two choices.
    case flag(Bool)
}
