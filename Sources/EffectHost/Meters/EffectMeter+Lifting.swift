// From the lifted list to meters that can be relied upon. Any thread but the audio thread.

import CanonicalABI

extension EffectMeter {
    /// The most that an effect may have.
    package static let limit = 64

    /// Checks what an effect's meters are said to be.
    ///
    /// Errors: `.invalidDescriptor`, naming the meter and what is wrong with it.
    static func list(lifting value: Value, effect: String) throws(EffectError) -> [EffectMeter] {
        guard case .list(let meters) = value else { preconditionFailure("the meters lift as a list") }
        func refuse(_ reason: String) -> EffectError { EffectError(.invalidDescriptor(reason), effect: effect) }
        guard meters.count <= limit else {
            throw refuse("it has \(meters.count) meters; at most \(limit) are allowed")
        }
        var lifted: [EffectMeter] = []
        var ids: Set<String> = []
        for (index, value) in meters.enumerated() {
            let meter = EffectMeter(lifting: value)
            if let problem = nameProblem(of: value) ?? meter.problem {
                let id = printable(meter.id, limit: EffectRenames.Limits.nameLength)
                throw refuse("meter \(index), ‘\(id)’: \(problem)")
            }
            guard ids.insert(meter.id).inserted else { throw refuse("two meters are called ‘\(meter.id)’") }
            lifted.append(meter)
        }
        return lifted
    }

    private init(lifting value: Value) {
        guard case .members(let members) = value, members.count == 5,
            case .string(let id) = members[0], case .string(let name) = members[1],
            case .variant(let unit, _) = members[2], case .f32(let minimum) = members[3],
            case .f32(let maximum) = members[4]
        else { preconditionFailure("a meter lifts as its record's members") }
        self.init(
            id: id, name: printable(name), unit: ParameterUnit.allCases[unit], minimum: minimum, maximum: maximum)
    }

    /// A meter's name is cut when it is made printable, so it is judged before.
    private static func nameProblem(of value: Value) -> String? {
        guard case .members(let members) = value, case .string(let name) = members[1] else { return nil }
        return name.utf8.count <= EffectDescriptor.Bounds.textBytes ? nil : "a text is too long"
    }

    /// What is wrong with it, or nil. The same rules as a parameter's.
    private var problem: String? {
        guard EffectParameter.isID(id) else { return EffectParameter.idRule }
        guard minimum.isFinite, maximum.isFinite, (maximum - minimum).isFinite else { return "its range is not finite" }
        guard minimum < maximum else { return "its minimum \(minimum) is not below its maximum \(maximum)" }
        return nil
    }
}
