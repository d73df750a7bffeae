// A function of an interface, a world or a resource. Plain values, any thread.

/// A function with its types.
package struct Function: Hashable, Sendable {
    /// Whose it is. A resource is given by its name in the interface or the world that declares it.
    package enum Role: Hashable, Sendable {
        case free
        case constructor(of: String)
        /// Its first parameter, `self`, is among the parameters.
        case method(of: String)
        case `static`(of: String)
    }

    package struct Parameter: Hashable, Sendable {
        package let name: String
        package let type: TypeReference

        package init(_ name: String, _ type: TypeReference) {
            self.name = name
            self.type = type
        }
    }

    /// Its own name; for a constructor, "constructor".
    package let name: String
    package let documentation: String?
    package let gate: Gate?
    package let role: Role
    package let parameters: [Parameter]
    /// A constructor always has one.
    package let result: TypeReference?

    package init(
        _ name: String, _ role: Role, _ parameters: [Parameter], result: TypeReference? = nil,
        documentation: String? = nil, gate: Gate? = nil
    ) {
        self.name = name
        self.documentation = documentation
        self.gate = gate
        self.role = role
        self.parameters = parameters
        self.result = result
    }

    /// What it is called in a component's binary: `process`, `[constructor]x`, `[method]x.process`, `[static]x.sum`.
    ///
    /// Source: component-model, Explainer.md, "Import and Export Definitions"
    package var externalName: String {
        switch role {
        case .free: name
        case .constructor(let resource): "[constructor]\(resource)"
        case .method(let resource): "[method]\(resource).\(name)"
        case .static(let resource): "[static]\(resource).\(name)"
        }
    }

    /// The resource it belongs to.
    package var resource: String? {
        switch role {
        case .free: nil
        case .constructor(let resource), .method(let resource), .static(let resource): resource
        }
    }

    /// The same function where types have other names; a free function may have another one itself.
    func renaming(_ names: [String: String], to name: String? = nil) -> Function {
        let role: Role =
            switch role {
            case .free: .free
            case .constructor(let resource): .constructor(of: names[resource] ?? resource)
            case .method(let resource): .method(of: names[resource] ?? resource)
            case .static(let resource): .static(of: names[resource] ?? resource)
            }
        return Function(
            name ?? self.name, role, parameters.map { Parameter($0.name, $0.type.renaming(names)) },
            result: result?.renaming(names), documentation: documentation, gate: gate)
    }
}
