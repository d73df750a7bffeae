// Turns parsed packages into a model, every name looked up. Used by one thread at a time. Worlds are in
// Resolver+Worlds.swift.

/// Looks up the names of all packages, in an order in which everything comes after what it refers to.
struct Resolver {
    let table: PackageTable
    /// By index in the table; what is left out is not there.
    private var interfaces: [Int: (interface: Interface, scope: Scope)] = [:]
    var worlds: [Int: World] = [:]
    private(set) var byName: [QualifiedName: Interface] = [:]
    private var parts = 0
    /// What all worlds have, and what was taken from others for it.
    var worldItemCount = 0

    init(_ tree: SourceTree, features: FeatureSet) throws(WITError) {
        table = try PackageTable(tree, features: features)
    }

    /// All packages, each after those it refers to: the main one with what it needs, then the others by name.
    mutating func packages() throws(WITError) -> [Package] {
        try refuseCircles()
        try resolveInterfaces()
        try resolveWorlds()
        var found = [(interfaces: [Interface], worlds: [World])](repeating: ([], []), count: table.packages.count)
        for (index, declared) in table.interfaces.enumerated() {
            guard let interface = interfaces[index]?.interface else { continue }
            found[table.units[declared.unit].package].interfaces.append(interface)
        }
        for (index, declared) in table.worlds.enumerated() {
            guard let world = worlds[index] else { continue }
            found[table.units[declared.unit].package].worlds.append(world)
        }
        var packages: [PackageName: Package] = [:]
        for (entry, items) in zip(table.packages, found) {
            let documentation = entry.documentation.joined(separator: "\n\n")
            packages[entry.name] = Package(
                entry.name, interfaces: items.interfaces, worlds: items.worlds,
                documentation: documentation.isEmpty ? nil : documentation)
        }
        // By what is in them and not by what their files say, so that the order is the same when they are printed.
        var order = DependencyOrder<PackageName>()
        for name in [main] + packages.keys.sorted(by: { $0.description < $1.description }) {
            _ = order.visit(name) { packages[$0]?.dependencies ?? [] }
        }
        return order.order.compactMap { packages[$0] }
    }

    /// The main package's name.
    var main: PackageName { table.packages[0].name }

    private func refuseCircles() throws(WITError) {
        let dependencies = table.packageDependencies()
        var order = DependencyOrder<Int>()
        for package in table.packages.indices {
            if let circle = order.visit(package, dependencies: { dependencies[$0] }) {
                let names = circle.map { table.packages[$0].name.description }
                throw table.sources.error(.circle(of: "packages", names), at: table.packages[circle[0]].place)
            }
        }
    }

    // MARK: - Interfaces

    private mutating func resolveInterfaces() throws(WITError) {
        let table = table
        var order = DependencyOrder<Int>()
        for index in table.interfaces.indices where !table.interfaces[index].isLeftOut {
            let circle = try order.visit(index) { node throws(WITError) in
                var used: [Int] = []
                let declared = table.interfaces[node]
                for case .use(let use) in declared.declaration.items {
                    let package = table.units[declared.unit].package
                    guard try table.missingFeature(use.annotations, in: package) == nil else { continue }
                    used.append(try table.interface(at: use.path, in: declared.unit))
                }
                return used
            }
            if let circle {
                let names = circle.map { table.interfaces[$0].name.description }
                throw table.sources.error(
                    .circle(of: "interfaces", names), at: table.interfaces[circle[0]].declaration.name.place)
            }
        }
        for index in order.order {
            let declared = table.interfaces[index]
            let found = try interface(declared.declaration, in: declared.unit)
            interfaces[index] = found
            byName[declared.name] = found.interface
        }
    }

    /// Looks up the names of an interface, of a package or of a world.
    mutating func interface(_ declaration: InterfaceDeclaration, in unit: Int) throws(WITError)
        -> (interface: Interface, scope: Scope)
    {
        var scope = Scope(table.sources)
        var uses: [UseDeclaration] = []
        var types: [TypeDeclaration] = []
        var functions: [FunctionDeclaration] = []
        for item in declaration.items {
            switch item {
            case .use(let use): uses.append(use)
            case .type(let type): types.append(type)
            case .function(let function): functions.append(function)
            }
        }
        try declare(uses, types, in: &scope, unit)
        for function in functions { try scope.names.add(function.name, of: "function") }
        var items: [Interface.Item] = []
        for item in declaration.items {
            switch item {
            case .use(let use):
                guard try feature(use.annotations, unit) == nil else { continue }
                items += use.names.compactMap { scope.entries[$0.local.text].map { .type($0.definition) } }
            case .type(let type):
                guard try feature(type.annotations, unit) == nil else { continue }
                if let entry = scope.entries[type.name.text] { items.append(.type(entry.definition)) }
            case .function(let function):
                guard try feature(function.annotations, unit) == nil else { continue }
                items.append(.function(try scope.function(function)))
            }
            guard items.count <= Scope.Limits.members else {
                let place = declaration.name.place
                throw table.sources.error(.tooMany("functions and types", limit: Scope.Limits.members), at: place)
            }
        }
        try count(scope, at: declaration.name.place)
        return (
            Interface(
                declaration.name.text, items, documentation: declaration.annotations.documentation,
                gate: declaration.annotations.gate), scope
        )
    }

    /// Declares types in a scope: those taken over, then its own, then what its resources do.
    func declare(
        _ uses: [UseDeclaration], _ types: [TypeDeclaration], in scope: inout Scope, _ unit: Int
    ) throws(WITError) {
        for use in uses {
            if let feature = try feature(use.annotations, unit) {
                scope.leaveOut(use.names.map(\.local), feature: feature)
                continue
            }
            let index = try table.interface(at: use.path, in: unit)
            guard let other = interfaces[index]?.scope else { continue }
            try scope.use(use, of: table.interfaces[index].name, other)
        }
        var kept: [TypeDeclaration] = []
        for type in types {
            if let feature = try feature(type.annotations, unit) {
                scope.leaveOut([type.name], feature: feature)
            } else {
                kept.append(type)
            }
        }
        try scope.declare(kept)
        for type in kept {
            guard case .resource(let declarations) = type.definition else { continue }
            var functions: [Function] = []
            for declaration in declarations where try feature(declaration.annotations, unit) == nil {
                functions.append(try scope.function(declaration, of: type.name))
            }
            guard functions.count <= Scope.Limits.members else {
                throw table.sources.error(.tooMany("functions", limit: Scope.Limits.members), at: type.name.place)
            }
            scope.complete(type.name.text, functions)
        }
    }

    /// The feature for want of which an item is left out.
    func feature(_ annotations: Annotations, _ unit: Int) throws(WITError) -> String? {
        try table.missingFeature(annotations, in: table.units[unit].package)
    }

    mutating func count(_ scope: Scope, at place: Place) throws(WITError) {
        parts += scope.functionParts
        guard parts <= Scope.Limits.allParts else {
            throw table.sources.error(.tooLarge(limit: Scope.Limits.allParts), at: place)
        }
    }
}
