// Puts a component together, definition by definition, and counts its index spaces. A value, any thread.

import ComponentBinary

/// A component in the making. Each definition gives the index it has.
struct ComponentBuilder {
    private enum Definition {
        case coreModule([UInt8])
        case coreInstance(CoreInstance)
        case component(Component)
        case instance(Instance)
        case alias(Alias)
        case type(ComponentBinary.TypeDefinition)
        case canonical(CanonicalDefinition)
        case `import`(Import)
        case export(Export)

        var kind: ComponentSectionKind {
            switch self {
            case .coreModule: .coreModule
            case .coreInstance: .coreInstance
            case .component: .component
            case .instance: .instance
            case .alias: .alias
            case .type: .type
            case .canonical: .canonical
            case .import: .import
            case .export: .export
            }
        }
    }

    private var definitions: [Definition] = []
    private var counts: [Sort: UInt32] = [:]

    private mutating func add(_ definition: Definition, _ sort: Sort) -> UInt32 {
        definitions.append(definition)
        let index = counts[sort, default: 0]
        counts[sort] = index + 1
        return index
    }

    mutating func coreModule(_ bytes: [UInt8]) -> UInt32 { add(.coreModule(bytes), .core(.module)) }

    mutating func coreInstance(_ instance: CoreInstance) -> UInt32 { add(.coreInstance(instance), .core(.instance)) }

    mutating func component(_ component: Component) -> UInt32 { add(.component(component), .component) }

    mutating func instance(_ instance: Instance) -> UInt32 { add(.instance(instance), .instance) }

    mutating func type(_ type: ComponentBinary.TypeDefinition) -> UInt32 { add(.type(type), .type) }

    /// What an instance exports by a name.
    mutating func alias(_ sort: Sort, of instance: UInt32, _ name: String) -> UInt32 {
        add(.alias(.export(sort, instance: instance, name: name)), sort)
    }

    /// What a core instance exports by a name.
    mutating func coreAlias(_ sort: CoreSort, of instance: UInt32, _ name: String) -> UInt32 {
        add(.alias(.coreExport(sort, instance: instance, name: name)), .core(sort))
    }

    /// A component function made of a core function, or a core function.
    mutating func canonical(_ definition: CanonicalDefinition) -> UInt32 {
        if case .lift = definition { return add(.canonical(definition), .function) }
        return add(.canonical(definition), .core(.function))
    }

    mutating func `import`(_ name: String, _ descriptor: ExternDescriptor) -> UInt32 {
        let sort: Sort =
            switch descriptor {
            case .coreModule: .core(.module)
            case .function: .function
            case .equalType, .resourceType: .type
            case .component: .component
            case .instance: .instance
            }
        return add(.import(Import(name: name, descriptor)), sort)
    }

    @discardableResult
    mutating func export(_ name: String, _ item: SortIndex, as descriptor: ExternDescriptor? = nil) -> UInt32 {
        add(.export(Export(name: name, item, descriptor: descriptor)), item.sort)
    }

    /// All that was defined, in its order; neighbours of a kind share a section.
    var component: Component {
        var sections: [Component.Section] = []
        var start = 0
        while start < definitions.count {
            let kind = definitions[start].kind
            let end = definitions[start...].firstIndex { $0.kind != kind } ?? definitions.count
            sections += Self.sections(kind, definitions[start..<end])
            start = end
        }
        return Component(sections)
    }

    private static func sections(
        _ kind: ComponentSectionKind, _ run: ArraySlice<Definition>
    ) -> [Component.Section] {
        func all<Value>(_ value: (Definition) -> Value?) -> [Located<Value>] {
            run.compactMap(value).map { Located($0) }
        }
        switch kind {
        case .coreModule:
            return run.compactMap { if case .coreModule(let bytes) = $0 { .coreModule(bytes[...]) } else { nil } }
        case .component:
            return run.compactMap { if case .component(let nested) = $0 { .component(Located(nested)) } else { nil } }
        case .coreInstance:
            return [.coreInstances(all { if case .coreInstance(let value) = $0 { value } else { nil } })]
        case .instance: return [.instances(all { if case .instance(let value) = $0 { value } else { nil } })]
        case .alias: return [.aliases(all { if case .alias(let value) = $0 { value } else { nil } })]
        case .type: return [.types(all { if case .type(let value) = $0 { value } else { nil } })]
        case .canonical: return [.canonicals(all { if case .canonical(let value) = $0 { value } else { nil } })]
        case .import: return [.imports(all { if case .import(let value) = $0 { value } else { nil } })]
        case .export: return [.exports(all { if case .export(let value) = $0 { value } else { nil } })]
        case .custom, .coreType, .start, .value: preconditionFailure("nothing defines a \(kind.name)")
        }
    }
}
