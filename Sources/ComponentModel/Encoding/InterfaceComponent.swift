// The component without modules that an exported interface becomes an instance of. A value, one thread at a time.

import ComponentBinary
import WIT

/// Imports types and functions, and exports them by their names.
struct InterfaceComponent: TypeSpace {
    var known = KnownTypes()
    private(set) var builder = ComponentBuilder()
    private let contents: WorldContents
    private let item: WorldContents.InterfaceItem
    /// Imports are told apart whatever the case of their letters.
    private var names: Set<String> = []
    private var functions: [UInt32] = []

    init(_ contents: WorldContents, _ item: WorldContents.InterfaceItem) {
        self.contents = contents
        self.item = item
    }

    mutating func define(_ type: ComponentBinary.TypeDefinition) -> UInt32 { builder.type(type) }

    /// Imports the functions, with what they need, the resources, and all that is used of other interfaces.
    ///
    /// - Returns: by which names, types and functions in their order.
    mutating func imports(
        _ functions: [Function]
    ) -> (types: [(name: String, type: TypeName)], functions: [String]) {
        let roots = item.interface.types.filter { type in
            if case .use = type.kind { true } else { type.isResource }
        }
        let names = roots.map(\.name) + functions.flatMap(\.typeNames)
        var types: [(name: String, type: TypeName)] = []
        for type in contents.order(names.map { TypeName(item.home, $0) }) {
            let descriptor: ExternDescriptor
            switch contents.definition(type).kind {
            case .resource: descriptor = .resourceType
            case .use(let interface, let name):
                let used = contents.used(name, of: interface, by: type.home)
                known[type] = index(used.name, in: used.home)
                continue
            case .alias(let reference):
                known[type] = define(.alias(reference), in: type.home)
                continue
            case let kind: descriptor = .equalType(define(kind, in: type.home))
            }
            let name = unique("import-type-\(type.name)")
            known[type] = builder.import(name, descriptor)
            types.append((name, type))
        }
        let functionNames = functions.map { function in
            let type = define(function, in: item.home)
            let name = unique(Self.importName(function))
            self.functions.append(builder.import(name, .function(type)))
            return name
        }
        return (types, functionNames)
    }

    /// Exports all types, given after those they refer to, and the functions that were imported.
    mutating func addExports(_ types: [TypeName], _ functions: [Function]) {
        let imported = known
        known.forget(item.home)
        for type in types {
            let index: UInt32
            switch contents.definition(type).kind {
            case .resource, .use:
                guard let found = imported[type] else { preconditionFailure("it has been imported") }
                index = found
            case let kind: index = define(kind, in: type.home)
            }
            known[type] = builder.export(type.name, SortIndex(.type, index))
        }
        for (function, index) in zip(functions, self.functions) {
            let type = define(function, in: item.home)
            builder.export(function.externalName, SortIndex(.function, index), as: .function(type))
        }
    }

    private mutating func unique(_ name: String) -> String {
        var candidate = name
        var count = 0
        while !names.insert(candidate.lowercased()).inserted {
            candidate = "\(name)\(count)"
            count += 1
        }
        return candidate
    }

    /// A plain name, as an import that is no method must have.
    private static func importName(_ function: Function) -> String {
        switch function.role {
        case .free: "import-func-\(function.name)"
        case .constructor(let resource): "import-constructor-\(resource)"
        case .method(let resource): "import-method-\(resource)-\(function.name)"
        case .static(let resource): "import-static-\(resource)-\(function.name)"
        }
    }
}
