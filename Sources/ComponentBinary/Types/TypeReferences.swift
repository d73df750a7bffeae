// What stands for a type once it is known which one is meant. Plain values, any thread.

/// A resource type. Each definition, import and instantiation makes one that equals no other.
package struct ResourceID: Hashable, Sendable {
    let number: Int32
}

/// A resource type by one of its names: an import or export gives it a new one.
package struct ResourceHandle: Hashable, Sendable {
    package let resource: ResourceID
    /// -1 for the name that it was introduced by.
    let alias: Int32
}

/// A defined value type in a `TypeTable`. Equal types may have different ones: `TypeTable.areEqual` compares.
package struct ValueTypeID: Hashable, Sendable {
    let index: Int
}

package struct FunctionTypeID: Hashable, Sendable {
    let index: Int
}

package struct InstanceTypeID: Hashable, Sendable {
    let index: Int
}

package struct ComponentTypeID: Hashable, Sendable {
    let index: Int
}

package struct ModuleTypeID: Hashable, Sendable {
    let index: Int
}

/// An entry of a component's type index space.
package enum TypeReference: Hashable, Sendable, CustomStringConvertible {
    case resource(ResourceHandle)
    case value(ValueTypeID)
    case function(FunctionTypeID)
    case instance(InstanceTypeID)
    case component(ComponentTypeID)

    package var description: String {
        switch self {
        case .resource: "a resource type"
        case .value: "a value type"
        case .function: "a function type"
        case .instance: "an instance type"
        case .component: "a component type"
        }
    }
}

/// The type that a value has.
package enum ResolvedValueType: Hashable, Sendable {
    case primitive(PrimitiveType)
    case defined(ValueTypeID)
}

/// What an import, an export or an argument is, with its type.
package enum Entity: Hashable, Sendable, CustomStringConvertible {
    case module(ModuleTypeID)
    case function(FunctionTypeID)
    /// What it was declared as, and the new name that the declaration gives it.
    case type(referenced: TypeReference, created: TypeReference)
    case instance(InstanceTypeID)
    case component(ComponentTypeID)

    package var description: String {
        switch self {
        case .module: "a core module"
        case .function: "a function"
        case .type: "a type"
        case .instance: "an instance"
        case .component: "a component"
        }
    }

    package var sort: Sort {
        switch self {
        case .module: .core(.module)
        case .function: .function
        case .type: .type
        case .instance: .instance
        case .component: .component
        }
    }
}
