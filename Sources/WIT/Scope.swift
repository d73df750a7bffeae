// The types that are known inside one interface or world. Used by one thread at a time. How expressions and functions
// are looked up is in Scope+Types.swift and Scope+Functions.swift.

/// One interface's or world's types, by name. Names may be used before they are declared.
struct Scope {
    /// Bounds on a stranger's text that is small and yet stands for much.
    enum Limits {
        /// A variant's cases, a record's members, an interface's types and functions, a world's items, each.
        static let members = 1_024
        /// Parts that one declared or used type may have when it is spelled out; without it, twenty lines could stand
        /// for a million.
        static let parts = 1_024
        static let depth = 64
        static let flags = 32
        /// Parts of the types of all functions of all packages.
        static let allParts = 1 << 20
        /// Items of all worlds of all packages, those that others imply too.
        static let worldItems = 1 << 16
    }

    /// How large a type is when it is spelled out.
    struct Measure {
        var parts = 1
        var depth = 1
        var holdsBorrow = false

        /// A type around others.
        static func around(_ measures: [Measure]) -> Measure {
            Measure(
                parts: measures.reduce(1) { $0 + $1.parts }, depth: (measures.map(\.depth).max() ?? 0) + 1,
                holdsBorrow: measures.contains(where: \.holdsBorrow))
        }
    }

    /// A type that has been looked up.
    struct Entry {
        let definition: TypeDefinition
        /// Whether it is a resource, by its own name or another one.
        let isResource: Bool
        let measure: Measure
    }

    let sources: Sources
    private(set) var entries: [String: Entry] = [:]
    /// What gates leave out, with the feature that is missing.
    private var missing: [String: String] = [:]
    /// Types and functions.
    var names: NameTable
    /// Parts of all functions' types.
    var functionParts = 0

    init(_ sources: Sources) {
        self.sources = sources
        names = NameTable(sources)
    }

    /// The type of that name, where a message would be about a place.
    func entry(_ name: Identifier, _ what: String) throws(WITError) -> Entry {
        if let entry = entries[name.text] { return entry }
        if let feature = missing[name.text] {
            throw sources.error(.leftOut(name.text, of: what, feature: feature), at: name.place)
        }
        let known = entries.keys.sorted() + (what == "type" ? Primitive.allCases.map(\.rawValue) : [])
        let suggestion = Self.formerNames[name.text] ?? NearName.suggestion(for: name.text, among: known)
        throw sources.error(.unknownName(name.text, of: what, suggestion: suggestion), at: name.place)
    }

    /// How types were called in drafts of the language.
    private static let formerNames = ["float32": "f32", "float64": "f64"]

    /// Notes types that are left out.
    mutating func leaveOut(_ names: [Identifier], feature: String) {
        for name in names { missing[name.text] = feature }
    }

    /// Takes over types of another interface.
    mutating func use(_ use: UseDeclaration, of interface: QualifiedName, _ other: Scope) throws(WITError) {
        for name in use.names {
            let entry = try other.entry(name.name, "type")
            try take(name.local)
            let definition = TypeDefinition(
                name.local.text, .use(of: interface, name: name.name.text), gate: use.annotations.gate)
            entries[name.local.text] = Entry(
                definition: definition, isResource: entry.isResource, measure: entry.measure)
        }
    }

    /// Declares types, whose order means nothing. Resources have no functions yet.
    mutating func declare(_ declarations: [TypeDeclaration]) throws(WITError) {
        var byName: [String: TypeDeclaration] = [:]
        for declaration in declarations {
            try take(declaration.name)
            byName[declaration.name.text] = declaration
        }
        var order = DependencyOrder<String>()
        for declaration in declarations {
            let circle = order.visit(declaration.name.text) { name in
                byName[name]?.definition.names.map(\.text).filter { byName[$0] != nil } ?? []
            }
            if let name = circle?.first, let declaration = byName[name] {
                throw sources.error(.recursiveType(name), at: declaration.name.place)
            }
        }
        for name in order.order {
            guard let declaration = byName[name] else { continue }
            entries[name] = try entry(declaration)
        }
    }

    /// Gives a resource its functions.
    mutating func complete(_ resource: String, _ functions: [Function]) {
        guard let entry = entries[resource] else { return }
        let definition = TypeDefinition(
            resource, .resource(functions), documentation: entry.definition.documentation, gate: entry.definition.gate)
        entries[resource] = Entry(definition: definition, isResource: true, measure: entry.measure)
    }

    private mutating func take(_ name: Identifier) throws(WITError) {
        try names.add(name, of: "type")
        guard names.count <= Limits.members else {
            throw sources.error(.tooMany("types", limit: Limits.members), at: name.place)
        }
    }
}

extension TypeDeclaration.Definition {
    /// The names that the type is made of.
    fileprivate var names: [Identifier] {
        switch self {
        case .alias(let type): type.names
        case .record(let members): members.flatMap(\.type.names)
        case .variant(let cases): cases.flatMap { $0.payload?.names ?? [] }
        case .enumeration, .flags, .resource: []
        }
    }
}
