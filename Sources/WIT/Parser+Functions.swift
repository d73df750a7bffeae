// Reads functions. One thread at a time.

extension Parser {
    /// `name: func(…) -> …;` in an interface.
    mutating func function(_ annotations: Annotations) throws(WITError) -> FunctionDeclaration {
        if isSymbol("}") || current.kind == .end || isSymbol(";") { throw unexpected(Self.interfaceItem) }
        let name = try name(Self.interfaceItem)
        try expect(":", "‘:’ after the function's name")
        return try functionType(name, .free, annotations)
    }

    private static let interfaceItem =
        "a function's name, or ‘type’, ‘record’, ‘variant’, ‘enum’, ‘flags’, ‘resource’, ‘use’"

    /// `func(…) -> …;`
    mutating func functionType(_ name: Identifier, _ role: FunctionDeclaration.Role, _ annotations: Annotations)
        throws(WITError) -> FunctionDeclaration
    {
        if isKeyword("async") { throw lexer.error(.unsupported("‘async’"), at: current.place) }
        guard isKeyword("func") else { throw unexpected("‘func’") }
        try advance()
        return try signature(name, role, annotations)
    }

    /// `(…) -> …;`
    mutating func signature(_ name: Identifier, _ role: FunctionDeclaration.Role, _ annotations: Annotations)
        throws(WITError) -> FunctionDeclaration
    {
        try expect("(", "‘(’ before the parameters")
        let parameters = try members(before: ")", "a parameter's name")
        var result: TypeExpression?
        if isSymbol("->") {
            try advance()
            if isSymbol("(") { throw lexer.error(.unsupported("a list of named results"), at: current.place) }
            result = try type()
        }
        try expect(";", "‘;’ after the function")
        return FunctionDeclaration(
            name: name, annotations: annotations, role: role, parameters: parameters, result: result)
    }

    /// `resource name;` or `resource name { … }`
    mutating func resource(_ annotations: Annotations) throws(WITError) -> TypeDeclaration {
        try advance()
        let name = try name("the resource's name")
        var functions: [FunctionDeclaration] = []
        if isSymbol(";") {
            try advance()
            return TypeDeclaration(name: name, annotations: annotations, definition: .resource(functions))
        }
        try expect("{", "‘{’ or ‘;’ after the resource's name")
        while !isSymbol("}") {
            let annotations = try self.annotations()
            if isKeyword("constructor") {
                let identifier = Identifier(text: "constructor", place: current.place)
                try advance()
                functions.append(try signature(identifier, .constructor, annotations))
                continue
            }
            let function = try self.name("a method's name or ‘constructor’")
            try expect(":", "‘:’ after the method's name")
            let isStatic = isKeyword("static")
            if isStatic { try advance() }
            functions.append(try functionType(function, isStatic ? .static : .method, annotations))
        }
        try advance()
        return TypeDeclaration(name: name, annotations: annotations, definition: .resource(functions))
    }
}
