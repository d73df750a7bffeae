// Reads what names packages and gates items. One thread at a time.

extension Parser {
    // MARK: - Paths

    /// `name`, or `namespace:package/name@version`.
    mutating func usePath(_ expected: String) throws(WITError) -> UsePath {
        let first = try name(expected)
        guard isSymbol(":") else { return UsePath(package: nil, name: first, place: first.place) }
        try advance()
        return try usePath(namespace: first)
    }

    /// What follows `namespace:`.
    mutating func usePath(namespace: Identifier) throws(WITError) -> UsePath {
        guard Label.isValidInPackageName(namespace.text) else {
            throw lexer.error(.malformedPackageName(namespace.text), at: namespace.place)
        }
        let package = try packageWord("a package's name")
        if isSymbol(":") { try refuseNesting() }
        try expect("/", "‘/’ and an interface after the package's name")
        let name = try name("an interface's name")
        if isSymbol("/") { try refuseNesting() }
        let version = try optionalVersion()
        return UsePath(
            package: PackageName(namespace: namespace.text, name: package, version: version), name: name,
            place: namespace.place)
    }

    mutating func packageWord(_ expected: String) throws(WITError) -> String {
        let name = try name(expected)
        guard Label.isValidInPackageName(name.text) else {
            throw lexer.error(.malformedPackageName(name.text), at: name.place)
        }
        return name.text
    }

    mutating func optionalVersion() throws(WITError) -> Version? {
        guard isSymbol("@") else { return nil }
        // The lexer stands right behind the sign.
        let version = try lexer.version()
        try advance()
        return version
    }

    func refuseNesting() throws(WITError) {
        if isSymbol(":") || isSymbol("/") {
            throw lexer.error(.unsupported("a nested namespace or package"), at: current.place)
        }
    }

    // MARK: - Documentation and gates

    /// What stands before an item: documentation, `@since(version = …)`, `@unstable(feature = …)`,
    /// `@deprecated(version = …)`.
    mutating func annotations() throws(WITError) -> Annotations {
        var annotations = Annotations(documentation: current.documentation)
        var stability: Gate.Stability?
        var deprecated: Version?
        while isSymbol("@") {
            let place = current.place
            annotations.gatePlace = annotations.gatePlace ?? place
            try advance()
            guard case .word(let word, _) = current.kind else {
                throw unexpected("‘since’, ‘unstable’ or ‘deprecated’")
            }
            switch word {
            case "since":
                guard stability == nil else { throw lexer.error(.conflictingGates, at: place) }
                stability = .since(try gateVersion())
            case "unstable":
                guard stability == nil else { throw lexer.error(.conflictingGates, at: place) }
                stability = .unstable(feature: try feature())
            case "deprecated":
                guard deprecated == nil else { throw lexer.error(.conflictingGates, at: place) }
                deprecated = try gateVersion()
            default: throw lexer.error(.unsupported("‘@\(word)’"), at: place)
            }
            if let more = current.documentation {
                annotations.documentation = annotations.documentation.map { "\($0)\n\(more)" } ?? more
            }
        }
        if let stability {
            annotations.gate = Gate(stability, deprecated: deprecated)
        } else if deprecated != nil, let place = annotations.gatePlace {
            throw lexer.error(.deprecatedAlone, at: place)
        }
        return annotations
    }

    /// `(version = …)`
    private mutating func gateVersion() throws(WITError) -> Version {
        try advance()
        try expect("(", "‘(’")
        guard isKeyword("version") else { throw unexpected("‘version’") }
        try advance()
        guard isSymbol("=") else { throw unexpected("‘=’ and a version") }
        // The lexer stands right behind the sign.
        _ = try lexer.skipBlank()
        let version = try lexer.version()
        try advance()
        try expect(")", "‘)’ after the version")
        return version
    }

    /// `(feature = …)`
    private mutating func feature() throws(WITError) -> String {
        try advance()
        try expect("(", "‘(’")
        guard isKeyword("feature") else { throw unexpected("‘feature’") }
        try advance()
        try expect("=", "‘=’ and a feature's name")
        let feature = try name("a feature's name")
        try expect(")", "‘)’ after the feature")
        return feature.text
    }

    /// Where nothing can be gated.
    func refuseGate(_ annotations: Annotations, _ what: String) throws(WITError) {
        if let place = annotations.gatePlace { throw lexer.error(.misplacedGate(what), at: place) }
    }
}
