// Makes a world of a component's imports and exports. A value used once, any thread. Types are read in
// WorldReader+Types.swift, functions in WorldReader+Functions.swift; how two views of an interface become one is in
// WorldReader+Merging.swift.

import ComponentBinary
import WIT

/// Goes through imports, then exports, and remembers which name each type has where.
struct WorldReader {
    /// No more than WIT's own bounds allow, so that what is refused there anyway costs little here.
    enum Limits {
        static let items = 1_024
        static let interfaceItems = 4_096
        static let depth = 64
        /// Of what is written down, roughly: small types can refer to large ones again and again.
        static let bytes = 1 << 20
    }

    /// Where a type got its name.
    struct Owner {
        let scope: WorldScope
        let name: String
    }

    let types: TypeTable
    var owners: [ComponentType: Owner] = [:]
    var resourceOwners: [ResourceID: Owner] = [:]
    /// Who uses types of which interface, and whether it's the imported one or the exported one.
    var uses: [(user: WorldScope, interface: QualifiedName, provider: World.Direction)] = []
    private var remainingBytes = Limits.bytes
    private var world = ScopeDraft(.world, taken: [String]())
    private(set) var drafts: [QualifiedName: ScopeDraft] = [:]
    /// In the order in which they were met.
    private var interfaces: [QualifiedName] = []
    private var items: [World.Direction: [World.Item]] = [.import: [], .export: []]
    private var exported: Set<QualifiedName> = []

    init(_ types: TypeTable) { self.types = types }

    /// Counts what is going to be written.
    mutating func spend(_ name: String = "") throws(WorldProblem) {
        remainingBytes -= name.utf8.count + 1
        guard remainingBytes >= 0 else { throw .exceedsLimit("bytes in its types", limit: Limits.bytes) }
    }

    mutating func read(_ entities: EntityMap, _ direction: World.Direction) throws(WorldProblem) {
        if direction == .import { world = ScopeDraft(.world, taken: entities.names) }
        for (name, entity) in zip(entities.names, entities.entities) {
            try spend(name)
            try add(name, entity, direction)
            let count = world.items.count + items.values.reduce(0) { $0 + $1.count }
            guard count <= Limits.items else { throw .exceedsLimit("imports and exports", limit: Limits.items) }
        }
    }

    private mutating func add(
        _ name: String, _ entity: Entity, _ direction: World.Direction
    ) throws(WorldProblem) {
        switch (ExternName(name), entity) {
        case (.interface, .instance(let id)):
            guard let interface = QualifiedName(name), interface.description == name else {
                throw .inexpressible("the name ‘\(name)’")
            }
            let draft = try draft(of: id, .interface(interface, direction))
            if drafts[interface] == nil { interfaces.append(interface) }
            drafts[interface] = try merged(drafts[interface], draft, of: interface)
            if direction == .export { exported.insert(interface) }
            items[direction]?.append(.interface(.init(interface)))
        case (.plain, .instance(let id)):
            let draft = try draft(of: id, .inline(name, direction))
            items[direction]?.append(.inline(draft.interface(name)))
        case (.plain, .function(let id)):
            let function = try inWorld { reader, world throws(WorldProblem) in
                try reader.function(name, .free, id, in: &world)
            }
            items[direction]?.append(.function(function))
        // In WIT, the world's own types are imports.
        case (.constructor, .function) where direction == .import, (.method, .function) where direction == .import,
            (.static, .function) where direction == .import, (.plain, .type) where direction == .import:
            try inWorld { reader, world throws(WorldProblem) in try reader.add(name, entity, to: &world) }
        default: throw .inexpressible("the \(direction.rawValue) ‘\(name)’, \(entity)")
        }
    }

    /// Lets something add to the world's own types.
    private mutating func inWorld<Result>(
        _ body: (inout Self, inout ScopeDraft) throws(WorldProblem) -> Result
    ) throws(WorldProblem) -> Result {
        var draft = world
        world = ScopeDraft(.world, taken: [String]())
        let result = try body(&self, &draft)
        world = draft
        return result
    }

    private mutating func draft(
        of instance: InstanceTypeID, _ scope: WorldScope
    ) throws(WorldProblem) -> ScopeDraft {
        let exports = types[instance].exports
        guard exports.count <= Limits.interfaceItems else {
            throw .exceedsLimit("types and functions of an interface", limit: Limits.interfaceItems)
        }
        var draft = ScopeDraft(scope, taken: exports.names)
        for (name, entity) in zip(exports.names, exports.entities) {
            try spend(name)
            try add(name, entity, to: &draft)
        }
        return draft
    }

    /// Adds an export of an instance, or an import that belongs to the world's own types.
    private mutating func add(
        _ name: String, _ entity: Entity, to draft: inout ScopeDraft
    ) throws(WorldProblem) {
        func inResource(_ resource: String, _ role: Function.Role, _ own: String, _ id: FunctionTypeID)
            throws(WorldProblem)
        {
            let function = try function(own, role, id, in: &draft)
            guard draft.add(function, to: resource) else {
                throw .inexpressible("‘\(name)’ of \(draft.scope), where the resource ‘\(resource)’ is not declared")
            }
        }
        switch (ExternName(name), entity) {
        case (.plain, .type(let referenced, let created)):
            try define(name, referenced: referenced, created: created, in: &draft)
        case (.plain, .function(let id)): draft.add(try function(name, .free, id, in: &draft))
        case (.constructor(let resource), .function(let id)):
            try inResource(resource, .constructor(of: resource), "constructor", id)
        case (.method(let resource, let own), .function(let id)):
            try inResource(resource, .method(of: resource), own, id)
        case (.static(let resource, let own), .function(let id)):
            try inResource(resource, .static(of: resource), own, id)
        default: throw .inexpressible("‘\(name)’ in \(draft.scope), \(entity)")
        }
    }

    /// In WIT nothing says whose types an export uses: if the interface that they are of is exported, then that one's.
    func checkProviders() throws(WorldProblem) {
        for use in uses {
            let expected: World.Direction =
                use.user.direction == .export && exported.contains(use.interface) ? .export : .import
            guard use.provider == expected else {
                throw .otherProvider(use.interface, use.provider, of: use.user.description)
            }
        }
    }

    /// All packages, that of the world among them.
    var packages: [Package] {
        var members: [PackageName: [Interface]] = [ComponentWorld.packageName: []]
        var order = [ComponentWorld.packageName]
        for name in interfaces {
            guard let draft = drafts[name] else { continue }
            if members[name.package] == nil { order.append(name.package) }
            members[name.package, default: []].append(draft.interface(name.name))
        }
        let world = World(
            ComponentWorld.worldName, types: world.types, imports: items[.import] ?? [], exports: items[.export] ?? [])
        return order.map { name in
            Package(
                name, interfaces: members[name] ?? [], worlds: name == ComponentWorld.packageName ? [world] : [])
        }
    }
}
