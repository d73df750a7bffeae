// Former names held against what an effect says of itself, and used. Pure functions, any thread.

extension EffectDescriptor {
    /// Takes over what the effect states of former names.
    ///
    /// Errors: `.invalidRenames`: what they lead to isn't there, or they are in use.
    package mutating func adopt(_ renames: EffectRenames, effect: String) throws(EffectError) {
        if let problem = problem(with: renames) { throw EffectError(.invalidRenames(problem), effect: effect) }
        attach(renames)
    }

    /// Takes over former names that fit.
    mutating func attach(_ renames: EffectRenames) {
        self.renames = renames
        for (id, choices) in renames.choices {
            guard let index = parameters.firstIndex(where: { $0.id == id }) else { continue }
            parameters[index].formerChoices = choices
        }
    }

    /// The place of the parameter with that id, present or former.
    package func parameterIndex(_ id: String) -> Int? {
        parameters.firstIndex { $0.id == id }
            ?? renames.parameters[id].flatMap { present in parameters.firstIndex { $0.id == present } }
    }

    /// Old leads straight to new: new is there, old isn't any more. So there are no chains and no circles.
    private func problem(with renames: EffectRenames) -> String? {
        let ids = Set(parameters.map(\.id))
        for (old, new) in renames.parameters.sorted(by: { $0.key < $1.key }) {
            if ids.contains(old) { return "‘\(old)’ is to be the former id of a parameter, and one has it" }
            if !ids.contains(new) {
                let isChain = renames.parameters[new] != nil
                return "‘\(old)’ is to be called ‘\(shown(new))’ now, and no parameter is"
                    + (isChain ? "; a former id leads straight to the present one" : "")
            }
        }
        for (id, choices) in renames.choices.sorted(by: { $0.key < $1.key }) {
            guard let parameter = parameters.first(where: { $0.id == id }), !parameter.choices.isEmpty else {
                return "it states former choices of ‘\(shown(id))’, which is no parameter with choices"
            }
            var taken = Set(parameter.choices.map(EffectParameter.foldedChoice))
            for (old, new) in choices.sorted(by: { $0.key < $1.key }) {
                if !parameter.choices.contains(new) {
                    return "the choice ‘\(shown(old))’ of ‘\(id)’ is to be called ‘\(shown(new))’ now, and none is"
                        + (choices[new] != nil ? "; a former name leads straight to the present one" : "")
                }
                if !taken.insert(EffectParameter.foldedChoice(old)).inserted {
                    return "‘\(shown(old))’ is to be a former choice of ‘\(id)’, and another has that name"
                }
            }
        }
        return nil
    }

    private func shown(_ text: String) -> String { printable(text, limit: EffectRenames.Limits.nameLength) }
}

extension EffectParameter {
    /// The place of the choice with that name, present or former, as people may write it.
    package func choiceIndex(_ name: String) -> Int? {
        let wanted = Self.foldedChoice(name)
        return choices.firstIndex { Self.foldedChoice($0) == wanted } ?? formerChoiceIndex(name)
    }

    /// The place of the choice that was called so.
    package func formerChoiceIndex(_ name: String) -> Int? {
        let wanted = Self.foldedChoice(name)
        guard let present = formerChoices.first(where: { Self.foldedChoice($0.key) == wanted })?.value else {
            return nil
        }
        return choices.firstIndex(of: present)
    }

    /// As choices are compared: `Low Pass`, `low_pass` and `low-pass` are one. A hyphen at the start stays: it may be a
    /// minus sign.
    package static func foldedChoice(_ text: String) -> String {
        let lower = text.lowercased()
        return lower.prefix(1) + lower.dropFirst().filter { !$0.isWhitespace && $0 != "-" && $0 != "_" }
    }

    /// Whether a text is what the contract has for a parameter's id.
    static func isID(_ text: String) -> Bool {
        (1...EffectRenames.Limits.nameLength).contains(text.unicodeScalars.count)
            && text.unicodeScalars.allSatisfy { ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "-" }
    }
}
