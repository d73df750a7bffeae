// What a Faust program's user interface consists of, checked: parameters and meters. Plain values, any thread.

/// A control that becomes a parameter.
struct FaustParameter: Equatable, Sendable {
    /// A value that has a name.
    struct Choice: Equatable, Sendable {
        let name: String
        let value: Double
    }

    var id: String
    var name: String
    let unit: ParameterUnit
    let scale: ParameterScale
    let minimum: Double
    let maximum: Double
    let initial: Double
    /// In the order of the parameter's values.
    var choices: [Choice] = []
    /// Where its value lies in an instance's state, in bytes.
    let place: Int
}

/// A control that the program writes to.
struct FaustMeter: Equatable, Sendable {
    var id: String
    var name: String
    let unit: ParameterUnit
    let minimum: Double
    let maximum: Double
    /// Where its value lies in an instance's state, in bytes.
    let place: Int
}
