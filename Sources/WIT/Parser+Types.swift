// Reads WIT's types: declarations and expressions. One thread at a time.

extension Parser {
    /// How deep type expressions may be nested: far deeper than anybody writes, and no deeper than the stack can take.
    static let maximumTypeDepth = 32

    /// A type's declaration, if one begins here.
    mutating func typeDeclaration(_ annotations: Annotations) throws(WITError) -> TypeDeclaration? {
        guard case .word(let keyword, false) = current.kind else { return nil }
        let read: (inout Parser) throws(WITError) -> TypeDeclaration.Definition
        switch keyword {
        case "type": read = Self.alias
        case "record": read = { parser throws(WITError) in .record(try parser.membersInBraces("a member's name")) }
        case "variant": read = { parser throws(WITError) in .variant(try parser.cases(allowsPayload: true)) }
        case "enum": read = { parser throws(WITError) in .enumeration(try parser.cases(allowsPayload: false)) }
        case "flags": read = { parser throws(WITError) in .flags(try parser.cases(allowsPayload: false)) }
        case "resource": return try resource(annotations)
        default: return nil
        }
        try advance()
        let name = try name("the type's name")
        return TypeDeclaration(name: name, annotations: annotations, definition: try read(&self))
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
            let annotations = try annotations()
            try refuseGate(annotations, "a member or a parameter")
            let name = try name(expected)
            try expect(":", "‘:’ and a type")
            members.append(.init(name: name, type: try type(), documentation: annotations.documentation))
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
            let annotations = try annotations()
            try refuseGate(annotations, "a case or a flag")
            let name = try name("a name")
            var payload: TypeExpression?
            if allowsPayload, isSymbol("(") {
                try advance()
                payload = try type()
                try expect(")", "‘)’ after the case's type")
            }
            cases.append(.init(name: name, payload: payload, documentation: annotations.documentation))
        } while try separator(before: "}")
        return cases
    }

    // MARK: - Expressions

    /// A type, where one must stand.
    mutating func type(depth: Int = 0) throws(WITError) -> TypeExpression {
        let place = current.place
        guard depth < Self.maximumTypeDepth else {
            throw lexer.error(.tooDeep(limit: Self.maximumTypeDepth), at: place)
        }
        guard case .word(let word, let isEscaped) = current.kind else { throw unexpected("a type") }
        func expression(_ form: TypeExpression.Form) -> TypeExpression {
            TypeExpression(form: form, place: place)
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
            if isSymbol(",") { throw lexer.error(.unsupported("a list of fixed length"), at: current.place) }
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
        default: throw lexer.error(.unsupported("‘\(word)’"), at: place)
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
