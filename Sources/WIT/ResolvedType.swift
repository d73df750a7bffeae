// A type whose names have been looked up. Plain values, any thread.

/// A type spelled out: aliases are gone, and records and variants carry their members.
package indirect enum ResolvedType: Hashable, Sendable {
    case primitive(Primitive)
    case list(ResolvedType)
    case option(ResolvedType)
    case result(ok: ResolvedType?, error: ResolvedType?)
    case tuple([ResolvedType])
    case record([Member])
    case variant([Case])
    case enumeration([String])
    case flags([String])
    /// A handle to a resource, by its index in the interface.
    case own(resource: Int)
    case borrow(resource: Int)

    package struct Member: Hashable, Sendable {
        package let name: String
        package let type: ResolvedType

        package init(name: String, type: ResolvedType) {
            self.name = name
            self.type = type
        }
    }

    package struct Case: Hashable, Sendable {
        package let name: String
        package let payload: ResolvedType?

        package init(name: String, payload: ResolvedType?) {
            self.name = name
            self.payload = payload
        }
    }
}

extension ResolvedType {
    /// The types right inside this one.
    var parts: [ResolvedType] {
        switch self {
        case .primitive, .enumeration, .flags, .own, .borrow: []
        case .list(let element): [element]
        case .option(let wrapped): [wrapped]
        case .result(let ok, let error): [ok, error].compactMap { $0 }
        case .tuple(let types): types
        case .record(let members): members.map(\.type)
        case .variant(let cases): cases.compactMap(\.payload)
        }
    }

    /// Whether a borrowed handle is anywhere inside.
    var holdsBorrow: Bool {
        if case .borrow = self { return true }
        return parts.contains(where: \.holdsBorrow)
    }
}
