// Items without their gates, or with others. Pure functions, any thread.

extension Function {
    /// The same function, with a gate if it has none.
    func gated(by gate: Gate?) -> Function { with(self.gate ?? gate) }

    var ungated: Function { with(nil) }

    private func with(_ gate: Gate?) -> Function {
        Function(name, role, parameters, result: result, documentation: documentation, gate: gate)
    }
}

extension TypeDefinition {
    /// The same type, with a gate if it has none.
    func gated(by gate: Gate?) -> TypeDefinition {
        TypeDefinition(name, kind, documentation: documentation, gate: self.gate ?? gate)
    }

    /// The same type without gates, its functions' included.
    var ungated: TypeDefinition {
        let kind: Kind = if case .resource(let functions) = kind { .resource(functions.map(\.ungated)) } else { kind }
        return TypeDefinition(name, kind, documentation: documentation)
    }
}

extension Interface {
    /// The same interface without gates, its items' included.
    var ungated: Interface {
        let items: [Item] = items.map {
            switch $0 {
            case .type(let type): .type(type.ungated)
            case .function(let function): .function(function.ungated)
            }
        }
        return Interface(name, items, documentation: documentation)
    }
}

extension World {
    /// The same world without gates, its items' included.
    var ungated: World {
        func ungated(_ items: [Item]) -> [Item] {
            items.map {
                switch $0 {
                case .interface(let item):
                    .interface(.init(item.name, documentation: item.documentation, isImplied: item.isImplied))
                case .inline(let interface): .inline(interface.ungated)
                case .function(let function): .function(function.ungated)
                }
            }
        }
        return World(
            name, types: types.map(\.ungated), imports: ungated(imports), exports: ungated(exports),
            documentation: documentation)
    }
}
