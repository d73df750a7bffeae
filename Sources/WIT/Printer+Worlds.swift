// Writes worlds. Used by one thread at a time.

extension Printer {
    /// A world with all that it includes. Imports that others imply are left to them.
    mutating func world(_ world: World) {
        item {
            $0.annotate(world.documentation, world.gate)
            $0.block("world \(Self.name(world.name))") { printer in
                printer.types(world.types) { _, _ in }
                for direction in [World.Direction.import, .export] {
                    for item in world[direction] where !item.isImplied { printer.externItem(item, direction.rawValue) }
                }
            }
        }
    }

    private mutating func externItem(_ item: World.Item, _ keyword: String) {
        switch item {
        case .interface(let interface):
            let path = path(interface.name)
            self.item(isLarge: interface.documentation != nil || interface.gate != nil) {
                $0.annotate(interface.documentation, interface.gate)
                $0.line("\(keyword) \(path);")
            }
        case .inline(let interface): self.interface(interface, "\(keyword) \(Self.name(interface.name)): interface")
        case .function(let function):
            self.item(isLarge: function.documentation != nil || function.gate != nil) {
                $0.annotate(function.documentation, function.gate)
                let signature = Self.signature(function.parameters, function.result)
                $0.line("\(keyword) \(Self.name(function.name)): func\(signature);")
            }
        }
    }
}
