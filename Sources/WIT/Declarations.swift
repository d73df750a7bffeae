// What a WIT file declares, as it is written: names are not looked up yet. Plain values, any thread.

/// What stands before an item.
struct Annotations: Sendable {
    var documentation: String?
    var gate: Gate?
    /// Where the gate begins.
    var gatePlace: Place?
}

/// `interface name { … }`
struct InterfaceDeclaration: Sendable {
    enum Item: Sendable {
        case use(UseDeclaration)
        case type(TypeDeclaration)
        case function(FunctionDeclaration)
    }

    let name: Identifier
    let annotations: Annotations
    let items: [Item]
}

/// `name`, or `namespace:package/name@version`.
struct UsePath: Sendable {
    /// Nil for the package at hand.
    let package: PackageName?
    let name: Identifier
    /// Where the path begins.
    let place: Place
}

/// `use path.{name, name as alias};`
struct UseDeclaration: Sendable {
    struct Name: Sendable {
        let name: Identifier
        let alias: Identifier?
        /// What it is called here.
        var local: Identifier { alias ?? name }
    }

    let path: UsePath
    let annotations: Annotations
    let names: [Name]
}

/// `world name { … }`
struct WorldDeclaration: Sendable {
    enum Item: Sendable {
        case use(UseDeclaration)
        case type(TypeDeclaration)
        case include(Include)
        case `extern`(World.Direction, Extern)
    }

    /// `include path with { name as name };`
    struct Include: Sendable {
        let path: UsePath
        let annotations: Annotations
        let renames: [UseDeclaration.Name]
    }

    /// What is imported or exported.
    struct Extern: Sendable {
        enum Kind: Sendable {
            case interface(UsePath)
            /// An interface that is declared right here, under the name it is known by.
            case inline(InterfaceDeclaration)
            case function(FunctionDeclaration)
        }

        let annotations: Annotations
        let kind: Kind
    }

    let name: Identifier
    let annotations: Annotations
    let items: [Item]
}

/// A named type.
struct TypeDeclaration: Sendable {
    struct Member: Sendable {
        let name: Identifier
        let type: TypeExpression
        let documentation: String?
    }

    struct Case: Sendable {
        let name: Identifier
        let payload: TypeExpression?
        let documentation: String?
    }

    enum Definition: Sendable {
        case alias(TypeExpression)
        case record([Member])
        case variant([Case])
        case enumeration([Case])
        case flags([Case])
        /// Its constructor, methods and static functions.
        case resource([FunctionDeclaration])
    }

    let name: Identifier
    let annotations: Annotations
    let definition: Definition
}

/// `name: func(parameters) -> result;`, free or of a resource.
struct FunctionDeclaration: Sendable {
    enum Role: Sendable {
        case free, constructor, method, `static`
    }

    let name: Identifier
    let annotations: Annotations
    let role: Role
    let parameters: [TypeDeclaration.Member]
    let result: TypeExpression?
}
