// A world laid out for encoding: its interfaces, its own functions, and which types need which. A value, any thread.

import WIT

/// What there is to import and to export.
struct WorldContents {
    /// An interface that is imported or exported.
    struct InterfaceItem {
        /// In the component.
        let name: String
        let home: TypeHome
        let interface: Interface
    }

    let name: QualifiedName
    let world: World
    let resolution: Resolution
    /// An interface comes after those whose types it uses.
    let imports: [InterfaceItem]
    let exports: [InterfaceItem]
    private let exported: Set<TypeScope>

    /// Nil if there is no such world.
    init?(_ name: QualifiedName, in resolution: Resolution) {
        guard let world = resolution.world(name) else { return nil }
        func interfaces(_ direction: World.Direction) -> [InterfaceItem] {
            world[direction].compactMap { item in
                switch item {
                case .interface(let item):
                    guard let interface = resolution.interface(item.name) else { return nil }
                    let home = TypeHome(.interface(item.name), direction)
                    return InterfaceItem(name: item.name.description, home: home, interface: interface)
                case .inline(let interface):
                    let home = TypeHome(.inline(in: name, direction, interface.name), direction)
                    return InterfaceItem(name: interface.name, home: home, interface: interface)
                case .function: return nil
                }
            }
        }
        self.name = name
        self.world = world
        self.resolution = resolution
        imports = interfaces(.import)
        exports = interfaces(.export)
        exported = Set(exports.map(\.home.scope))
    }

    /// Where the world's own types are. Its exported functions use them too.
    var home: TypeHome { TypeHome(.world(name), .import) }

    /// The world's own functions, those of its resources among the imported ones.
    func functions(_ direction: World.Direction) -> [Function] {
        let own = world[direction].compactMap { if case .function(let function) = $0 { function } else { nil } }
        return direction == .import ? world.types.flatMap(\.functions) + own : own
    }

    func definition(_ type: TypeName) -> WIT.TypeDefinition {
        guard let definition = resolution.type(type.name, in: type.home.scope) else {
            preconditionFailure("a resolution holds what its types refer to")
        }
        return definition
    }

    /// The type that another interface's name stands for, to one who uses it: as `World.provider` has it.
    func used(_ name: String, of interface: QualifiedName, by home: TypeHome) -> TypeName {
        let scope = TypeScope.interface(interface)
        let isExported = home.direction == .export && exported.contains(scope)
        return TypeName(TypeHome(scope, isExported ? .export : .import), name)
    }

    /// The resource that a type is, by whatever names; nil if it is none.
    func resource(_ type: TypeName) -> TypeName? {
        var type = type
        while true {
            switch definition(type).kind {
            case .resource: return type
            case .use(let interface, let name): type = used(name, of: interface, by: type.home)
            case .alias(.named(let name)): type = TypeName(type.home, name)
            default: return nil
            }
        }
    }

    // MARK: - Order

    /// Types and all that they refer to, each once, and after those it refers to.
    func order(_ roots: [TypeName]) -> [TypeName] {
        var order: [TypeName] = []
        var seen: Set<TypeName> = []
        var stack: [(type: TypeName, rest: ArraySlice<TypeName>)] = []
        for root in roots where seen.insert(root).inserted {
            stack.append((root, references(of: root)[...]))
            while let top = stack.indices.last {
                guard let next = stack[top].rest.popFirst() else {
                    order.append(stack.removeLast().type)
                    continue
                }
                if seen.insert(next).inserted { stack.append((next, references(of: next)[...])) }
            }
        }
        return order
    }

    private func references(of type: TypeName) -> [TypeName] {
        let kind = definition(type).kind
        if case .use(let interface, let name) = kind { return [used(name, of: interface, by: type.home)] }
        let names: [String] =
            switch kind {
            case .alias(let reference): reference.names
            case .record(let fields): fields.flatMap(\.type.names)
            case .variant(let cases): cases.flatMap { $0.payload?.names ?? [] }
            case .enumeration, .flags, .resource, .use: []
            }
        return names.map { TypeName(type.home, $0) }
    }
}
