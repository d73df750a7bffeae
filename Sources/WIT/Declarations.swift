// What a WIT file declares, as it is written. Plain values, any thread.

/// `interface name { … }`
package struct InterfaceDeclaration: Sendable {
    package let name: Identifier
    package let documentation: String?
    package let items: [InterfaceItem]
}

/// What stands in an interface, in order.
package enum InterfaceItem: Sendable {
    case use(UseDeclaration)
    case type(TypeDeclaration)
    case function(FunctionDeclaration)
}

/// `use path.{name, name as alias};`
package struct UseDeclaration: Sendable {
    package struct Name: Sendable {
        package let name: Identifier
        package let alias: Identifier?
        /// What it is called here.
        package var local: Identifier { alias ?? name }
    }

    package let interface: Identifier
    package let names: [Name]
}

/// `world name { … }`
package struct WorldDeclaration: Sendable {
    /// What is imported or exported.
    package enum Item: Sendable {
        /// An interface of the same file.
        case interface(Identifier)
        /// An interface that is declared right here, under the name it is known by.
        case inline(InterfaceDeclaration)
        case function(FunctionDeclaration)
    }

    package let name: Identifier
    package let documentation: String?
    package let imports: [Item]
    package let exports: [Item]
}

/// A named type.
package struct TypeDeclaration: Sendable {
    package struct Member: Sendable {
        package let name: Identifier
        package let type: TypeExpression
        package let documentation: String?
    }

    package struct Case: Sendable {
        package let name: Identifier
        package let payload: TypeExpression?
        package let documentation: String?
    }

    package enum Definition: Sendable {
        case alias(TypeExpression)
        case record([Member])
        case variant([Case])
        case enumeration([Case])
        case flags([Case])
        /// Its constructor, methods and static functions.
        case resource([FunctionDeclaration])
    }

    package let name: Identifier
    package let documentation: String?
    package let definition: Definition
}

/// `name: func(parameters) -> result;`, free or of a resource.
package struct FunctionDeclaration: Sendable {
    package enum Role: Sendable {
        case free, constructor, method, `static`
    }

    package let name: Identifier
    package let documentation: String?
    package let role: Role
    package let parameters: [TypeDeclaration.Member]
    package let result: TypeExpression?
}
