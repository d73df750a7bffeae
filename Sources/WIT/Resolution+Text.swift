// Models as WIT, and models that didn't come from WIT. Pure functions, any thread.

extension Resolution {
    /// All packages as one text: the main one, then the others in braces. It parses to an equal resolution, when the
    /// same features are enabled.
    package var text: String {
        var printer = Printer()
        printer.file(main)
        for package in packages where package.name != mainName { printer.nested(package) }
        return printer.text
    }

    /// Packages that were put together otherwise than from a text, such as those that a component's types stand for.
    ///
    /// - Parameters:
    ///   - packages: in any order; so are the imports and exports of worlds. Implied imports may be missing, or be there
    ///     as if they were asked for. Whoever puts references together bounds how deep they are nested; beyond the
    ///     parser's bound they are refused here.
    ///   - main: the name of one of them.
    ///
    /// Errors: what of it is not sound, with its place in the text that stands for it; `.notExpressible`, when that
    /// text would mean something else.
    package init(verifying packages: [Package], main: PackageName) throws(WITError) {
        guard packages.contains(where: { $0.name == main }) else {
            throw WITError(.unknownName(main.description, of: "package", suggestion: nil), path: "")
        }
        let text = Resolution(sound: packages, main: main).text
        let found = try Resolution(parsing: text, features: .all)
        for package in packages {
            guard let other = found.package(package.name), other.interfaces == package.interfaces,
                other.documentation == package.documentation
            else { throw WITError(.notExpressible("the package ‘\(package.name)’"), path: "") }
            guard other.worlds.map(\.explicit) == package.worlds.map(\.explicit) else {
                throw WITError(.notExpressible("a world of the package ‘\(package.name)’"), path: "")
            }
        }
        self = found
    }
}

extension Package {
    /// The package as WIT: all of its interfaces and worlds, with documentation and gates.
    package var text: String {
        var printer = Printer()
        printer.file(self)
        return printer.text
    }
}

extension World {
    /// The world without what its items imply, in an order of no meaning: which one there may be, the items decide.
    fileprivate var explicit: World {
        func sorted(_ items: [Item]) -> [Item] { items.sorted { $0.externalName < $1.externalName } }
        return World(
            name, types: types, imports: sorted(imports.filter { !$0.isImplied }), exports: sorted(exports),
            documentation: documentation, gate: gate)
    }
}
