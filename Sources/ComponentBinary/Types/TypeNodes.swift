// Types as a TypeTable holds them. Plain values, any thread.

package import WasmBinary

/// How large a type is, so that whoever walks through it knows beforehand.
struct TypeExtent: Sendable {
    /// Types in it, each reference counted anew.
    var size = 1
    /// Of references to references.
    var depth = 1
    var refersToResources = false

    mutating func include(_ part: TypeExtent) {
        size = min(size + part.size, Int.max / 2)
        depth = max(depth, part.depth + 1)
        refersToResources = refersToResources || part.refersToResources
    }
}

/// A value type's definition, its parts resolved.
package indirect enum ValueShape: Sendable {
    case primitive(PrimitiveType)
    case record([(label: String, type: ResolvedValueType)])
    case variant([(label: String, type: ResolvedValueType?)])
    case list(ResolvedValueType)
    case fixedLengthList(ResolvedValueType, count: UInt32)
    case tuple([ResolvedValueType])
    case flags([String])
    case enumeration([String])
    case option(ResolvedValueType)
    case result(ok: ResolvedValueType?, error: ResolvedValueType?)
    case own(ResourceHandle)
    case borrow(ResourceHandle)
}

package struct ValueNode: Sendable {
    package let shape: ValueShape
    let extent: TypeExtent
    /// Equal for equal types.
    let structure: Int32
    /// As core values, if those are few enough to be passed without memory.
    package let flat: [ModuleSummary.ValueType]?
    /// Whether values lie partly behind pointers: lists and strings.
    package let holdsPointers: Bool
    package let holdsBorrows: Bool
}

package struct FunctionNode: Sendable {
    package let parameters: [(label: String, type: ResolvedValueType)]
    package let result: ResolvedValueType?
    let extent: TypeExtent
}

/// Where a resource type is exported: the place of the export, then the place in that instance, and so on.
typealias ResourcePath = [Int]

package struct InstanceNode: Sendable {
    package internal(set) var exports: EntityMap
    /// Resource types that every instance of this type has its own of. An instance that exists has none: they are
    /// its component's.
    var defined: [ResourceID]
    /// Every resource type that is exported, with its place.
    var explicit: [ResourceID: ResourcePath]
    var extent: TypeExtent
}

package struct ComponentNode: Sendable {
    package internal(set) var imports: EntityMap
    package internal(set) var exports: EntityMap
    /// Resource types that whoever instantiates it chooses.
    var imported: [(resource: ResourceID, path: ResourcePath)]
    /// Resource types that every instantiation makes anew.
    var defined: [(resource: ResourceID, path: ResourcePath)]
    var explicit: [ResourceID: ResourcePath]
    var extent: TypeExtent
}
