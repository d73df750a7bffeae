// What core modules and instances export. A value, any thread.

package import WasmBinary

/// What a core module or instance exports, in its order, found by name.
package struct CoreExports: Sendable {
    package private(set) var names: [String] = []
    package private(set) var entities: [ModuleSummary.Entity] = []
    private var places: [[UInt8]: Int] = [:]

    package subscript(_ name: String) -> ModuleSummary.Entity? { places[Array(name.utf8)].map { entities[$0] } }

    /// False if there is one of that name already.
    mutating func insert(_ name: String, _ entity: ModuleSummary.Entity) -> Bool {
        let key = Array(name.utf8)
        guard places[key] == nil else { return false }
        places[key] = names.count
        names.append(name)
        entities.append(entity)
        return true
    }
}
