// The component instances that live and die together, and the resource types between them. Made by set-up; used on the
// thread that runs the guests, where nothing allocates or locks.
// Source: CanonicalABI.md, `canon resource.new`, `canon resource.rep`, `canon resource.drop`.

/// All that one trap ends.
///
/// Knows where each instance stands and what it holds, and calls nothing itself: who runs the instances says what
/// happens, and is told what may.
package struct ComponentStore: ~Copyable {
    /// Handles that one instance may hold when nobody says otherwise.
    package static let defaultHandleLimit = 1 << 14

    package let instances: UnsafeMutablePointer<ComponentInstanceState>
    package let instanceCount: Int
    private var resourceCount: UInt32 = 0

    /// - Parameter handleLimit: handles that one instance may hold.
    package init(instanceCount: Int, handleLimit: Int = Self.defaultHandleLimit) {
        self.instanceCount = instanceCount
        instances = .allocate(capacity: instanceCount)
        for number in 0..<instanceCount {
            (instances + number).initialize(
                to: ComponentInstanceState(number: UInt32(number), handleLimit: handleLimit))
        }
    }

    deinit {
        instances.deinitialize(count: instanceCount)
        instances.deallocate()
    }

    /// A resource type like no other. Set-up only.
    ///
    /// - Parameter implementer: an instance's number; nil for the host.
    package mutating func makeResourceType(implementer: UInt32?, destructor: UInt32? = nil) -> ResourceType {
        precondition(implementer.map { $0 < instanceCount } ?? true, "a resource of an instance that doesn't exist")
        defer { resourceCount += 1 }
        return ResourceType(identity: resourceCount, implementer: implementer, destructor: destructor)
    }

    /// Something trapped: nothing in this store is called again.
    @_noLocks
    package mutating func trap() {
        var number = 0
        while number < instanceCount {
            instances[number].trap()
            number &+= 1
        }
    }

    // MARK: - Built-in functions

    /// A new handle to a resource that the calling instance implements.
    ///
    /// Errors: `.mayNotLeave`, `.tooManyHandles`, `.trapped`.
    @_noLocks
    package mutating func newResource(_ representation: UInt32, _ type: ResourceType, in instance: UInt32)
        throws(CanonicalABIError.Rule) -> UInt32
    {
        try instances[Int(instance)].checkMayLeave()
        return try instances[Int(instance)].lowerOwn(representation, type)
    }

    /// What the calling instance, which implements the resource, calls it. May be asked while it allocates, too.
    ///
    /// Errors: `.noHandle`, `.otherResource`.
    @_noLocks
    package func representation(_ index: UInt32, _ type: ResourceType, in instance: UInt32)
        throws(CanonicalABIError.Rule) -> UInt32
    {
        try instances[Int(instance)].handles.representation(index, resource: type.identity)
    }

    /// What is to be done about a dropped handle, before `endDrop` is called with it.
    package struct Drop: BitwiseCopyable, Sendable {
        package enum Action: BitwiseCopyable, Hashable, Sendable {
            case nothing
            /// Call this destructor with `representation`, in the instance that implements the resource.
            case callDestructor(UInt32)
            /// The host implements the resource: it is the host's again.
            case tellHost
        }

        package let action: Action
        /// Of the resource that nobody owns any more; means nothing when nothing is to be done.
        package let representation: UInt32
        /// Who waits for it, and who was entered for it.
        fileprivate let dropper: UInt32?
        fileprivate let entered: UInt32?

        @_noLocks
        fileprivate init(_ action: Action, _ representation: UInt32, dropper: UInt32? = nil, entered: UInt32? = nil) {
            self.action = action
            self.representation = representation
            self.dropper = dropper
            self.entered = entered
        }
    }

    /// The calling instance drops a handle.
    ///
    /// A destructor in another instance is a call out of this one and into that one, with the rules of such calls, also
    /// when there is none: so it isn't seen whether there is. One in this instance runs in the middle of its call.
    ///
    /// Errors: `.mayNotLeave`, `.noHandle`, `.otherResource`, `.lent`, `.reentered`, `.trapped`.
    @_noLocks
    package mutating func beginDrop(_ index: UInt32, _ type: ResourceType, in instance: UInt32)
        throws(CanonicalABIError.Rule) -> Drop
    {
        try instances[Int(instance)].checkMayLeave()
        guard let representation = try instances[Int(instance)].removeDropped(index, type) else {
            return Drop(.nothing, 0)
        }
        if let implementer = type.implementer, implementer == instance {
            guard let destructor = type.destructor else { return Drop(.nothing, 0) }
            return Drop(.callDestructor(destructor), representation)
        }
        try instances[Int(instance)].leave()
        return try beginDestruction(representation, type, dropper: instance)
    }

    /// The host drops a resource that it owns and a guest implements.
    ///
    /// Errors: `.reentered`, `.trapped`.
    @_noLocks
    package mutating func beginDrop(representation: UInt32, _ type: ResourceType) throws(CanonicalABIError.Rule)
        -> Drop
    {
        try beginDestruction(representation, type, dropper: nil)
    }

    @_noLocks
    private mutating func beginDestruction(_ representation: UInt32, _ type: ResourceType, dropper: UInt32?)
        throws(CanonicalABIError.Rule) -> Drop
    {
        guard let implementer = type.implementer else { return Drop(.tellHost, representation, dropper: dropper) }
        try instances[Int(implementer)].enter()
        instances[Int(implementer)].start()
        guard let destructor = type.destructor else {
            return Drop(.nothing, 0, dropper: dropper, entered: implementer)
        }
        return Drop(.callDestructor(destructor), representation, dropper: dropper, entered: implementer)
    }

    /// What was to be done about a dropped handle has been done.
    ///
    /// Errors: `.trapped` when the destructor did. Of borrowed handles none can be left, since it is handed none.
    @_noLocks
    package mutating func endDrop(_ drop: Drop) throws(CanonicalABIError.Rule) {
        if let entered = drop.entered {
            try instances[Int(entered)].returned()
            instances[Int(entered)].exit()
        }
        if let dropper = drop.dropper { instances[Int(dropper)].comeBack() }
    }
}
