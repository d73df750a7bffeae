// Reads a WIT file's structure: packages and what is in them. One thread at a time.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/WIT.md

/// A recursive-descent parser with one token of lookahead. Worlds, functions, types and paths have files of their own.
struct Parser {
    var lexer: Lexer
    var current: Token

    init(_ source: SourceFile, file: Int) throws(WITError) {
        lexer = try Lexer(source, file: file)
        current = try lexer.next()
    }

    mutating func document() throws(WITError) -> Document {
        var header: Document.Header?
        var body = Document.Body()
        var nested: [(Document.Header, Document.Body)] = []
        var isFirst = true
        while current.kind != .end {
            if isKeyword("package") {
                let found = try packageHeader()
                if isSymbol("{") {
                    nested.append((found, try packageBody()))
                } else {
                    guard isFirst else { throw lexer.error(.misplacedPackage, at: found.place) }
                    try expect(";", "‘;’ or ‘{’ after the package's name")
                    header = found
                }
            } else {
                try packageItem(&body, "‘package’, ‘use’, ‘interface’ or ‘world’")
            }
            isFirst = false
        }
        return Document(header: header, body: body, nested: nested)
    }

    // MARK: - Packages

    private mutating func packageHeader() throws(WITError) -> Document.Header {
        let documentation = current.documentation
        try advance()
        let place = current.place
        let namespace = try packageWord("a namespace")
        try expect(":", "‘:’ between namespace and package")
        let package = try packageWord("a package's name")
        try refuseNesting()
        return Document.Header(
            name: PackageName(namespace: namespace, name: package, version: try optionalVersion()),
            documentation: documentation, place: place)
    }

    private mutating func packageBody() throws(WITError) -> Document.Body {
        try expect("{", "‘{’")
        var body = Document.Body()
        while !isSymbol("}") {
            if isKeyword("package") { throw lexer.error(.misplacedPackage, at: current.place) }
            try packageItem(&body, "‘use’, ‘interface’, ‘world’ or ‘}’")
        }
        try advance()
        return body
    }

    private mutating func packageItem(_ body: inout Document.Body, _ expected: String) throws(WITError) {
        let annotations = try annotations()
        if isKeyword("interface") {
            try advance()
            body.interfaces.append(try interface(named: try name("an interface's name"), annotations))
        } else if isKeyword("world") {
            body.worlds.append(try world(annotations))
        } else if isKeyword("use") {
            try refuseGate(annotations, "a ‘use’ outside of interfaces and worlds")
            try advance()
            let path = try usePath("an interface's name")
            if isSymbol(".") { throw unexpected("‘as’ or ‘;’; types are taken over inside an interface or a world") }
            var alias: Identifier?
            if isKeyword("as") {
                try advance()
                alias = try name("the name it gets in this file")
            }
            try expect(";", "‘;’ after ‘use’")
            body.uses.append(.init(path: path, alias: alias))
        } else {
            throw unexpected(expected)
        }
    }

    // MARK: - Interfaces

    /// `{ … }`
    mutating func interface(named name: Identifier, _ annotations: Annotations) throws(WITError)
        -> InterfaceDeclaration
    {
        try expect("{", "‘{’ after the interface's name")
        var items: [InterfaceDeclaration.Item] = []
        while !isSymbol("}") {
            let annotations = try self.annotations()
            if isKeyword("use") {
                items.append(.use(try use(annotations)))
            } else if let type = try typeDeclaration(annotations) {
                items.append(.type(type))
            } else {
                items.append(.function(try function(annotations)))
            }
        }
        try advance()
        return InterfaceDeclaration(name: name, annotations: annotations, items: items)
    }

    mutating func use(_ annotations: Annotations) throws(WITError) -> UseDeclaration {
        try advance()
        let path = try usePath("an interface's name")
        try expect(".", "‘.’ after the interface's name")
        try expect("{", "‘{’ before the names")
        let names = try names(isAliasRequired: false)
        try expect(";", "‘;’ after ‘use’")
        return UseDeclaration(path: path, annotations: annotations, names: names)
    }

    /// `name as alias, … }`
    mutating func names(isAliasRequired: Bool) throws(WITError) -> [UseDeclaration.Name] {
        var names: [UseDeclaration.Name] = []
        repeat {
            let name = try name("a name")
            var alias: Identifier?
            if isKeyword("as") {
                try advance()
                alias = try self.name("the name it gets here")
            } else if isAliasRequired {
                throw unexpected("‘as’")
            }
            names.append(.init(name: name, alias: alias))
        } while try separator(before: "}")
        return names
    }

    // MARK: - Tokens

    mutating func advance() throws(WITError) { current = try lexer.next() }

    func isSymbol(_ text: String) -> Bool { current.kind == .symbol(text) }

    func isKeyword(_ text: String) -> Bool { current.kind == .word(text, isEscaped: false) }

    func unexpected(_ expected: String) -> WITError {
        lexer.error(.unexpected(found: current.description, expected: expected), at: current.place)
    }

    mutating func expect(_ symbol: String, _ expected: String) throws(WITError) {
        guard isSymbol(symbol) else { throw unexpected(expected) }
        try advance()
    }

    /// A name: any word that is no keyword, or an escaped one.
    mutating func name(_ expected: String) throws(WITError) -> Identifier {
        guard case .word(let text, let isEscaped) = current.kind else { throw unexpected(expected) }
        guard isEscaped || !Token.reserved.contains(text) else {
            throw unexpected("\(expected); a keyword is a name only when it is written ‘%\(text)’")
        }
        let identifier = Identifier(text: text, place: current.place)
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
}
