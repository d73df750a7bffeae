// The numbers by which the host calls resources of its own. Made, filled and cleared by set-up; asking for one and
// hearing that it was dropped is for the thread that runs the guest, where nothing is allocated or freed.

/// Which of the host's objects guests own, by their representations.
///
/// The objects themselves are kept by who makes them, at the index that is the representation: they end when
/// `nextReleased` names them, which is never while a guest could still ask for them, and never on the audio thread. A
/// guest sees no representation, only its own handles, so one that stands for nothing is a mistake of ours, and traps.
package struct RepresentationTable: ~Copyable {
    private enum State: UInt8, BitwiseCopyable { case free, held, dropped }

    private struct Entry: BitwiseCopyable {
        var state: State
        /// The next entry in the same state, for what is free and what is dropped; 0 when there is none.
        var next: UInt32

        @_noLocks
        init(_ state: State, next: UInt32) {
            self.state = state
            self.next = next
        }
    }

    /// Objects that may exist at once, those included that were dropped and not yet released. Representations are 1 to
    /// this.
    package let limit: Int
    /// Objects that guests own.
    package private(set) var heldCount = 0
    private let entries: UnsafeMutablePointer<Entry>
    private var firstFree: UInt32 = 0
    private var firstDropped: UInt32 = 0
    /// Entries from here on were never written.
    private var firstUnused: UInt32 = 1

    package init(limit: Int) {
        precondition((0..<Int(UInt32.max)).contains(limit), "a table of \(limit) objects")
        self.limit = limit
        entries = .allocate(capacity: limit + 1)
    }

    deinit { entries.deallocate() }

    /// The representation of an object that a guest is to own, for lowering as an `own`; nil at the limit.
    @_noLocks
    package mutating func add() -> UInt32? {
        var representation = firstFree
        if representation != 0 {
            firstFree = entries[Int(representation)].next
        } else {
            guard Int(firstUnused) <= limit else { return nil }
            representation = firstUnused
            firstUnused &+= 1
        }
        // SAFETY: the guard, or an entry once written, keeps the index within the `limit + 1` entries there are.
        (entries + Int(representation)).initialize(to: Entry(.held, next: 0))
        heldCount &+= 1
        return representation
    }

    /// Whether a representation stands for an object that a guest owns.
    @_noLocks
    package func isHeld(_ representation: UInt32) -> Bool {
        guard representation > 0, representation < firstUnused else { return false }
        return entries[Int(representation)].state.rawValue == 1
    }

    /// A guest gave an object back, lifted as an `own`: it has no representation any more.
    @_noLocks
    package mutating func take(_ representation: UInt32) {
        precondition(isHeld(representation), "a representation that stands for no object")
        heldCount &-= 1
        free(representation)
    }

    /// A guest dropped an object. Its representation is not used anew until it was released.
    @_noLocks
    package mutating func drop(_ representation: UInt32) {
        precondition(isHeld(representation), "a representation that stands for no object")
        entries[Int(representation)] = Entry(.dropped, next: firstDropped)
        firstDropped = representation
        heldCount &-= 1
    }

    /// One that was dropped, whose object the caller is to end now; nil when there is none left.
    @_noLocks
    package mutating func nextReleased() -> UInt32? {
        guard firstDropped != 0 else { return nil }
        let representation = firstDropped
        firstDropped = entries[Int(representation)].next
        free(representation)
        return representation
    }

    @_noLocks
    private mutating func free(_ representation: UInt32) {
        entries[Int(representation)] = Entry(.free, next: firstFree)
        firstFree = representation
    }
}
