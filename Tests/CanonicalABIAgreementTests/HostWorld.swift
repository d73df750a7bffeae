// A store with one instance, and resources of the host's. One thread at a time.

import CanonicalABI

/// Keeps a store in its place.
final class HostWorld {
    let store: UnsafeMutablePointer<ComponentStore>
    let resources: [ResourceType]

    init(resourceCount: Int) {
        store = .allocate(capacity: 1)
        store.initialize(to: ComponentStore(instanceCount: 1))
        let store = store
        resources = (0..<resourceCount).map { _ in store.pointee.makeResourceType(implementer: nil) }
        store.pointee.instances[0].ready()
    }

    deinit {
        store.deinitialize(count: 1)
        store.deallocate()
    }

    func context(_ encoding: StringEncoding) -> CanonicalContext {
        CanonicalContext(
            stringEncoding: encoding, instance: InstanceReference(0, of: store), resources: resources)
    }

    /// The instance drops a handle.
    func drop(_ index: UInt32, resource: Int) throws(CanonicalABIError) {
        do {
            try store.pointee.endDrop(store.pointee.beginDrop(index, resources[resource], in: 0))
        } catch {
            throw CanonicalABIError(error, while: "dropping a handle")
        }
    }
}
