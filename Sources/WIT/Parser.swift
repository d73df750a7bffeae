// Reads a WIT file's structure: packages, interfaces, worlds. One thread at a time.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/WIT.md

/// A recursive-descent parser with one token of lookahead. Types are read in Parser+Types.swift.
struct Parser {
    var lexer: Lexer
    var current: Token

    init(_ text: String) throws(WITError) {
        lexer = try Lexer(text)
        current = try lexer.next()
    }

    mutating func document() throws(WITError) -> Document {
        var package: PackageName?
        var interfaces: [InterfaceDeclaration] = []
        var worlds: [WorldDeclaration] = []
        while current.kind != .end {
            let documentation = current.documentation
            try refuseGate()
            if isKeyword("package") {
                guard package == nil, interfaces.isEmpty, worlds.isEmpty else {
                    throw lexer.error(.unsupported("a second package"), at: current.location)
                }
                package = try packageDeclaration()
            } else if isKeyword("interface") {
                try advance()
                interfaces.append(try interface(named: try name("an interface's name"), documentation))
            } else if isKeyword("world") {
                worlds.append(try world(documentation))
            } else if isKeyword("use") {
                throw lexer.error(.unsupported("‘use’ of another package"), at: current.location)
            } else {
                throw unexpected("‘package’, ‘interface’ or ‘world’")
            }
        }
        return Document(package: package, interfaces: interfaces, worlds: worlds)
    }

    // MARK: - Packages, interfaces, worlds

    private mutating func packageDeclaration() throws(WITError) -> PackageName {
        try advance()
        let namespace = try name("a namespace").text
        try expect(":", "‘:’ between namespace and package")
        let package = try name("a package's name").text
        if isSymbol(":") || isSymbol("/") {
            throw lexer.error(.unsupported("a nested namespace"), at: current.location)
        }
        let version = try optionalVersion()
        if isSymbol("{") { throw lexer.error(.unsupported("a package in braces"), at: current.location) }
        try expect(";", "‘;’ after the package's name")
        return PackageName(namespace: namespace, name: package, version: version)
    }

    private mutating func optionalVersion() throws(WITError) -> String? {
        guard isSymbol("@") else { return nil }
        // The lexer stands right behind the sign.
        let version = try lexer.version()
        try advance()
        return version
    }

    private mutating func interface(named name: Identifier, _ documentation: String?) throws(WITError)
        -> InterfaceDeclaration
    {
        try expect("{", "‘{’ after the interface's name")
        var items: [InterfaceItem] = []
        while !isSymbol("}") {
            let documentation = current.documentation
            try refuseGate()
            if isKeyword("use") {
                items.append(.use(try use()))
            } else if let type = try typeDeclaration(documentation) {
                items.append(.type(type))
            } else {
                items.append(.function(try function(documentation)))
            }
        }
        try advance()
        return InterfaceDeclaration(name: name, documentation: documentation, items: items)
    }

    private mutating func world(_ documentation: String?) throws(WITError) -> WorldDeclaration {
        try advance()
        let name = try name("a world's name")
        try expect("{", "‘{’ after the world's name")
        var imports: [WorldDeclaration.Item] = []
        var exports: [WorldDeclaration.Item] = []
        while !isSymbol("}") {
            let documentation = current.documentation
            try refuseGate()
            if isKeyword("import") {
                imports.append(try worldItem(documentation))
            } else if isKeyword("export") {
                exports.append(try worldItem(documentation))
            } else if case .word(let word, false) = current.kind, Self.laterWorldItems.contains(word) {
                throw lexer.error(.unsupported("‘\(word)’ in a world"), at: current.location)
            } else {
                throw unexpected("‘import’ or ‘export’")
            }
        }
        try advance()
        return WorldDeclaration(name: name, documentation: documentation, imports: imports, exports: exports)
    }

    private static let laterWorldItems: Set = [
        "use", "include", "type", "record", "variant", "enum", "flags", "resource",
    ]

