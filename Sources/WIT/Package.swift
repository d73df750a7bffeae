// A WIT file with every name looked up: what it declares, in terms of types. Plain values, any thread.

/// The interfaces and worlds of one file.
package struct Package: Sendable {
    /// Nil when the file names none.
    package let name: PackageName?
    package let interfaces: [Interface]
    package let worlds: [World]

    /// Parses a text and looks up its names.
    ///
    /// Errors: what is wrong first, with its place and a caret.
    package init(parsing text: String) throws(WITError) {
        let document = try Document(parsing: text)
        var resolver = try Resolver(document, source: text)
        self = try resolver.package()
    }

    init(name: PackageName?, interfaces: [Interface], worlds: [World]) {
        self.name = name
        self.interfaces = interfaces
        self.worlds = worlds
    }

    /// The interface of that name.
    package func interface(_ name: String) -> Interface? { interfaces.first { $0.name == name } }
}

/// What a world imports and exports.
package struct World: Sendable {
    package enum Item: Sendable {
        /// An interface of the package, by its name.
        case interface(Interface)
        /// A function or an interface of the world's own, under the name it gives it.
        case function(Function)
        case inline(Interface)
    }

    package let name: String
    package let documentation: String?
    package let imports: [Item]
    package let exports: [Item]
}

/// Functions and types under one name.
package struct Interface: Sendable {
    package let name: String
    package let documentation: String?
    /// In the order they are declared, those taken over by `use` among them.
    package let types: [NamedType]
    package let functions: [Function]
    /// The resources declared here; a `ResolvedType`'s handle says which by its index.
    package let resources: [Resource]
}

/// A type with a name.
package struct NamedType: Sendable {
    package let name: String
    package let documentation: String?
    package let type: ResolvedType
}

/// A type whose values stay where they were made; others hold handles.
package struct Resource: Hashable, Sendable {
    package let name: String
    package let documentation: String?
}

/// A function with its types.
package struct Function: Sendable {
    /// Whose it is; a resource is given by its index in the interface.
    package enum Role: Hashable, Sendable {
        case free
        case constructor(resource: Int)
        /// Its first parameter, `self`, is among the parameters.
        case method(resource: Int)
        case `static`(resource: Int)
    }

    package struct Parameter: Sendable {
        package let name: String
        package let type: ResolvedType
    }

    /// Its own name; for a constructor, "constructor".
    package let name: String
    package let documentation: String?
    package let role: Role
    package let parameters: [Parameter]
    package let result: ResolvedType?
}

extension Interface {
    /// What a function is called in a component's binary: `process`, `[constructor]x`, `[method]x.process`.
    ///
    /// Source: component-model, Binary.md and Explainer.md, "Import and Export Definitions"
    package func externalName(of function: Function) -> String {
        switch function.role {
        case .free: function.name
        case .constructor(let resource): "[constructor]\(resources[resource].name)"
        case .method(let resource): "[method]\(resources[resource].name).\(function.name)"
        case .static(let resource): "[static]\(resources[resource].name).\(function.name)"
        }
    }
}
