// The knobs' values as the effect sees them: where each stands at the end of the current control period.

/// The parameters of an effect, read by name: `parameters[.cutoff]`.
struct Parameters<Name: RawRepresentable> where Name.RawValue == Int {
    // SAFETY: points to one element per case of `Name`, made by the effect's `Runner` and never freed; raw values count
    // from 0, which the runner checks when it makes them.
    let states: UnsafeMutablePointer<ParameterState>
    /// Whether the stream starts here, so that nothing sounds yet: take the values at once instead of gliding there.
    let isStart: Bool

    /// The value in the parameter's own unit, at the end of this control period.
    subscript(name: Name) -> Float {
        @inline(__always) get { states[name.rawValue].value }
    }

    /// Where the parameter is going: its value once its glide has ended.
    @inline(__always)
    func target(_ name: Name) -> Float {
        states[name.rawValue].target
    }

    /// A toggle's position.
    @inline(__always)
    func isOn(_ name: Name) -> Bool {
        states[name.rawValue].value >= 0.5
    }

    /// A whole-number parameter, or a choice's place in its list.
    @inline(__always)
    func count(_ name: Name) -> Int {
        Int(states[name.rawValue].value)
    }

    /// A choice as an enumeration that lists the same choices in the same order.
    @inline(__always)
    func choice<Choice: RawRepresentable>(_ name: Name, as: Choice.Type = Choice.self) -> Choice
    where Choice.RawValue == Int {
        guard let choice = Choice(rawValue: count(name)) else { preconditionFailure("a choice without a case") }
        return choice
    }
}
