// Definitions of a component's types. Any thread.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/Explainer.md#type-definitions

import WasmBinary

extension ComponentValidator {
    mutating func add(_ type: TypeDefinition) throws(ComponentBinaryError) {
        scope.spaces.types.append(try resolve(type))
    }

    private mutating func resolve(_ type: TypeDefinition) throws(ComponentBinaryError) -> TypeReference {
        switch type {
        case .value(let type):
            let shape = try shape(type)
            return .value(try withTypes("a type") { table throws(TypeFailure) in try table.add(shape) })
        case .function(let type): return .function(try functionType(type))
        case .component(let declarators):
            let scope = try inScope(.componentType) { validator throws(ComponentBinaryError) in
                try validator.add(declarators)
            }
            return .component(try finish(scope))
        case .instance(let declarators):
            let scope = try inScope(.instanceType) { validator throws(ComponentBinaryError) in
                try validator.add(declarators)
            }
            let node = InstanceNode(
                exports: scope.exports, defined: scope.definedResources, explicit: scope.exportedResources,
                extent: TypeExtent())
            return .instance(try withTypes("a type") { table throws(TypeFailure) in try table.add(node) })
        case .resource(let destructor): return .resource(try resourceType(destructor: destructor))
        }
    }

    private mutating func add(
        _ declarators: [Located<TypeDefinition.Declarator>]
    ) throws(ComponentBinaryError) {
        try forEach(declarators) { validator, declarator throws(ComponentBinaryError) in
            switch declarator {
            case .coreType(let type): try validator.add(type)
            case .type(let type): try validator.add(type)
            case .alias(let alias): try validator.add(alias)
            case .import(let item): try validator.add(item)
            case .export(let name, let descriptor):
                try validator.addExport(name, try validator.entity(descriptor))
            }
        }
    }

    private mutating func resourceType(destructor: UInt32?) throws(ComponentBinaryError) -> ResourceHandle {
        guard scope.kind == .component else { throw failure(.resourceInTypeScope) }
        if let destructor {
            let type = try entry(destructor, \.coreFunctions, "core function")
            let expected = ModuleSummary.FunctionType(parameters: [.i32], results: [])
            guard type == expected else {
                throw failure(.coreSignatureMismatch(of: "a destructor", expected: expected, found: type))
            }
        }
        let resource = table.newResource()
        scope.definedResources.append(resource)
        scope.localResources.insert(resource)
        return ResourceHandle(resource: resource, alias: -1)
    }

    private mutating func functionType(
        _ type: TypeDefinition.FunctionType
    ) throws(ComponentBinaryError) -> FunctionTypeID {
        try checkLabels(type.parameters.map(\.label), "parameters")
        var parameters: [(label: String, type: ResolvedValueType)] = []
        for parameter in type.parameters { parameters.append((parameter.label, try valueType(parameter.type))) }
        let result = try optionalValueType(type.result)
        if let result, table.holdsBorrows(result) { throw failure(.borrowInResult) }
        return try withTypes("a function type") { table throws(TypeFailure) in
            try table.add(parameters: parameters, result: result)
        }
    }

    private mutating func shape(_ type: DefinedValueType) throws(ComponentBinaryError) -> ValueShape {
        switch type {
        case .primitive(let primitive): return .primitive(primitive)
        case .record(let fields):
            try checkPresence(fields.count, "a record")
            try checkLabels(fields.map(\.label), "fields")
            var resolved: [(label: String, type: ResolvedValueType)] = []
            for field in fields { resolved.append((field.label, try valueType(field.type))) }
            return .record(resolved)
        case .variant(let cases):
            try checkPresence(cases.count, "a variant")
            try checkLabels(cases.map(\.label), "cases")
            var resolved: [(label: String, type: ResolvedValueType?)] = []
            for item in cases { resolved.append((item.label, try optionalValueType(item.type))) }
            return .variant(resolved)
        case .list(let element): return .list(try valueType(element))
        case .fixedLengthList(let element, let count):
            guard features.fixedLengthLists else { throw failure(.unsupported("a list of fixed length")) }
            try checkPresence(Int(count), "a list of fixed length")
            return .fixedLengthList(try valueType(element), count: count)
        case .tuple(let types):
            try checkPresence(types.count, "a tuple")
            var resolved: [ResolvedValueType] = []
            for type in types { resolved.append(try valueType(type)) }
            return .tuple(resolved)
        case .flags(let labels):
            try checkPresence(labels.count, "flags")
            guard labels.count <= Self.maximumFlags else {
                throw failure(.exceedsLimit("flags", found: labels.count, limit: Self.maximumFlags))
            }
            try checkLabels(labels, "flags")
            return .flags(labels)
        case .enumeration(let labels):
            try checkPresence(labels.count, "an enum")
            try checkLabels(labels, "cases")
            return .enumeration(labels)
        case .option(let wrapped): return .option(try valueType(wrapped))
        case .result(let ok, let error):
            let ok = try optionalValueType(ok)
            return .result(ok: ok, error: try optionalValueType(error))
        case .own(let index): return .own(try resource(index))
        case .borrow(let index): return .borrow(try resource(index))
        }
    }

    /// As many as one i32 has bits.
    private static let maximumFlags = 32

    private func checkPresence(_ count: Int, _ what: String) throws(ComponentBinaryError) {
        guard count > 0 else { throw failure(.emptyType(what)) }
    }

    private func checkLabels(_ labels: [String], _ what: String) throws(ComponentBinaryError) {
        var known: [String: String] = [:]
        for label in labels {
            guard label.utf8.allSatisfy({ $0 < 0x80 }), ExternName.isLabel(label[...]) else {
                throw failure(.invalidName(label, of: what))
            }
            if let previous = known.updateValue(label, forKey: label.lowercased()) {
                throw failure(.duplicateName(label, of: what, previous: previous))
            }
        }
    }

    private func optionalValueType(_ type: ValueType?) throws(ComponentBinaryError) -> ResolvedValueType? {
        guard let type else { return nil }
        return try valueType(type)
    }

    private func valueType(_ type: ValueType) throws(ComponentBinaryError) -> ResolvedValueType {
        switch type {
        case .primitive(let primitive): return .primitive(primitive)
        case .index(let index):
            let reference = try entry(index, \.types, "type")
            guard case .value(let id) = reference else {
                throw failure(.wrongSort(index, expected: "a value type", found: "\(reference)"))
            }
            return .defined(id)
        }
    }

    func resource(_ index: UInt32) throws(ComponentBinaryError) -> ResourceHandle {
        let reference = try entry(index, \.types, "type")
        guard case .resource(let handle) = reference else {
            throw failure(.wrongSort(index, expected: "a resource type", found: "\(reference)"))
        }
        return handle
    }
}
