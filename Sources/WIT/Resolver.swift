// Looks up the names of one file. Used by one thread at a time. Types are spelled out in Scope.swift.

/// Turns a parsed document into a package.
struct Resolver {
    /// Bounds on a stranger's text that is small and yet stands for much.
    enum Limits {
        /// A variant's cases, a record's members, an interface's functions, each.
        static let members = 1_024
        /// Parts that one declared or used type may have when it is spelled out; without it, twenty lines could stand
        /// for a million.
        static let parts = 1_024
        static let depth = 64
        static let flags = 32
    }

    let document: Document
    private let lexer: Lexer
    private let declarations: [String: InterfaceDeclaration]

    init(_ document: Document, source: String) throws(WITError) {
        self.document = document
        lexer = try Lexer(source)
        var found: [String: InterfaceDeclaration] = [:]
        var names: [String: Identifier] = [:]
        for name in document.interfaces.map(\.name) + document.worlds.map(\.name) {
            if let first = names.updateValue(name, forKey: name.text) {
                throw lexer.error(
                    .duplicate(name.text, of: "interface or world", firstLine: first.location.line), at: name.location)
            }
        }
        for interface in document.interfaces { found[interface.name.text] = interface }
        declarations = found
    }

    func error(_ kind: WITError.Kind, at location: SourceLocation) -> WITError { lexer.error(kind, at: location) }

    func declaration(of interface: Identifier) throws(WITError) -> InterfaceDeclaration {
        guard let found = declarations[interface.text] else {
            throw error(.unknownName(interface.text, of: "interface"), at: interface.location)
        }
        return found
    }

    mutating func package() throws(WITError) -> Package {
        var interfaces: [Interface] = []
        for declaration in document.interfaces { interfaces.append(try interface(declaration)) }
        var worlds: [World] = []
        for declaration in document.worlds {
            var imports: [World.Item] = []
            for item in declaration.imports { imports.append(try worldItem(item)) }
            var exports: [World.Item] = []
            for item in declaration.exports { exports.append(try worldItem(item)) }
            worlds.append(
                World(
                    name: declaration.name.text, documentation: declaration.documentation, imports: imports,
                    exports: exports))
        }
        return Package(name: document.package, interfaces: interfaces, worlds: worlds)
    }

    private func worldItem(_ item: WorldDeclaration.Item) throws(WITError) -> World.Item {
        switch item {
        case .interface(let name): return .interface(try interface(try declaration(of: name)))
        case .inline(let declaration): return .inline(try interface(declaration))
        case .function(let declaration):
            let scope = try Scope(resolver: self, interface: nil)
            return .function(try function(declaration, role: .free, scope: scope))
        }
    }

    private func interface(_ declaration: InterfaceDeclaration) throws(WITError) -> Interface {
        let scope = try Scope(resolver: self, interface: declaration)
        var types: [NamedType] = []
        var functions: [Function] = []
        var names: [String: Identifier] = [:]
        func add(_ function: Function, _ name: Identifier, _ key: String) throws(WITError) {
            if let first = names.updateValue(name, forKey: key) {
                throw error(
                    .duplicate(name.text, of: "function", firstLine: first.location.line), at: name.location)
            }
            guard functions.count < Limits.members else {
                throw error(.tooMany("functions", limit: Limits.members), at: name.location)
            }
            functions.append(function)
        }
        for item in declaration.items {
            switch item {
            case .use(let use):
                for name in use.names {
                    types.append(
                        NamedType(
                            name: name.local.text, documentation: nil, type: try scope.type(named: name.local)))
                }
            case .type(let type):
                guard case .resource(let members) = type.definition else {
                    types.append(
                        NamedType(
                            name: type.name.text, documentation: type.documentation,
                            type: try scope.type(named: type.name)))
                    continue
                }
                let index = scope.resources.firstIndex { $0.name == type.name.text }!
                for member in members {
                    let role: Function.Role =
                        switch member.role {
                        case .constructor: .constructor(resource: index)
                        case .static: .static(resource: index)
                        case .method, .free: .method(resource: index)
                        }
                    try add(
                        try function(member, role: role, scope: scope), member.name,
                        "\(type.name.text).\(member.name.text)")
                }
            case .function(let free):
                if let type = scope.declared[free.name.text] {
                    throw error(
                        .duplicate(free.name.text, of: "name", firstLine: type.location.line), at: free.name.location)
                }
                try add(try function(free, role: .free, scope: scope), free.name, free.name.text)
            }
        }
        return Interface(
            name: declaration.name.text, documentation: declaration.documentation, types: types, functions: functions,
            resources: scope.resources)
    }

    private func function(_ declaration: FunctionDeclaration, role: Function.Role, scope: Scope) throws(WITError)
        -> Function
    {
        var parameters: [Function.Parameter] = []
        if case .method(let resource) = role {
            parameters.append(.init(name: "self", type: .borrow(resource: resource)))
        }
        var names: [String: Identifier] = [:]
        for parameter in declaration.parameters {
            if let first = names.updateValue(parameter.name, forKey: parameter.name.text) {
                throw error(
                    .duplicate(parameter.name.text, of: "parameter", firstLine: first.location.line),
                    at: parameter.name.location)
            }
            parameters.append(.init(name: parameter.name.text, type: try scope.type(parameter.type)))
        }
        guard parameters.count <= Limits.members else {
            throw error(.tooMany("parameters", limit: Limits.members), at: declaration.name.location)
        }
        var result: ResolvedType?
        if let type = declaration.result {
            result = try scope.type(type)
            guard result?.holdsBorrow == false else { throw error(.borrowInResult, at: type.location) }
        }
        if case .constructor(let resource) = role {
            switch result {
            case nil: result = .own(resource: resource)
            case .own(resource), .result(ok: .own(resource), error: _): break
            default:
                throw error(.invalidConstructorResult, at: declaration.result!.location)
            }
        }
        return Function(
            name: declaration.name.text, documentation: declaration.documentation, role: role, parameters: parameters,
            result: result)
    }
}
