// What lifting and lowering need to know besides a memory: whose it is, and how its strings are written. Used on the
// thread that runs the guests.
// Source: CanonicalABI.md, "Lifting and Lowering Context".

/// The canonical options of one side of a call, and the instance whose handles are meant.
package struct CanonicalContext {
    /// Of the guest's own strings.
    package var stringEncoding: StringEncoding
    /// Of the guest that strings being lowered come from; the host's own are in UTF-8.
    package var sourceEncoding: StringEncoding
    /// Nil when no type has handles.
    package var instance: InstanceReference?
    /// Which types the resources are that a `ValueType` numbers.
    package var resources: [ResourceType]

    package init(
        stringEncoding: StringEncoding = .utf8, sourceEncoding: StringEncoding = .utf8,
        instance: InstanceReference? = nil, resources: [ResourceType] = []
    ) {
        self.stringEncoding = stringEncoding
        self.sourceEncoding = sourceEncoding
        self.instance = instance
        self.resources = resources
    }
}

/// One instance of a store.
///
/// The store must outlive this value, and stay where it is.
package struct InstanceReference {
    package let store: UnsafeMutablePointer<ComponentStore>
    package let number: UInt32

    package init(_ number: UInt32, of store: UnsafeMutablePointer<ComponentStore>) {
        precondition(number < store.pointee.instanceCount, "an instance that doesn't exist")
        self.store = store
        self.number = number
    }

    package var state: UnsafeMutablePointer<ComponentInstanceState> { store.pointee.instances + Int(number) }
}

// MARK: - Handles

extension CanonicalContext {
    /// The representation of the resource that an index stands for, which is lent or gone afterwards.
    ///
    /// The type must be a handle's, and `instance` and `resources` be there for it.
    func lift(_ index: UInt32, as type: ValueType) throws(CanonicalABIError) -> UInt32 {
        let (state, resource) = handles(of: type)
        do {
            if case .own = type { return try state.pointee.liftOwn(index, resource) }
            return try state.pointee.liftBorrow(index, resource)
        } catch {
            throw CanonicalABIError(error, while: "reading \(type.briefName)")
        }
    }

    /// The index by which the instance holds the resource from now on.
    func lower(_ representation: UInt32, as type: ValueType) throws(CanonicalABIError) -> UInt32 {
        let (state, resource) = handles(of: type)
        do {
            if case .own = type { return try state.pointee.lowerOwn(representation, resource) }
            return try state.pointee.lowerBorrow(representation, resource)
        } catch {
            throw CanonicalABIError(error, while: "writing \(type.briefName)")
        }
    }

    private func handles(of type: ValueType) -> (UnsafeMutablePointer<ComponentInstanceState>, ResourceType) {
        guard let instance else { preconditionFailure("a handle where nobody said whose it is") }
        switch type {
        case .own(let resource), .borrow(let resource): return (instance.state, resources[resource])
        default: preconditionFailure("\(type.briefName) is no handle")
        }
    }
}
