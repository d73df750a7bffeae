// A type spelled out. Plain values, any thread.

/// A type without names: aliases are gone, records and variants carry their members. Only resources are still named, by
/// where they are declared, since that is what they are.
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
    case own(ResourceName)
    case borrow(ResourceName)

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

/// Where names of types belong.
package enum TypeScope: Hashable, Sendable {
    case interface(QualifiedName)
    /// A world's own types.
    case world(QualifiedName)
    /// An interface that a world declares for itself.
    case inline(in: QualifiedName, World.Direction, String)
}

/// A resource, by the place that declares it.
package struct ResourceName: Hashable, Sendable {
    package let scope: TypeScope
    package let name: String

    package init(_ scope: TypeScope, _ name: String) {
        self.scope = scope
        self.name = name
    }
}

extension ResourceName: CustomStringConvertible {
    package var description: String {
        switch scope {
        case .interface(let interface): "\(interface).\(name)"
        case .world(let world): "\(world).\(name)"
        case .inline(let world, _, let interface): "\(world).\(interface).\(name)"
        }
    }
}

/// A function's types, spelled out.
package struct FunctionSignature: Hashable, Sendable {
    package let parameters: [ResolvedType.Member]
    package let result: ResolvedType?

    package init(_ parameters: [ResolvedType.Member], result: ResolvedType?) {
        self.parameters = parameters
        self.result = result
    }
}
