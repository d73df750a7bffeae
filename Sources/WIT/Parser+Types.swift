// Reads WIT's types: declarations and expressions. One thread at a time.

extension Parser {
    /// How deep type expressions may be nested: far deeper than anybody writes, and no deeper than the stack can take.
    static let maximumTypeDepth = 32

    /// A type's declaration, if one begins here.
    mutating func typeDeclaration(_ documentation: String?) throws(WITError) -> TypeDeclaration? {
        guard case .word(let keyword, false) = current.kind else { return nil }
        let read: (inout Parser) throws(WITError) -> TypeDeclaration.Definition
        switch keyword {
        case "type": read = Self.alias
        case "record": read = { parser throws(WITError) in .record(try parser.membersInBraces("a member's name")) }
        case "variant": read = { parser throws(WITError) in .variant(try parser.cases(allowsPayload: true)) }
        case "enum": read = { parser throws(WITError) in .enumeration(try parser.cases(allowsPayload: false)) }
        case "flags": read = { parser throws(WITError) in .flags(try parser.cases(allowsPayload: false)) }
        case "resource": return try resource(documentation)
        default: return nil
        }
        try advance()
        let name = try name("the type's name")
        return TypeDeclaration(name: name, documentation: documentation, definition: try read(&self))
    }

    private static func alias(_ parser: inout Parser) throws(WITError) -> TypeDeclaration.Definition {
        try parser.expect("=", "‘=’ after the type's name")
        let type = try parser.type()
        try parser.expect(";", "‘;’ after the type")
        return .alias(type)
    }

    private mutating func membersInBraces(_ expected: String) throws(WITError) -> [TypeDeclaration.Member] {
        try expect("{", "‘{’ after the type's name")
        return try members(before: "}", expected)
    }

    /// `name: type, …` up to and with the closing sign.
    mutating func members(before closing: String, _ expected: String) throws(WITError) -> [TypeDeclaration.Member] {
        var members: [TypeDeclaration.Member] = []
        if isSymbol(closing) {
            try advance()
            return members
        }
        repeat {
            let documentation = current.documentation
            try refuseGate()
            let name = try name(expected)
            try expect(":", "‘:’ and a type")
            members.append(.init(name: name, type: try type(), documentation: documentation))
        } while try separator(before: closing)
        return members
    }

    private mutating func cases(allowsPayload: Bool) throws(WITError) -> [TypeDeclaration.Case] {
        try expect("{", "‘{’ after the type's name")
        var cases: [TypeDeclaration.Case] = []
        if isSymbol("}") {
            try advance()
            return cases
        }
        repeat {
            let documentation = current.documentation
            try refuseGate()
            let name = try name("a name")
            var payload: TypeExpression?
            if allowsPayload, isSymbol("(") {
                try advance()
                payload = try type()
                try expect(")", "‘)’ after the case's type")
            }
            cases.append(.init(name: name, payload: payload, documentation: documentation))
        } while try separator(before: "}")
        return cases
    }

    private mutating func resource(_ documentation: String?) throws(WITError) -> TypeDeclaration {
        try advance()
        let name = try name("the resource's name")
        var functions: [FunctionDeclaration] = []
        if isSymbol(";") {
            try advance()
            return TypeDeclaration(name: name, documentation: documentation, definition: .resource(functions))
        }
        try expect("{", "‘{’ or ‘;’ after the resource's name")
        while !isSymbol("}") {
            let documentation = current.documentation
            try refuseGate()
            if isKeyword("constructor") {
                let identifier = Identifier(text: "constructor", location: current.location)
                try advance()
                functions.append(try signature(identifier, .constructor, documentation))
                continue
            }
            let function = try self.name("a method's name or ‘constructor’")
            try expect(":", "‘:’ after the method's name")
            let isStatic = isKeyword("static")
            if isStatic { try advance() }
            functions.append(try functionType(function, isStatic ? .static : .method, documentation))
        }
        try advance()
        return TypeDeclaration(name: name, documentation: documentation, definition: .resource(functions))
    }

    // MARK: - Expressions

    /// A type, where one must stand.
    mutating func type(depth: Int = 0) throws(WITError) -> TypeExpression {
        let location = current.location
        guard depth < Self.maximumTypeDepth else {
            throw lexer.error(.tooDeep(limit: Self.maximumTypeDepth), at: location)
        }
        guard case .word(let word, let isEscaped) = current.kind else { throw unexpected("a type") }
        func expression(_ form: TypeExpression.Form) -> TypeExpression {
            TypeExpression(form: form, location: location)
        }
        guard !isEscaped, Token.reservedTypes.contains(word) else { return expression(.named(try name("a type"))) }
        if let primitive = Primitive(rawValue: word) {
            try advance()
            return expression(.primitive(primitive))
        }
        try advance()
        switch word {
        case "list":
            let element = try argument(of: word, depth)
            if isSymbol(",") { throw lexer.error(.unsupported("a list of fixed length"), at: current.location) }
            try closeArguments()
            return expression(.list(element))
        case "option":
            let wrapped = try argument(of: word, depth)
            try closeArguments()
            return expression(.option(wrapped))
        case "result": return expression(try resultForm(depth))
        case "tuple":
            try expect("<", "‘<’ after ‘tuple’")
            var types: [TypeExpression] = []
            repeat { types.append(try type(depth: depth + 1)) } while try separator(before: ">")
            return expression(.tuple(types))
        case "own", "borrow":
            try expect("<", "‘<’ after ‘\(word)’")
            let resource = try name("a resource's name")
            try closeArguments()
            return expression(word == "own" ? .own(resource) : .borrow(resource))
        default: throw lexer.error(.unsupported("‘\(word)’"), at: location)
        }
    }

    private mutating func argument(of word: String, _ depth: Int) throws(WITError) -> TypeExpression {
        try expect("<", "‘<’ after ‘\(word)’")
        return try type(depth: depth + 1)
    }

    private mutating func closeArguments() throws(WITError) { try expect(">", "‘>’") }

    /// `result`, `result<ok>`, `result<ok, error>`, `result<_, error>`.
    private mutating func resultForm(_ depth: Int) throws(WITError) -> TypeExpression.Form {
        guard isSymbol("<") else { return .result(ok: nil, error: nil) }
        try advance()
        if isSymbol("_") {
            try advance()
            try expect(",", "‘,’ after ‘_’")
            let error = try type(depth: depth + 1)
            try closeArguments()
            return .result(ok: nil, error: error)
        }
        let ok = try type(depth: depth + 1)
        var error: TypeExpression?
        if isSymbol(",") {
            try advance()
            error = try type(depth: depth + 1)
        }
        try closeArguments()
        return .result(ok: ok, error: error)
    }
}
