// From the lifted record to a descriptor that can be relied upon. Any thread but the audio thread.

import CanonicalABI

extension EffectDescriptor {
    /// Bounds on what a stranger's effect may say of itself.
    enum Bounds {
        static let parameters = 1_024
        static let choices = 1_024
        static let textBytes = 4_096
        static let quantum = 65_536
        static let idLength = EffectRenames.Limits.nameLength
    }

    /// Checks a lifted `descriptor` record.
    ///
    /// Errors: `.invalidDescriptor`, naming the parameter and what is wrong with it.
    init(lifting value: Value, effect: String) throws(EffectError) {
        guard case .members(let members) = value, members.count == 6,
            case .string(let name) = members[0], case .string(let version) = members[1],
            case .string(let summary) = members[2], case .bool(let hasSidechain) = members[3],
            case .u32(let quantum) = members[4], case .list(let parameters) = members[5]
        else { preconditionFailure("a descriptor lifts as its record's members") }

        func refuse(_ reason: String) -> EffectError { EffectError(.invalidDescriptor(reason), effect: effect) }
        guard !printable(name).allSatisfy(\.isWhitespace) else { throw refuse("its name is empty") }
        for text in [name, version, summary] where text.utf8.count > Bounds.textBytes {
            throw refuse("a text of \(text.utf8.count) bytes; at most \(Bounds.textBytes) are allowed")
        }
        guard quantum <= Bounds.quantum else {
            throw refuse("its quantum is \(quantum) frames; at most \(Bounds.quantum) are allowed")
        }
        guard parameters.count <= Bounds.parameters else {
            throw refuse("it has \(parameters.count) parameters; at most \(Bounds.parameters) are allowed")
        }
        var lifted: [EffectParameter] = []
        var ids: Set<String> = []
        for (index, parameter) in parameters.enumerated() {
            let parameter = EffectParameter(lifting: parameter)
            if let problem = parameter.problem(textBytes: Bounds.textBytes, choices: Bounds.choices) {
                throw refuse("parameter \(index), ‘\(printable(parameter.id, limit: Bounds.idLength))’: \(problem)")
            }
            guard ids.insert(parameter.id).inserted else {
                throw refuse("two parameters are called ‘\(parameter.id)’")
            }
            lifted.append(parameter)
        }
        self.init(
            name: printable(name), version: printable(version), summary: printable(summary),
            hasSidechain: hasSidechain, quantum: Int(quantum), parameters: lifted)
    }
}

extension EffectParameter {
    fileprivate init(lifting value: Value) {
        guard case .members(let members) = value, members.count == 8,
            case .string(let id) = members[0], case .string(let name) = members[1],
            case .variant(let unit, _) = members[2], case .variant(let scale, _) = members[3],
            case .f32(let minimum) = members[4], case .f32(let maximum) = members[5],
            case .f32(let initial) = members[6], case .list(let choices) = members[7]
        else { preconditionFailure("a parameter lifts as its record's members") }
        self.init(
            id: id, name: printable(name), unit: ParameterUnit.allCases[unit], scale: ParameterScale.allCases[scale],
            minimum: minimum, maximum: maximum, initial: initial,
            choices: choices.map { choice in
                guard case .string(let text) = choice else { preconditionFailure("a choice lifts as a string") }
                return printable(text)
            })
    }

    /// What `isID` asks for.
    static var idRule: String {
        "an identifier is 1 to \(EffectDescriptor.Bounds.idLength) lower-case letters, digits and hyphens"
    }

    /// What is wrong with it, or nil.
    fileprivate func problem(textBytes: Int, choices choiceLimit: Int) -> String? {
        guard Self.isID(id) else { return Self.idRule }
        guard ([name] + choices).allSatisfy({ $0.utf8.count <= textBytes }) else { return "a text is too long" }
        guard minimum.isFinite, maximum.isFinite, initial.isFinite, (maximum - minimum).isFinite else {
            return "its range is not finite"
        }
        guard minimum < maximum || (minimum == maximum && choices.count == 1) else {
            return "its minimum \(minimum) is not below its maximum \(maximum)"
        }
        guard (minimum...maximum).contains(initial) else {
            return "its initial value \(initial) is outside \(minimum) to \(maximum)"
        }
        guard scale != .logarithmic || minimum > 0 else { return "a logarithmic range must be above zero" }
        guard scale != .stepped || [minimum, maximum, initial].allSatisfy({ $0 == $0.rounded() }) else {
            return "a stepped scale takes whole numbers, not \(minimum) to \(maximum), initially \(initial)"
        }
        guard choices.count <= choiceLimit else { return "it has more than \(choiceLimit) choices" }
        guard Set(choices).count == choices.count, choices.allSatisfy({ !$0.allSatisfy(\.isWhitespace) }) else {
            return "two of its choices have the same name, or one has none"
        }
        guard choices.isEmpty || (scale == .stepped && minimum == 0 && maximum == Float(choices.count - 1)) else {
            return "its \(choices.count) choices need a stepped scale from 0 to \(choices.count - 1)"
        }
        return nil
    }
}