    /// After `import` or `export`: an interface's name, or a name and what it stands for.
    private mutating func worldItem(_ documentation: String?) throws(WITError) -> WorldDeclaration.Item {
        try advance()
        let name = try name("an interface or a name")
        guard isSymbol(":") else {
            try expect(";", "‘;’ or ‘:’ after the name")
            return .interface(name)
        }
        try advance()
        if isKeyword("interface") {
            try advance()
            return .inline(try interface(named: name, documentation))
        }
        guard isKeyword("func") || isKeyword("async") else {
            // `export wasi:clocks/wall-clock` begins alike.
            throw lexer.error(.unsupported("an interface of another package"), at: current.location)
        }
        return .function(try functionType(name, .free, documentation))
    }

    private mutating func use() throws(WITError) -> UseDeclaration {
        try advance()
        let interface = try name("an interface's name")
        if isSymbol(":") { throw lexer.error(.unsupported("‘use’ of another package"), at: current.location) }
        try expect(".", "‘.’ after the interface's name")
        try expect("{", "‘{’ before the names")
        var names: [UseDeclaration.Name] = []
        repeat {
            let name = try name("a type's name")
            var alias: Identifier?
            if isKeyword("as") {
                try advance()
                alias = try self.name("the name it gets here")
            }
            names.append(.init(name: name, alias: alias))
        } while try separator(before: "}")
        try expect(";", "‘;’ after ‘use’")
        return UseDeclaration(interface: interface, names: names)
    }

    // MARK: - Functions

    private mutating func function(_ documentation: String?) throws(WITError) -> FunctionDeclaration {
        let name = try name("a function's name, or ‘type’, ‘record’, ‘variant’, ‘enum’, ‘flags’, ‘resource’, ‘use’")
        try expect(":", "‘:’ after the function's name")
        return try functionType(name, .free, documentation)
    }

    /// `func(…) -> …;`
    mutating func functionType(_ name: Identifier, _ role: FunctionDeclaration.Role, _ documentation: String?)
        throws(WITError) -> FunctionDeclaration
    {
        if isKeyword("async") { throw lexer.error(.unsupported("‘async’"), at: current.location) }
        guard isKeyword("func") else { throw unexpected("‘func’") }
        try advance()
        return try signature(name, role, documentation)
    }

    /// `(…) -> …;`
    mutating func signature(_ name: Identifier, _ role: FunctionDeclaration.Role, _ documentation: String?)
        throws(WITError) -> FunctionDeclaration
    {
        try expect("(", "‘(’ before the parameters")
        let parameters = try members(before: ")", "a parameter's name")
        var result: TypeExpression?
        if isSymbol("->") {
            try advance()
            result = try type()
        }
        try expect(";", "‘;’ after the function")
        return FunctionDeclaration(
            name: name, documentation: documentation, role: role, parameters: parameters, result: result)
    }

    // MARK: - Tokens

    mutating func advance() throws(WITError) { current = try lexer.next() }

    func isSymbol(_ text: String) -> Bool { current.kind == .symbol(text) }

    func isKeyword(_ text: String) -> Bool { current.kind == .word(text, isEscaped: false) }

    func unexpected(_ expected: String) -> WITError {
        lexer.error(.unexpected(found: current.description, expected: expected), at: current.location)
    }

    mutating func expect(_ symbol: String, _ expected: String) throws(WITError) {
        guard isSymbol(symbol) else { throw unexpected(expected) }
        try advance()
    }

    /// A name: any word that is no keyword, or an escaped one.
    mutating func name(_ expected: String) throws(WITError) -> Identifier {
        guard case .word(let text, let isEscaped) = current.kind, isEscaped || !Token.reserved.contains(text) else {
            throw unexpected(expected)
        }
        let identifier = Identifier(text: text, location: current.location)
        try advance()
        return identifier
    }

    /// After an item of a list: passes over a comma, then over the closing sign if that comes; whether items follow.
    mutating func separator(before closing: String) throws(WITError) -> Bool {
        if isSymbol(",") {
            try advance()
            guard isSymbol(closing) else { return true }
        }
        try expect(closing, "‘,’ or ‘\(closing)’")
        return false
    }

    func refuseGate() throws(WITError) {
        if isSymbol("@") { throw lexer.error(.unsupported("a feature gate"), at: current.location) }
    }
}
