// When something of one type will do where another is asked for. Any thread.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/Explainer.md#type-checking

extension TypeTable {
    /// Throws unless `found` can be given where `expected` is asked for. Functions and values have to have equal types,
    /// as wasmtime wants it; instances may export more, components may import less.
    mutating func match(_ found: Entity, _ expected: Entity) throws(TypeFailure) {
        try step()
        switch (found, expected) {
        case (.module(let found), .module(let expected)): try match(found, expected)
        case (.function(let found), .function(let expected)): try match(found, expected)
        case (.type(let found, _), .type(let expected, _)): try match(found, expected)
        case (.instance(let found), .instance(let expected)): try match(found, expected)
        case (.component(let found), .component(let expected)): try match(found, expected)
        default: throw Self.mismatch("\(expected)", "\(found)")
        }
    }

    static func mismatch(_ expected: String, _ found: String) -> TypeFailure {
        .mismatch(TypeMismatch(expected: expected, found: found))
    }

    private static func within(_ name: String, _ failure: TypeFailure) -> TypeFailure {
        if case .mismatch(let mismatch) = failure { .mismatch(mismatch.within(name)) } else { failure }
    }

    private mutating func match(_ found: TypeReference, _ expected: TypeReference) throws(TypeFailure) {
        switch (found, expected) {
        case (.resource(let found), .resource(let expected)):
            guard found.resource == expected.resource else {
                throw Self.mismatch("that resource type", "another resource type")
            }
        case (.value(let found), .value(let expected)):
            guard areEqual(.defined(found), .defined(expected)) else {
                throw Self.mismatch(describe(.defined(expected)), describe(.defined(found)))
            }
        case (.function(let found), .function(let expected)): try match(found, expected)
        case (.instance(let found), .instance(let expected)): try match(found, expected)
        case (.component(let found), .component(let expected)): try match(found, expected)
        default: throw Self.mismatch("\(expected)", "\(found)")
        }
    }

    private mutating func match(_ found: FunctionTypeID, _ expected: FunctionTypeID) throws(TypeFailure) {
        guard found != expected else { return }
        let (found, expected) = (self[found], self[expected])
        try step(found.parameters.count)
        guard found.parameters.count == expected.parameters.count else {
            throw Self.mismatch(
                "a function of \(expected.parameters.count) parameters", "one of \(found.parameters.count)")
        }
        for (found, expected) in zip(found.parameters, expected.parameters) {
            guard found.label.lowercased() == expected.label.lowercased() else {
                throw Self.mismatch("a parameter ‘\(expected.label)’", "‘\(found.label)’")
            }
            guard areEqual(found.type, expected.type) else {
                throw Self.within(found.label, Self.mismatch(describe(expected.type), describe(found.type)))
            }
        }
        switch (found.result, expected.result) {
        case (nil, nil): break
        case (.some(let found), .some(let expected)):
            guard areEqual(found, expected) else {
                throw Self.within("result", Self.mismatch(describe(expected), describe(found)))
            }
        case (_, let expected):
            throw Self.mismatch(
                expected == nil ? "a function without result" : "a function with a result",
                expected == nil ? "one with a result" : "one without")
        }
    }

    private mutating func match(_ found: InstanceTypeID, _ expected: InstanceTypeID) throws(TypeFailure) {
        guard found != expected else { return }
        let (found, expected) = (self[found].exports, self[expected].exports)
        try step(expected.count)
        for (name, entity) in zip(expected.names, expected.entities) {
            guard let given = found[name] else { throw Self.mismatch("an export ‘\(name)’", "none of that name") }
            do { try match(given, entity) } catch { throw Self.within(name, error) }
        }
    }

