// Names of imports and exports: their form, their likeness, and what functions of resources may look like. Any thread.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/Explainer.md#name-uniqueness

extension ComponentValidator {
    /// Adds an entity to imports or exports, if its name suits it.
    mutating func register(
        _ text: String, _ entity: Entity, in names: inout NameRegister, _ entities: inout EntityMap, of what: String
    ) throws(ComponentBinaryError) {
        if let prefix = Self.locations.first(where: text.hasPrefix) {
            throw failure(.unsupported("a name that begins with ‘\(prefix)’"))
        }
        guard let name = ExternName(text) else { throw failure(.invalidName(text, of: what)) }
        try check(name, text, entity, names)
        if let previous = names.insert(name, text: text) {
            throw failure(.duplicateName(text, of: what, previous: previous))
        }
        guard entities.insert(text, entity) else { throw failure(.duplicateName(text, of: what, previous: text)) }
    }

    /// Names that tell where to find what is imported.
    private static let locations = ["unlocked-dep=", "locked-dep=", "url=", "relative-url=", "integrity="]

    private func check(
        _ name: ExternName, _ text: String, _ entity: Entity, _ names: NameRegister
    ) throws(ComponentBinaryError) {
        switch name {
        case .plain, .interface: break
        case .constructor(let resource):
            let function = try function(entity, text)
            guard let result = function.result, let handle = constructed(result) else {
                throw failure(.invalidMethod(text, "should return an owned handle, or a result of one"))
            }
            try check(handle, resource, text, names)
        case .method(let resource, _):
            let function = try function(entity, text)
            guard let first = function.parameters.first, first.label == "self", let handle = borrowed(first.type) else {
                throw failure(
                    .invalidMethod(text, "should have a borrowed handle called ‘self’ as its first parameter"))
            }
            try check(handle, resource, text, names)
        case .static(let resource, _):
            _ = try function(entity, text)
            guard names.isResource(resource) else {
                throw failure(.invalidMethod(text, "belongs to ‘\(resource)’, which is no resource here"))
            }
        }
    }

    private func function(_ entity: Entity, _ text: String) throws(ComponentBinaryError) -> FunctionNode {
        guard case .function(let id) = entity else { throw failure(.nameNeedsFunction(text)) }
        return table[id]
    }

    private func check(
        _ handle: ResourceHandle, _ resource: String, _ text: String, _ names: NameRegister
    ) throws(ComponentBinaryError) {
        guard let name = names.name(of: handle) else {
            throw failure(.invalidMethod(text, "takes or returns a resource that has no name here"))
        }
        guard name == resource else {
            throw failure(.invalidMethod(text, "takes or returns the resource ‘\(name)’, not ‘\(resource)’"))
        }
    }

    private func constructed(_ type: ResolvedValueType) -> ResourceHandle? {
        guard case .defined(let id) = type else { return nil }
        switch table[id].shape {
        case .own(let handle): return handle
        case .result(.some(.defined(let ok)), _):
            if case .own(let handle) = table[ok].shape { return handle } else { return nil }
        default: return nil
        }
    }

    private func borrowed(_ type: ResolvedValueType) -> ResourceHandle? {
        guard case .defined(let id) = type, case .borrow(let handle) = table[id].shape else { return nil }
        return handle
    }
}
