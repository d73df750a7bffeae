// What function declarations stand for. Used by one thread at a time.

extension Scope {
    /// Looks a free function's types up. Its name is not taken.
    mutating func function(_ declaration: FunctionDeclaration) throws(WITError) -> Function {
        try function(declaration, .free, [])
    }

    /// Looks up the types of a resource's function, and takes its name.
    mutating func function(_ declaration: FunctionDeclaration, of resource: Identifier) throws(WITError) -> Function {
        let owner = resource.text
        guard declaration.name.text.lowercased() != owner.lowercased() else {
            throw sources.error(.methodNamedAsResource(owner), at: declaration.name.place)
        }
        let role: Function.Role =
            switch declaration.role {
            case .constructor: .constructor(of: owner)
            case .static: .static(of: owner)
            case .method, .free: .method(of: owner)
            }
        // A constructor has no name that a method could have too.
        let isConstructor = declaration.role == .constructor
        try names.add(
            declaration.name, of: isConstructor ? "constructor" : "function",
            in: isConstructor ? "[\(owner)]" : "\(owner).")
        return try function(
            declaration, role, declaration.role == .method ? [.init("self", .borrow(owner))] : [])
    }

    private mutating func function(
        _ declaration: FunctionDeclaration, _ role: Function.Role, _ given: [Function.Parameter]
    ) throws(WITError) -> Function {
        guard declaration.parameters.count + given.count <= Limits.members else {
            throw sources.error(.tooMany("parameters", limit: Limits.members), at: declaration.name.place)
        }
        var parameters = given
        var table = NameTable(sources)
        for parameter in given {
            try table.add(.init(text: parameter.name, place: declaration.name.place), of: "parameter")
        }
        for parameter in declaration.parameters {
            try table.add(parameter.name, of: "parameter")
            let (type, measure) = try reference(parameter.type)
            functionParts += measure.parts
            parameters.append(.init(parameter.name.text, type))
        }
        return Function(
            declaration.name.text, role, parameters, result: try result(declaration, role),
            documentation: declaration.annotations.documentation, gate: declaration.annotations.gate)
    }

    private mutating func result(_ declaration: FunctionDeclaration, _ role: Function.Role) throws(WITError)
        -> TypeReference?
    {
        var result: TypeReference?
        if let expression = declaration.result {
            let (type, measure) = try reference(expression)
            guard !measure.holdsBorrow else { throw sources.error(.borrowInResult, at: expression.place) }
            functionParts += measure.parts
            result = type
        }
        guard case .constructor(let resource) = role else { return result }
        switch result {
        case nil: return .own(resource)
        case .own(resource), .result(ok: .own(resource), error: _): return result
        default: throw sources.error(.invalidConstructorResult, at: declaration.result?.place ?? declaration.name.place)
        }
    }
}
