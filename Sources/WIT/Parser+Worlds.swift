// Reads worlds. One thread at a time.

extension Parser {
    /// `world name { … }`
    mutating func world(_ annotations: Annotations) throws(WITError) -> WorldDeclaration {
        try advance()
        let name = try name("a world's name")
        try expect("{", "‘{’ after the world's name")
        var items: [WorldDeclaration.Item] = []
        while !isSymbol("}") { items.append(try worldItem(try self.annotations())) }
        try advance()
        return WorldDeclaration(name: name, annotations: annotations, items: items)
    }

    private mutating func worldItem(_ annotations: Annotations) throws(WITError) -> WorldDeclaration.Item {
        if isKeyword("import") { return .extern(.import, try extern(annotations)) }
        if isKeyword("export") { return .extern(.export, try extern(annotations)) }
        if isKeyword("include") { return .include(try include(annotations)) }
        if isKeyword("use") { return .use(try use(annotations)) }
        if let type = try typeDeclaration(annotations) { return .type(type) }
        throw unexpected("‘import’, ‘export’, ‘include’, ‘use’ or a type")
    }

    /// After `import` or `export`: an interface, or a name and what it stands for.
    private mutating func extern(_ annotations: Annotations) throws(WITError) -> WorldDeclaration.Extern {
        try advance()
        let name = try name("an interface or a name")
        guard isSymbol(":") else {
            try expect(";", "‘;’ or ‘:’ after the name")
            let path = UsePath(package: nil, name: name, place: name.place)
            return .init(annotations: annotations, kind: .interface(path))
        }
        try advance()
        if isKeyword("interface") {
            try advance()
            return .init(annotations: annotations, kind: .inline(try interface(named: name, annotations)))
        }
        if isKeyword("func") || isKeyword("async") {
            return .init(annotations: annotations, kind: .function(try functionType(name, .free, annotations)))
        }
        guard case .word(let word, let isEscaped) = current.kind, isEscaped || !Token.reserved.contains(word) else {
            throw unexpected("‘func’, ‘interface’ or a package's name")
        }
        let ahead = try following()
        if ahead == .symbol(";") || ahead == .symbol(":") {
            throw lexer.error(.unsupported("an interface under a plain name"), at: current.place)
        }
        let path = try usePath(namespace: name)
        try expect(";", "‘;’ after the interface")
        return .init(annotations: annotations, kind: .interface(path))
    }

    /// What comes after the current token.
    private func following() throws(WITError) -> Token.Kind {
        var copy = lexer
        return try copy.next().kind
    }

    private mutating func include(_ annotations: Annotations) throws(WITError) -> WorldDeclaration.Include {
        try advance()
        let path = try usePath("a world's name")
        guard isKeyword("with") else {
            try expect(";", "‘;’ or ‘with’ after the world")
            return .init(path: path, annotations: annotations, renames: [])
        }
        try advance()
        try expect("{", "‘{’ before the names")
        let renames = try names(isAliasRequired: true)
        // The grammar has none here, its example has one.
        if isSymbol(";") { try advance() }
        return .init(path: path, annotations: annotations, renames: renames)
    }
}
