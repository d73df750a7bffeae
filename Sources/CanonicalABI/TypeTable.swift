// Types by number: what tables and descriptions of types refer to. Set-up only.

/// Every type that some functions need, each once, parts before wholes.
package struct TypeTable: Sendable {
    package private(set) var types: [ValueType] = []
    private var indices: [ValueType: Int] = [:]

    package init() {}

    /// The number of a type, which is given one when it has none.
    package mutating func index(of type: ValueType) -> Int {
        if let index = indices[type] { return index }
        for part in type.parts { _ = index(of: part) }
        types.append(type)
        indices[type] = types.count - 1
        return types.count - 1
    }

    /// The number of a type that was given one.
    package func knownIndex(of type: ValueType) -> Int { indices[type]! }
}

extension ValueType {
    /// The types right inside this one.
    fileprivate var parts: [ValueType] {
        if case .list(let element) = self { return [element] }
        return members ?? cases?.compactMap { $0 } ?? []
    }
}
