// Looks up the names of worlds. Used by one thread at a time.

extension Resolver {
    mutating func resolveWorlds() throws(WITError) {
        let table = table
        var order = DependencyOrder<Int>()
        for index in table.worlds.indices where !table.worlds[index].isLeftOut {
            let circle = try order.visit(index) { node throws(WITError) in
                var included: [Int] = []
                let declared = table.worlds[node]
                for case .include(let include) in declared.declaration.items {
                    let package = table.units[declared.unit].package
                    guard try table.missingFeature(include.annotations, in: package) == nil else { continue }
                    included.append(try table.world(at: include.path, in: declared.unit))
                }
                return included
            }
            if let circle {
                let names = circle.map { table.worlds[$0].name.description }
                throw table.sources.error(
                    .circle(of: "worlds", names), at: table.worlds[circle[0]].declaration.name.place)
            }
        }
        for index in order.order {
            let world = try world(index)
            try count(world, at: table.worlds[index].declaration.name.place)
            worlds[index] = world
        }
    }

    /// A small text can include much again and again.
    private mutating func count(_ world: World, at place: Place) throws(WITError) {
        worldItemCount += world.types.count + world.imports.count + world.exports.count + 1
        guard worldItemCount <= Scope.Limits.worldItems else {
            throw table.sources.error(.tooMany("items in all worlds", limit: Scope.Limits.worldItems), at: place)
        }
    }

    private mutating func world(_ index: Int) throws(WITError) -> World {
        let declared = table.worlds[index]
        let unit = declared.unit
        var scope = Scope(table.sources)
        var uses: [UseDeclaration] = []
        var types: [TypeDeclaration] = []
        for item in declared.declaration.items {
            switch item {
            case .use(let use): uses.append(use)
            case .type(let type): types.append(type)
            case .include, .extern: break
            }
        }
        try declare(uses, types, in: &scope, unit)
        var builder = WorldBuilder(declared.declaration, table.sources)
        for item in declared.declaration.items {
            switch item {
            case .use(let use):
                guard try feature(use.annotations, unit) == nil else { continue }
                for name in use.names { try builder.add(scope.entries[name.local.text]?.definition, name.local) }
            case .type(let type):
                guard try feature(type.annotations, unit) == nil else { continue }
                try builder.add(scope.entries[type.name.text]?.definition, type.name)
            case .include(let include):
                guard try feature(include.annotations, unit) == nil else { continue }
                let other = try table.world(at: include.path, in: unit)
                guard let world = worlds[other] else { continue }
                try count(world, at: include.path.place)
                let isForeign = table.worlds[other].name.package != declared.name.package
                try builder.include(world, include, isForeign: isForeign)
            case .extern(let direction, let item):
                guard try feature(item.annotations, unit) == nil else { continue }
                switch item.kind {
                case .interface(let path):
                    let index = try table.interface(at: path, in: unit)
                    try builder.add(
                        .init(
                            table.interfaces[index].name, documentation: item.annotations.documentation,
                            gate: item.annotations.gate), direction, path.name)
                case .inline(let declaration):
                    let inline = try interface(declaration, in: unit).interface
                    try builder.add(.inline(inline), direction, declaration.name)
                case .function(let declaration):
                    try builder.add(.function(try scope.function(declaration)), direction, declaration.name)
                }
            }
        }
        try count(scope, at: declared.declaration.name.place)
        let byName = byName
        return try builder.world { byName[$0] }
    }
}
