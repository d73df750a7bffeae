// The handles that one component instance holds. Made and freed by set-up; used on the thread that runs the guest,
// where it neither grows nor allocates.
// Source: CanonicalABI.md, "Table State", "Resource State".

/// What the indices that a guest holds stand for: resources that it owns, and resources that it has borrowed.
///
/// Index 0 is never handed out. A freed index is the next one handed out, as the spec has it. A method that throws has
/// changed nothing.
package struct HandleTable: ~Copyable {
    /// The most handles that the spec lets one instance hold; a host's limit is lower.
    package static var maximumLimit: Int { @_noLocks get { 1 << 28 - 1 } }

    private enum Kind: UInt8, BitwiseCopyable { case free, own, borrow }

    private struct Entry: BitwiseCopyable {
        /// What the resource's implementer calls it; in a free entry, the next free index.
        var representation: UInt32
        /// The type's identity.
        var resource: UInt32
        /// The next handle that the same call was lent.
        var nextLent: UInt32 = 0
        var kind: Kind
        var isLent = false

        @_noLocks
        init(_ kind: Kind, _ representation: UInt32, resource: UInt32) {
            self.kind = kind
            self.representation = representation
            self.resource = resource
        }

        // Comparing with `==` is not for the audio thread: see `TransferNode`.
        var isFree: Bool { @_noLocks get { kind.rawValue == 0 } }
        var isOwn: Bool { @_noLocks get { kind.rawValue == 1 } }
    }

    /// Handles that may be held at once.
    package let limit: Int
    /// Handles that are held.
    package private(set) var count = 0
    private let entries: UnsafeMutablePointer<Entry>
    /// 0 when there is none.
    private var firstFree: UInt32 = 0
    /// Indices from here on were never handed out, and their entries never written.
    private var firstUnused: UInt32 = 1

    /// A table that will never hold more than `limit` handles, which are allocated here and now.
    package init(limit: Int) {
        precondition((0...Self.maximumLimit).contains(limit), "a table of \(limit) handles")
        self.limit = limit
        entries = .allocate(capacity: limit + 1)
    }

    deinit { entries.deallocate() }

    // MARK: - Adding

    /// A new handle that owns a resource.
    ///
    /// Errors: `.tooManyHandles`.
    @_noLocks
    package mutating func addOwn(_ representation: UInt32, resource: UInt32) throws(CanonicalABIError.Rule) -> UInt32 {
        try add(Entry(.own, representation, resource: resource))
    }

    /// A new handle to a resource that is borrowed until it is dropped.
    ///
    /// Errors: `.tooManyHandles`.
    @_noLocks
    package mutating func addBorrow(_ representation: UInt32, resource: UInt32) throws(CanonicalABIError.Rule)
        -> UInt32
    {
        try add(Entry(.borrow, representation, resource: resource))
    }

    @_noLocks
    private mutating func add(_ entry: Entry) throws(CanonicalABIError.Rule) -> UInt32 {
        guard count < limit else {
            throw CanonicalABIError.Rule.tooManyHandles(limit: UInt32(truncatingIfNeeded: limit))
        }
        var index = firstFree
        if index != 0 {
            firstFree = entries[Int(index)].representation
        } else {
            index = firstUnused
            firstUnused &+= 1
        }
        // SAFETY: with fewer than `limit` handles, a free entry or an unused one is left of the `limit + 1` there are.
        (entries + Int(index)).initialize(to: entry)
        count &+= 1
        return index
    }

    // MARK: - Looking

    /// What the resource's implementer calls it, whether the handle owns it or borrowed it.
    ///
    /// Errors: `.noHandle`, `.otherResource`.
    @_noLocks
    package func representation(_ index: UInt32, resource: UInt32) throws(CanonicalABIError.Rule) -> UInt32 {
        try entry(index, resource: resource).representation
    }

    /// Whether an index is a handle that owns a resource of that type and is not lent.
    @_noLocks
    package func canGive(_ index: UInt32, resource: UInt32) -> Bool {
        guard index > 0, index < firstUnused else { return false }
        let entry = entries[Int(index)]
        return entry.isOwn && entry.resource == resource && !entry.isLent
    }

    @_noLocks
    private func entry(_ index: UInt32, resource: UInt32) throws(CanonicalABIError.Rule) -> Entry {
        guard index > 0, index < firstUnused else { throw CanonicalABIError.Rule.noHandle(index) }
        let entry = entries[Int(index)]
        guard !entry.isFree else { throw CanonicalABIError.Rule.noHandle(index) }
        guard entry.resource == resource else { throw CanonicalABIError.Rule.otherResource(index) }
        return entry
    }

    // MARK: - Removing

    /// Takes out a handle whose resource is given away.
    ///
    /// Errors: `.noHandle`, `.otherResource`, `.lent`, `.notOwned`.
    @_noLocks
    package mutating func give(_ index: UInt32, resource: UInt32) throws(CanonicalABIError.Rule) -> UInt32 {
        let entry = try entry(index, resource: resource)
        guard !entry.isLent else { throw CanonicalABIError.Rule.lent(index) }
        guard entry.isOwn else { throw CanonicalABIError.Rule.notOwned(index) }
        free(index)
        return entry.representation
    }

    /// Takes out a handle that is dropped; says what it stood for, and whether it owned it.
    ///
    /// Errors: `.noHandle`, `.otherResource`, `.lent`.
    @_noLocks
    package mutating func drop(_ index: UInt32, resource: UInt32) throws(CanonicalABIError.Rule) -> (
        representation: UInt32, wasOwn: Bool
    ) {
        let entry = try entry(index, resource: resource)
        guard !entry.isLent else { throw CanonicalABIError.Rule.lent(index) }
        free(index)
        return (entry.representation, entry.isOwn)
    }

    @_noLocks
    private mutating func free(_ index: UInt32) {
        entries[Int(index)] = Entry(.free, firstFree, resource: 0)
        firstFree = index
        count &-= 1
    }

    // MARK: - Lending

    /// The handles that one call was lent, for as long as it goes on.
    ///
    /// Calls return in the reverse of their order. So a handle that an earlier call was lent stays lent longer than any
    /// call made since, and each handle needs to be on no more than one of these lists: nothing is counted, and nothing
    /// allocated.
    package struct Lent: BitwiseCopyable, Sendable {
        fileprivate var first: UInt32 = 0

        @_noLocks
        package init() {}
    }

    /// Lends a handle's resource to a call; until that has returned, the handle can be neither given away nor dropped.
    ///
    /// Errors: `.noHandle`, `.otherResource`.
    @_noLocks
    package mutating func lend(_ index: UInt32, resource: UInt32, to call: inout Lent) throws(CanonicalABIError.Rule)
        -> UInt32
    {
        let entry = try entry(index, resource: resource)
        guard !entry.isLent else { return entry.representation }
        entries[Int(index)].isLent = true
        entries[Int(index)].nextLent = call.first
        call.first = index
        return entry.representation
    }

    /// A call has returned: what it was lent is free again.
    @_noLocks
    package mutating func endLending(to call: inout Lent) {
        while call.first != 0 {
            // SAFETY: only `lend` makes these lists, of handles that can't be removed before they are off the list.
            let index = Int(call.first)
            call.first = entries[index].nextLent
            entries[index].isLent = false
        }
    }
}
