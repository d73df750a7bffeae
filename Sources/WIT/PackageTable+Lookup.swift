// Looking up what a name or a path stands for, and what gates say. Used by one thread at a time.

extension PackageTable {
    /// What a path names.
    ///
    /// - Parameter what: what is expected there, for messages.
    func symbol(at path: UsePath, in unit: Int, _ what: String) throws(WITError) -> Symbol {
        let name = path.name.text
        let own = units[unit].package
        guard let wanted = path.package else {
            if let alias = units[unit].aliases[name] { return alias }
            if let symbol = packages[own].symbols[name] { return symbol }
            let known = units[unit].aliases.keys.sorted() + packages[own].symbols.keys.sorted()
            throw sources.error(
                .unknownName(name, of: what, suggestion: NearName.suggestion(for: name, among: known)),
                at: path.name.place)
        }
        guard let package = byName[wanted] else {
            throw sources.error(
                .unknownName(wanted.description, of: "package", suggestion: packageSuggestion(for: wanted)),
                at: path.place)
        }
        guard package != own else { throw sources.error(.ownPackage(wanted), at: path.place) }
        guard let symbol = packages[package].symbols[name] else {
            let known = packages[package].symbols.keys.sorted()
            throw sources.error(
                .unknownName(
                    QualifiedName(wanted, name).description, of: what,
                    suggestion: NearName.suggestion(for: name, among: known)), at: path.name.place)
        }
        return symbol
    }

    /// The interface that a path names.
    func interface(at path: UsePath, in unit: Int) throws(WITError) -> Int {
        let symbol = try symbol(at: path, in: unit, "interface")
        guard case .interface(let index) = symbol.kind else {
            throw sources.error(
                .wrongKind(path.name.text, found: "world", expected: "interface"), at: path.name.place)
        }
        try refuseLeftOut(path, "interface", symbol.missingFeature)
        return index
    }

    /// The world that a path names.
    func world(at path: UsePath, in unit: Int) throws(WITError) -> Int {
        let symbol = try symbol(at: path, in: unit, "world")
        guard case .world(let index) = symbol.kind else {
            throw sources.error(
                .wrongKind(path.name.text, found: "interface", expected: "world"), at: path.name.place)
        }
        try refuseLeftOut(path, "world", symbol.missingFeature)
        return index
    }

    private func refuseLeftOut(_ path: UsePath, _ what: String, _ feature: String?) throws(WITError) {
        guard let feature else { return }
        throw sources.error(.leftOut(path.name.text, of: what, feature: feature), at: path.name.place)
    }

    /// The same package in another version, or one whose name is nearly the same.
    private func packageSuggestion(for name: PackageName) -> String? {
        let others = packages.map(\.name)
        if let sibling = others.first(where: { $0.namespace == name.namespace && $0.name == name.name }) {
            return sibling.description
        }
        return NearName.suggestion(for: name.description, among: others.map(\.description))
    }

    /// The feature for want of which an item is left out; nil when it is there.
    ///
    /// Errors: a gate that doesn't fit the package's version.
    func missingFeature(_ annotations: Annotations, in package: Int) throws(WITError) -> String? {
        guard let gate = annotations.gate, let place = annotations.gatePlace else { return nil }
        let name = packages[package].name
        func check(_ version: Version) throws(WITError) {
            guard let own = name.version else { throw sources.error(.gateWithoutVersion(name), at: place) }
            guard !own.precedes(version) else { throw sources.error(.unreleased(version, name), at: place) }
        }
        if let deprecated = gate.deprecated, name.version == nil {
            try check(deprecated)
        }
        switch gate.stability {
        case .since(let version):
            try check(version)
            return nil
        case .unstable(let feature): return features.contains(feature) ? nil : feature
        }
    }

    /// The packages that each package refers to, where they are known.
    func packageDependencies() -> [[Int]] {
        var dependencies = [Set<Int>](repeating: [], count: packages.count)
        for unit in units {
            let names = unit.body.paths.compactMap(\.package)
            dependencies[unit.package].formUnion(names.compactMap { byName[$0] })
        }
        // A package that names itself in full is told so where it does.
        return dependencies.enumerated().map { package, others in others.subtracting([package]).sorted() }
    }
}

extension Document.Body {
    /// Every path in it.
    fileprivate var paths: [UsePath] {
        uses.map(\.path) + interfaces.flatMap(\.paths)
            + worlds.flatMap { world in
                world.items.flatMap { item -> [UsePath] in
                    switch item {
                    case .use(let use): [use.path]
                    case .include(let include): [include.path]
                    case .type: []
                    case .extern(_, let item):
                        switch item.kind {
                        case .interface(let path): [path]
                        case .inline(let interface): interface.paths
                        case .function: []
                        }
                    }
                }
            }
    }
}

extension InterfaceDeclaration {
    fileprivate var paths: [UsePath] {
        items.compactMap { if case .use(let use) = $0 { use.path } else { nil } }
    }
}
