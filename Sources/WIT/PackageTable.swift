// Every package of a source tree and what it declares. Used by one thread at a time. Names are looked up in
// PackageTable+Lookup.swift.

/// What there is to refer to. An item that a gate leaves out is there too, so that a message can say so.
struct PackageTable {
    enum Limits {
        static let packages = 256
        /// Interfaces and worlds of all packages.
        static let declarations = 4_096
    }

    /// An interface or a world, by its index in the table.
    struct Symbol {
        enum Kind {
            case interface(Int)
            case world(Int)
        }

        let kind: Kind
        let place: Place
        /// The feature for want of which it is left out.
        let missingFeature: String?
    }

    struct Entry {
        let name: PackageName
        let place: Place
        var documentation: [String] = []
        var names: NameTable
        var symbols: [String: Symbol] = [:]
    }

    /// A file's part of a package, or a pair of braces: where a `use` outside of interfaces holds.
    struct Unit {
        let package: Int
        let body: Document.Body
        var aliases: [String: Symbol] = [:]
    }

    struct Declared<Declaration> {
        let declaration: Declaration
        let unit: Int
        let name: QualifiedName
        let isLeftOut: Bool
    }

    let sources: Sources
    let features: FeatureSet
    private(set) var packages: [Entry] = []
    private(set) var byName: [PackageName: Int] = [:]
    private(set) var units: [Unit] = []
    private(set) var interfaces: [Declared<InterfaceDeclaration>] = []
    private(set) var worlds: [Declared<WorldDeclaration>] = []

    /// Parses all files. The first package is the main one.
    init(_ tree: SourceTree, features: FeatureSet) throws(WITError) {
        sources = Sources(files: tree.files)
        self.features = features
        try checkSizes()
        var file = 0
        for group in [tree.main] + tree.dependencies {
            var documents: [Document] = []
            for source in group {
                documents.append(try Document(parsing: source, file: file))
                file += 1
            }
            try add(documents, firstFile: file - group.count)
        }
        for index in units.indices { try addSymbols(of: index) }
        for index in units.indices { try addAliases(of: index) }
    }

    private func checkSizes() throws(WITError) {
        guard let first = sources.files.first else { throw WITError(.noFiles, path: "") }
        guard sources.files.count <= SourceTree.Limits.files else {
            throw WITError(.tooMany("files", limit: SourceTree.Limits.files), path: first.path)
        }
        let count = sources.files.reduce(0) { $0 + $1.text.utf8.count }
        guard count <= SourceTree.Limits.bytes else {
            throw WITError(.tooLong(byteCount: count, limit: SourceTree.Limits.bytes), path: first.path)
        }
    }

    // MARK: - Packages

    /// The files of one package, with the packages in braces between them.
    private mutating func add(_ documents: [Document], firstFile: Int) throws(WITError) {
        let start = Place(file: firstFile, offset: 0)
        guard !documents.isEmpty else { throw WITError(.noFiles, path: "") }
        guard let header = documents.lazy.compactMap(\.header).first else {
            throw sources.error(.missingPackageName, at: start)
        }
        let package = try add(header)
        for document in documents {
            if let other = document.header {
                guard other.name == header.name else {
                    throw sources.error(.otherPackageName(other.name, expected: header.name), at: other.place)
                }
                if let documentation = other.documentation { packages[package].documentation.append(documentation) }
            }
            units.append(Unit(package: package, body: document.body))
            for (header, body) in document.nested {
                let nested = try add(header)
                if let documentation = header.documentation { packages[nested].documentation.append(documentation) }
                units.append(Unit(package: nested, body: body))
            }
        }
    }

    private mutating func add(_ header: Document.Header) throws(WITError) -> Int {
        if let first = byName.updateValue(packages.count, forKey: header.name) {
            let mention = sources.mention(packages[first].place, from: header.place)
            throw sources.error(
                .duplicate(header.name.description, of: "package", first: mention), at: header.place)
        }
        guard packages.count < Limits.packages else {
            throw sources.error(.tooMany("packages", limit: Limits.packages), at: header.place)
        }
        packages.append(Entry(name: header.name, place: header.place, names: NameTable(sources)))
        return packages.count - 1
    }

    // MARK: - What packages declare

    private mutating func addSymbols(of unit: Int) throws(WITError) {
        let package = units[unit].package
        for declaration in units[unit].body.interfaces {
            let feature = try missingFeature(declaration.annotations, in: package)
            try add(declaration.name, .interface(interfaces.count), feature, to: package)
            let name = QualifiedName(packages[package].name, declaration.name.text)
            interfaces.append(
                .init(declaration: declaration, unit: unit, name: name, isLeftOut: feature != nil))
        }
        for declaration in units[unit].body.worlds {
            let feature = try missingFeature(declaration.annotations, in: package)
            try add(declaration.name, .world(worlds.count), feature, to: package)
            let name = QualifiedName(packages[package].name, declaration.name.text)
            worlds.append(.init(declaration: declaration, unit: unit, name: name, isLeftOut: feature != nil))
        }
    }

    private mutating func add(
        _ name: Identifier, _ kind: Symbol.Kind, _ feature: String?, to package: Int
    ) throws(WITError) {
        try packages[package].names.add(name, of: "interface or world")
        guard interfaces.count + worlds.count < Limits.declarations else {
            throw sources.error(.tooMany("interfaces and worlds", limit: Limits.declarations), at: name.place)
        }
        packages[package].symbols[name.text] = Symbol(kind: kind, place: name.place, missingFeature: feature)
    }

    private mutating func addAliases(of unit: Int) throws(WITError) {
        var names = NameTable(sources)
        let body = units[unit].body
        for name in body.interfaces.map(\.name) + body.worlds.map(\.name) { try names.add(name, of: "name") }
        for use in body.uses {
            try names.add(use.local, of: "name")
            units[unit].aliases[use.local.text] = try symbol(at: use.path, in: unit, "interface or world")
        }
    }
}
