// Imports, exports or arguments in their order, found by name. A value, any thread.

/// Entities by name. Names are compared byte for byte: Swift takes canonically equivalent strings for equal.
package struct EntityMap: Sendable {
    package private(set) var names: [String] = []
    package private(set) var entities: [Entity] = []
    private var places: [[UInt8]: Int] = [:]

    package var count: Int { names.count }

    package subscript(_ name: String) -> Entity? { places[Array(name.utf8)].map { entities[$0] } }

    /// False if there is one of that name already; then nothing is changed.
    mutating func insert(_ name: String, _ entity: Entity) -> Bool {
        let key = Array(name.utf8)
        guard places[key] == nil else { return false }
        places[key] = names.count
        names.append(name)
        entities.append(entity)
        return true
    }

    /// The same names with other entities.
    mutating func replace(at place: Int, with entity: Entity) { entities[place] = entity }
}
