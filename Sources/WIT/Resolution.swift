// Packages with every name looked up. Immutable; any thread.

/// A package and all that it refers to. Everything in it is sound: names are labels, each refers to something of its
/// kind, nothing refers to itself, and types spelled out stay within bounds.
package struct Resolution: Sendable {
    /// Each after those it refers to.
    package let packages: [Package]
    /// The name of the package it is all about.
    package let mainName: PackageName

    private let interfaces: [QualifiedName: Interface]
    private let worlds: [QualifiedName: World]
    private let types: [TypeScope: [String: TypeDefinition]]

    /// Parses one file and looks up its names.
    package init(parsing text: String, features: FeatureSet = FeatureSet()) throws(WITError) {
        try self.init(SourceTree([SourceFile(text: text)]), features: features)
    }

    /// Parses packages and looks up their names.
    ///
    /// - Parameter features: what is unstable for the sake of another feature is left out.
    ///
    /// Errors: what is wrong first, with its place and a caret.
    package init(_ tree: SourceTree, features: FeatureSet = FeatureSet()) throws(WITError) {
        var resolver = try Resolver(tree, features: features)
        let packages = try resolver.packages()
        self.init(sound: packages, main: resolver.main)
    }

    init(sound packages: [Package], main: PackageName) {
        self.packages = packages
        mainName = main
        var interfaces: [QualifiedName: Interface] = [:]
        var worlds: [QualifiedName: World] = [:]
        var types: [TypeScope: [String: TypeDefinition]] = [:]
        func add(_ definitions: [TypeDefinition], _ scope: TypeScope) {
            types[scope] = Dictionary(definitions.map { ($0.name, $0) }) { first, _ in first }
        }
        for package in packages {
            for interface in package.interfaces {
                let name = QualifiedName(package.name, interface.name)
                interfaces[name] = interface
                add(interface.types, .interface(name))
            }
            for world in package.worlds {
                let name = QualifiedName(package.name, world.name)
                worlds[name] = world
                add(world.types, .world(name))
                for direction in [World.Direction.import, .export] {
                    for case .inline(let interface) in world[direction] {
                        add(interface.types, .inline(in: name, direction, interface.name))
                    }
                }
            }
        }
        self.interfaces = interfaces
        self.worlds = worlds
        self.types = types
    }
}

extension Resolution: Equatable {
    package static func == (left: Self, right: Self) -> Bool {
        left.mainName == right.mainName && left.packages == right.packages
    }
}

extension Resolution {
    /// The package it is all about.
    package var main: Package { packages.first { $0.name == mainName }! }

    package func package(_ name: PackageName) -> Package? { packages.first { $0.name == name } }

    /// An interface of a package.
    package func interface(_ name: QualifiedName) -> Interface? { interfaces[name] }

    package func world(_ name: QualifiedName) -> World? { worlds[name] }

    /// The type of that name in an interface or a world.
    package func type(_ name: String, in scope: TypeScope) -> TypeDefinition? { types[scope]?[name] }

    /// Where a type comes from: its declaration and the scope that this stands in. Goes back over `use`, and for
    /// another name of a resource to the resource.
    package func origin(of name: String, in scope: TypeScope) -> (definition: TypeDefinition, scope: TypeScope)? {
        var (name, scope) = (name, scope)
        while let definition = type(name, in: scope) {
            switch definition.kind {
            case .use(let interface, let original): (name, scope) = (original, .interface(interface))
            case .alias(.named(let original)):
                guard let found = origin(of: original, in: scope), found.definition.isResource else {
                    return (definition, scope)
                }
                return found
            default: return (definition, scope)
            }
        }
        return nil
    }
}
