// Handles to resources, as the host holds them. Any thread, one at a time.
import CWasmtime

/// A handle to a resource that a component defines: opaque, and of use with its own store only.
///
/// It is a reference: letting go of it does nothing to the resource. An own that the host received must be passed on or
/// given to `WasmStore.drop`, or the resource lives until its store ends. wasmtime refuses one that was passed on or
/// dropped before.
package final class ComponentResource: Sendable {
    // SAFETY: wasmtime's reference is immutable and bound to no thread; it is deleted once.
    nonisolated(unsafe) let handle: OpaquePointer

    /// Whether it is an own and not a borrow, which is valid during the call that passed it.
    package let isOwned: Bool

    /// Takes the reference over.
    init(_ handle: OpaquePointer) {
        self.handle = handle
        isOwned = wasmtime_component_resource_any_owned(handle)
    }

    deinit {
        wasmtime_component_resource_any_delete(handle)
    }
}

/// A kind of resource that the host defines.
package struct HostResourceType: Equatable, Sendable {
    /// What tells it from the host's other ones.
    package let id: UInt32
    /// For messages.
    package let name: String

    package init(id: UInt32, name: String) {
        self.id = id
        self.name = name
    }
}

/// A handle to a resource that the host defines. Plain bits: the host gives the number its meaning.
///
/// A component can't make one up: it only has what it was given, and wasmtime checks that it has.
package struct HostResource: Equatable, Sendable {
    /// The `id` of its type.
    package let typeID: UInt32
    /// The host's own number for the resource.
    package let representation: UInt32
    /// An own, given away or received, and not a borrow, which ends with the call.
    package let isOwned: Bool

    /// An own to hand to a component, whose dropping calls the type's destructor.
    package init(_ type: HostResourceType, representation: UInt32) {
        self.init(typeID: type.id, representation: representation, isOwned: true)
    }

    init(typeID: UInt32, representation: UInt32, isOwned: Bool) {
        self.typeID = typeID
        self.representation = representation
        self.isOwned = isOwned
    }

    /// The same resource, lent for the length of one call.
    package var borrowed: HostResource {
        HostResource(typeID: typeID, representation: representation, isOwned: false)
    }
}
