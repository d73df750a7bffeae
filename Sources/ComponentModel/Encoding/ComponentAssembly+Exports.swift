// What a component exports: functions lifted, and gathered to instances that name their types. One thread at a time.

import ComponentBinary
import WIT

extension ComponentAssembly {
    mutating func addExports() {
        let interfaces = Dictionary(
            zip(contents.exports, match.interfaces).map { ($0.name, ($0, $1)) }, uniquingKeysWith: { first, _ in first }
        )
        let functions = Dictionary(
            match.functions.map { ($0.function.externalName, $0) }, uniquingKeysWith: { first, _ in first })
        for item in contents.world.exports {
            if case .function(let function) = item, let exported = functions[function.externalName] {
                let index = lift(exported, contents.home)
                builder.export(function.externalName, SortIndex(.function, index))
            } else if let (item, functions) = interfaces[item.externalName] {
                export(item, functions)
            }
        }
    }

    private mutating func lift(_ exported: CoreMatch.Exported, _ home: TypeHome) -> UInt32 {
        let type = define(exported.function, in: home)
        let function = mainFunction(exported.coreName)
        let options = options(exported.needs, postReturn: exported.postReturn)
        return builder.canonical(.lift(coreFunction: function, options: options, type: type))
    }

    /// An instance comes of a component that imports all that is in it and exports it by its name: only so do types get
    /// their names.
    private mutating func export(_ item: WorldContents.InterfaceItem, _ functions: [CoreMatch.Exported]) {
        let types = contents.order(item.interface.types.map { TypeName(item.home, $0.name) })
            .filter { $0.home == item.home }
        for type in types {
            switch contents.definition(type).kind {
            case .resource: break
            case .use(let interface, let name):
                known[type] = index(contents.used(name, of: interface, by: item.home))
            case let kind: known[type] = define(kind, in: item.home)
            }
        }
        let lifted = functions.map { lift($0, item.home) }

        var nested = InterfaceComponent(contents, item)
        let imports = nested.imports(functions.map(\.function))
        var arguments: [Instance.Argument] = imports.types.map { name, type in
            .init(name: name, SortIndex(.type, index(type)))
        }
        arguments += zip(imports.functions, lifted).map { .init(name: $0, SortIndex(.function, $1)) }
        nested.addExports(types, functions.map(\.function))
        let component = builder.component(nested.builder.component)
        let instance = builder.instance(.instantiate(component: component, arguments: arguments))
        instances[item.home] = builder.export(item.name, SortIndex(.instance, instance))
        known.forget(item.home)
    }
}
