// What type declarations and expressions stand for. Used by one thread at a time.

extension Scope {
    // MARK: - Declarations

    /// Looks a declaration up; the types that it is made of have been before.
    func entry(_ declaration: TypeDeclaration) throws(WITError) -> Entry {
        var isResource = false
        var measures: [Measure] = []
        func type(_ expression: TypeExpression) throws(WITError) -> TypeReference {
            let (reference, measure) = try reference(expression)
            measures.append(measure)
            return reference
        }
        let kind: TypeDefinition.Kind
        switch declaration.definition {
        case .alias(let expression):
            if case .named(let name) = expression.form, case let entry = try entry(name, "type"), entry.isResource {
                isResource = true
                measures.append(entry.measure)
                kind = .alias(.named(name.text))
            } else {
                kind = .alias(try type(expression))
            }
        case .record(let members):
            try checkNames(members.map(\.name), "record", declaration.name)
            var fields: [TypeDefinition.Field] = []
            for member in members {
                fields.append(
                    .init(member.name.text, try type(member.type), documentation: member.documentation))
            }
            kind = .record(fields)
        case .variant(let cases):
            try checkNames(cases.map(\.name), "variant", declaration.name)
            var found: [TypeDefinition.Case] = []
            for item in cases {
                var payload: TypeReference?
                if let expression = item.payload { payload = try type(expression) }
                found.append(.init(item.name.text, payload, documentation: item.documentation))
            }
            kind = .variant(found)
        case .enumeration(let cases):
            try checkNames(cases.map(\.name), "enum", declaration.name)
            kind = .enumeration(cases.map { .init($0.name.text, documentation: $0.documentation) })
        case .flags(let labels):
            try checkNames(labels.map(\.name), "flags type", declaration.name)
            guard labels.count <= Limits.flags else {
                throw sources.error(.tooMany("flags", limit: Limits.flags), at: declaration.name.place)
            }
            kind = .flags(labels.map { .init($0.name.text, documentation: $0.documentation) })
        case .resource:
            isResource = true
            kind = .resource([])
        }
        let measure = Measure.around(measures)
        try check(measure, at: declaration.name.place)
        let definition = TypeDefinition(
            declaration.name.text, kind, documentation: declaration.annotations.documentation,
            gate: declaration.annotations.gate)
        return Entry(definition: definition, isResource: isResource, measure: measure)
    }

    private func checkNames(_ names: [Identifier], _ what: String, _ type: Identifier) throws(WITError) {
        guard !names.isEmpty else { throw sources.error(.empty(what), at: type.place) }
        guard names.count <= Limits.members else {
            throw sources.error(.tooMany("members", limit: Limits.members), at: type.place)
        }
        var table = NameTable(sources)
        for name in names { try table.add(name, of: "member") }
    }

    private func check(_ measure: Measure, at place: Place) throws(WITError) {
        guard measure.parts <= Limits.parts else { throw sources.error(.tooLarge(limit: Limits.parts), at: place) }
        guard measure.depth <= Limits.depth else { throw sources.error(.tooDeep(limit: Limits.depth), at: place) }
    }

    // MARK: - Expressions

    /// Looks an expression up.
    ///
    /// Errors: an unknown name, a name of the wrong kind, a type that becomes too large.
    func reference(_ expression: TypeExpression) throws(WITError) -> (TypeReference, Measure) {
        let (reference, measure) = try unbounded(expression)
        try check(measure, at: expression.place)
        return (reference, measure)
    }

    private func unbounded(_ expression: TypeExpression) throws(WITError) -> (TypeReference, Measure) {
        switch expression.form {
        case .primitive(let primitive): return (.primitive(primitive), Measure())
        case .list(let element):
            let (reference, measure) = try self.reference(element)
            return (.list(reference), .around([measure]))
        case .option(let wrapped):
            let (reference, measure) = try self.reference(wrapped)
            return (.option(reference), .around([measure]))
        case .result(let ok, let error):
            let (okType, errorType) = (try reference(optional: ok), try reference(optional: error))
            return (
                .result(ok: okType?.0, error: errorType?.0), .around([okType, errorType].compactMap { $0?.1 })
            )
        case .tuple(let types):
            var references: [TypeReference] = []
            var measures: [Measure] = []
            for type in types {
                let (reference, measure) = try self.reference(type)
                references.append(reference)
                measures.append(measure)
            }
            return (.tuple(references), .around(measures))
        case .own(let name):
            try checkResource(name)
            return (.own(name.text), Measure())
        case .borrow(let name):
            try checkResource(name)
            return (.borrow(name.text), Measure(holdsBorrow: true))
        case .named(let name):
            let entry = try entry(name, "type")
            return entry.isResource ? (.own(name.text), Measure()) : (.named(name.text), entry.measure)
        }
    }

    private func reference(optional expression: TypeExpression?) throws(WITError) -> (TypeReference, Measure)? {
        guard let expression else { return nil }
        return try reference(expression)
    }

    private func checkResource(_ name: Identifier) throws(WITError) {
        guard try entry(name, "resource").isResource else {
            throw sources.error(
                .wrongKind(name.text, found: "type whose values are copied", expected: "resource"), at: name.place)
        }
    }
}
