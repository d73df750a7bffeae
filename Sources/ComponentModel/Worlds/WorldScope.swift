// Interfaces and worlds while they are put together. Plain values, any thread.

import ComponentBinary
import WIT

typealias ComponentType = ComponentBinary.TypeReference

extension WorldProblem: Error {}

/// Where types have their names.
enum WorldScope: Hashable, CustomStringConvertible {
    case world
    case interface(QualifiedName, World.Direction)
    case inline(String, World.Direction)

    var description: String {
        switch self {
        case .world: "the component itself"
        case .interface(let name, let direction): "the \(direction.rawValue) ‘\(name)’"
        case .inline(let name, let direction): "the \(direction.rawValue) ‘\(name)’"
        }
    }

    var direction: World.Direction {
        switch self {
        case .world: .import
        case .interface(_, let direction), .inline(_, let direction): direction
        }
    }
}

/// The items of one interface, or the types of the world, with the names that types have there.
struct ScopeDraft {
    enum Item: Equatable {
        case type(String, WIT.TypeDefinition.Kind)
        case function(Function)

        var name: String {
            switch self {
            case .type(let name, _): name
            case .function(let function): function.name
            }
        }
    }

    let scope: WorldScope
    private(set) var items: [Item] = []
    private var places: [String: Int] = [:]
    private var names: [ComponentType: String] = [:]
    private var resourceNames: [ResourceID: String] = [:]
    /// In small letters: what no type may be called that is taken over for want of a name here.
    private var taken: Set<String>

    init(_ scope: WorldScope, taken: some Sequence<String>) {
        self.scope = scope
        self.taken = Set(taken.lazy.map { $0.lowercased() })
    }

    /// What the type is called here. A resource by whatever name that it has here, if not by the one at hand.
    func name(of type: ComponentType) -> String? {
        if let name = names[type] { return name }
        if case .resource(let handle) = type { return resourceNames[handle.resource] }
        return nil
    }

    mutating func add(_ name: String, _ kind: WIT.TypeDefinition.Kind, as types: [ComponentType]) {
        places[name] = items.count
        taken.insert(name.lowercased())
        items.append(.type(name, kind))
        for type in types {
            if names[type] == nil { names[type] = name }
            if case .resource(let handle) = type, resourceNames[handle.resource] == nil {
                resourceNames[handle.resource] = name
            }
        }
    }

    mutating func add(_ function: Function) {
        places[function.name] = items.count
        items.append(.function(function))
    }

    /// False if the resource isn't declared here.
    mutating func add(_ function: Function, to resource: String) -> Bool {
        guard let place = places[resource], case .type(let name, .resource(var functions)) = items[place] else {
            return false
        }
        // Without a second reference to them, appending copies nothing.
        items[place] = .type(name, .resource([]))
        functions.append(function)
        items[place] = .type(name, .resource(functions))
        return true
    }

    /// A name that nothing has here, after a wanted one.
    func freeName(_ wanted: String) -> String {
        var name = wanted
        var number = 2
        while taken.contains(name.lowercased()) {
            name = "\(wanted)-\(number)"
            number += 1
        }
        return name
    }

    func item(_ name: String) -> Item? { places[name].map { items[$0] } }

    /// Puts an item in the place of one of its name, or behind all others.
    mutating func put(_ item: Item) {
        if let place = places[item.name] {
            items[place] = item
        } else {
            places[item.name] = items.count
            items.append(item)
        }
    }
}

extension ScopeDraft {
    var types: [WIT.TypeDefinition] {
        items.compactMap { if case .type(let name, let kind) = $0 { WIT.TypeDefinition(name, kind) } else { nil } }
    }

    func interface(_ name: String) -> Interface {
        Interface(
            name,
            items.map { item in
                switch item {
                case .type(let name, let kind): .type(WIT.TypeDefinition(name, kind))
                case .function(let function): .function(function)
                }
            })
    }
}