    private mutating func match(_ found: ModuleTypeID, _ expected: ModuleTypeID) throws(TypeFailure) {
        guard found != expected else { return }
        let (found, expected) = (self[found], self[expected])
        try step(found.imports.count + expected.exports.names.count)
        for item in found.imports {
            guard let given = expected.importedEntity(module: item.module, name: item.name) else {
                throw Self.mismatch("a module without import ‘\(item.name)’ of ‘\(item.module)’", "one with it")
            }
            guard given.matches(item.entity) else {
                throw Self.within(item.name, Self.mismatch("an import of \(given)", "\(item.entity)"))
            }
        }
        for (name, entity) in zip(expected.exports.names, expected.exports.entities) {
            guard let given = found.exports[name] else {
                throw Self.mismatch("an export ‘\(name)’", "none of that name")
            }
            guard given.matches(entity) else { throw Self.within(name, Self.mismatch("\(entity)", "\(given)")) }
        }
    }

    /// One component will do for another if what the other is given is enough for its imports, and what it then exports
    /// is what the other promises.
    private mutating func match(_ found: ComponentTypeID, _ expected: ComponentTypeID) throws(TypeFailure) {
        guard found != expected else { return }
        var substitution = try open(self[found], .imports, with: self[expected].imports)
        let mark = mark
        defer { forget(since: mark) }
        var exports = self[found].exports
        _ = try substitute(&exports, &substitution)
        _ = try open(self[expected], .exports, with: exports)
    }

    /// Which half of a component's type is asked for.
    enum Side {
        case imports, exports
    }

    /// Checks that `given` satisfies what the component imports, or what it exports. What results has the resources and
    /// types that were given in the place of those that were asked for.
    mutating func open(
        _ component: ComponentNode, _ side: Side, with given: EntityMap
    ) throws(TypeFailure) -> Substitution {
        let asked = side == .imports ? component.imports : component.exports
        let resources = side == .imports ? component.imported : component.defined
        try step(1 + asked.count + resources.count)
        var mapping: [ResourceID: ResourceID] = [:]
        for (resource, path) in resources {
            // What doesn't match is found below.
            if let found = self.resource(at: path, in: asked, given: given) { mapping[resource] = found }
        }
        var renamings: [TypeReference: TypeReference] = [:]
        for (name, entity) in zip(asked.names, asked.entities) {
            guard let argument = given[name] else {
                throw Self.mismatch(side == .imports ? "an argument ‘\(name)’" : "an export ‘\(name)’", "none")
            }
            do {
                let mark = mark
                defer { forget(since: mark) }
                var substitution = Substitution(resources: mapping)
                try match(argument, try substitute(entity, &substitution))
            } catch { throw Self.within(name, error) }
            try collectRenamings(argument, entity, &renamings)
        }
        return Substitution(resources: mapping, types: renamings)
    }

    /// Follows the place that a resource is asked for at to what is given there.
    private func resource(at path: ResourcePath, in asked: EntityMap, given: EntityMap) -> ResourceID? {
        var (asked, given) = (asked, given)
        for (depth, place) in path.enumerated() {
            guard let argument = given[asked.names[place]] else { return nil }
            if depth == path.count - 1 {
                guard case .type(_, .resource(let handle)) = argument else { return nil }
                return handle.resource
            }
            guard case .instance(let inner) = asked.entities[place], case .instance(let argument) = argument else {
                return nil
            }
            (asked, given) = (self[inner].exports, self[argument].exports)
        }
        return nil
    }

    /// Which types, as they are given, stand for those that were asked for.
    private mutating func collectRenamings(
        _ given: Entity, _ asked: Entity, _ renamings: inout [TypeReference: TypeReference]
    ) throws(TypeFailure) {
        try step()
        switch (given, asked) {
        case (.type(_, let given), .type(_, let asked)): renamings[asked] = given
        case (.instance(let given), .instance(let asked)):
            let (given, asked) = (self[given].exports, self[asked].exports)
            for (name, entity) in zip(asked.names, asked.entities) {
                if let given = given[name] { try collectRenamings(given, entity, &renamings) }
            }
        default: break
        }
    }
}
