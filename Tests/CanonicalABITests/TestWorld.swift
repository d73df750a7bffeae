// A store with some instances and a resource of each, and one of the host's.

import CanonicalABI

/// Keeps a store in its place. Resource `n` is implemented by instance `n`, the last one by the host; destructors have
/// the number 100 + n.
final class TestWorld {
    let store: UnsafeMutablePointer<ComponentStore>
    let resources: [ResourceType]

    init(instanceCount: Int = 3, handleLimit: Int = ComponentStore.defaultHandleLimit, isReady: Bool = true) {
        store = .allocate(capacity: 1)
        store.initialize(to: ComponentStore(instanceCount: instanceCount, handleLimit: handleLimit))
        var resources: [ResourceType] = []
        for number in 0..<UInt32(instanceCount) {
            resources.append(store.pointee.makeResourceType(implementer: number, destructor: 100 + number))
        }
        resources.append(store.pointee.makeResourceType(implementer: nil))
        self.resources = resources
        guard isReady else { return }
        for number in 0..<instanceCount { store.pointee.instances[number].ready() }
    }

    deinit {
        store.deinitialize(count: 1)
        store.deallocate()
    }

    var host: ResourceType { resources[resources.count - 1] }

    func state(_ number: Int) -> UnsafeMutablePointer<ComponentInstanceState> { store.pointee.instances + number }

    func context(_ number: UInt32, _ encoding: StringEncoding = .utf8, from source: StringEncoding = .utf8)
        -> CanonicalContext
    {
        CanonicalContext(
            stringEncoding: encoding, sourceEncoding: source, instance: InstanceReference(number, of: store),
            resources: resources)
    }

    /// Brings an instance into the middle of a call without arguments.
    func run(_ number: Int) throws {
        try state(number).pointee.enter()
        state(number).pointee.start()
    }

    /// An instance drops whatever it borrowed and still holds, as far as its handles' first indices go.
    func dropBorrows(of number: Int, below end: UInt32) {
        for index in 1..<end {
            for type in resources where state(number).pointee.borrowCount > 0 {
                _ = try? store.pointee.beginDrop(index, type, in: UInt32(number))
            }
        }
    }
}
