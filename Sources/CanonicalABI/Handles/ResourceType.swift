// The types of resources as they exist at run time. Plain values, any thread.

/// A resource type: equal to no other, however alike.
///
/// `ValueType` numbers the resources of an interface; which of these each number stands for is decided when instances
/// are linked. Source: CanonicalABI.md, "Resource State".
package struct ResourceType: BitwiseCopyable, Hashable, Sendable {
    /// Its number in its store.
    package let identity: UInt32
    /// The instance that implements it, by its number in the store; nil for the host.
    package let implementer: UInt32?
    /// The function to be called with the representation of a resource that nobody owns any more, by a number that
    /// means something to who runs the instances. The host needs none: it is told of every drop.
    package let destructor: UInt32?

    init(identity: UInt32, implementer: UInt32?, destructor: UInt32?) {
        self.identity = identity
        self.implementer = implementer
        self.destructor = destructor
    }
}
