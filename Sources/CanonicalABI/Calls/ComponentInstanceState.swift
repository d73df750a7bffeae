// Where one component instance stands between calls in and calls out, and the handles it holds. Made by set-up; used on
// the thread that runs the guest, where nothing allocates or locks.
// Source: CanonicalABI.md, "Component Instance State", "Task State", `canon lift`, `canon lower`.

/// One component instance, as the canonical ABI sees it.
///
/// The spec has two flags, whether an instance may be entered and whether it may leave. Here they are one state, since
/// an instance that may leave is one that runs, and an instance may be entered when it does nothing at all:
///
/// ```
/// running -ready-> idle -enter-> entering -start-> running -returned-> returned -postReturn-> freeing
///                   ^                              |     ^                 |                     |
///                   |                          leave     comeBack          |                     |
///                   |                              v     |                 |                     |
///                   |                             out -receive-> receiving |                     |
///                   +---------------------- exit --------------------------+---------------------+
/// ```
///
/// Steps out of order are a mistake of ours, and trap; what a guest can bring about is thrown as the broken rule. After a
/// trap every step either throws or does nothing: whoever goes on regardless gets nowhere.
package struct ComponentInstanceState: ~Copyable {
    package enum Phase: UInt8, BitwiseCopyable, Sendable {
        /// Nothing of it is on the stack.
        case idle
        /// Arguments are being lowered into it: it may allocate.
        case entering
        /// Its own code runs, that of a call or that of its start.
        case running
        /// It waits for a call of an import.
        case out
        /// The result of an import is being lowered into it: it may allocate.
        case receiving
        /// Its call has returned, and the result is being lifted.
        case returned
        /// Its post-return function runs: it may free.
        case freeing
        /// Something trapped, here or in an instance of the same store.
        case trapped
    }

    /// Its number in its store.
    package let number: UInt32
    package var handles: HandleTable
    package private(set) var phase = Phase.running
    /// Handles that the call at hand has borrowed and not dropped.
    package private(set) var borrowCount: UInt32 = 0
    /// Handles that the import at hand was lent.
    private var lent = HandleTable.Lent()

    /// An instance that has yet to run its start functions.
    init(number: UInt32, handleLimit: Int) {
        self.number = number
        handles = HandleTable(limit: handleLimit)
    }

    // MARK: - Being called

    /// The start functions have run: the instance may be called.
    @_noLocks
    package mutating func ready() { move(from: .running, to: .idle) }

    /// A call begins: arguments may be lowered.
    ///
    /// Errors: `.reentered`, `.trapped`.
    @_noLocks
    package mutating func enter() throws(CanonicalABIError.Rule) {
        switch phase {
        case .idle: phase = .entering
        case .trapped: throw CanonicalABIError.Rule.trapped
        default: throw CanonicalABIError.Rule.reentered
        }
    }

    /// The arguments are there: the function may be called.
    @_noLocks
    package mutating func start() { move(from: .entering, to: .running) }

    /// The function has returned: its result may be lifted.
    ///
    /// Errors: `.borrowsLeft`, `.trapped`.
    @_noLocks
    package mutating func returned() throws(CanonicalABIError.Rule) {
        guard !isTrapped else { throw CanonicalABIError.Rule.trapped }
        guard borrowCount == 0 else { throw CanonicalABIError.Rule.borrowsLeft(count: borrowCount) }
        move(from: .running, to: .returned)
    }

    /// The result has been read: the post-return function may be called, once.
    @_noLocks
    package mutating func postReturn() { move(from: .returned, to: .freeing) }

    /// The call is over.
    @_noLocks
    package mutating func exit() {
        switch phase {
        case .returned, .freeing: phase = .idle
        case .trapped: return
        default: preconditionFailure("a call ended that has not returned")
        }
    }

    /// Nothing of this instance is called again.
    @_noLocks
    package mutating func trap() { phase = .trapped }

    // MARK: - Calling out

    /// Checks that the instance may use an import or a built-in right now.
    ///
    /// Errors: `.mayNotLeave`, `.trapped`.
    @_noLocks
    package func checkMayLeave() throws(CanonicalABIError.Rule) {
        switch phase {
        case .running: return
        case .trapped: throw CanonicalABIError.Rule.trapped
        default: throw CanonicalABIError.Rule.mayNotLeave
        }
    }

    /// A call of an import begins: its arguments may be lifted.
    ///
    /// Errors: `.mayNotLeave`, `.trapped`.
    @_noLocks
    package mutating func leave() throws(CanonicalABIError.Rule) {
        try checkMayLeave()
        phase = .out
    }

    /// The import has returned: its result may be lowered.
    @_noLocks
    package mutating func receive() { move(from: .out, to: .receiving) }

    /// The call of an import is over, and what it was lent is free again.
    @_noLocks
    package mutating func comeBack() {
        switch phase {
        case .out, .receiving: phase = .running
        case .trapped: return
        default: preconditionFailure("an import ended that was not called")
        }
        handles.endLending(to: &lent)
    }

    // Comparing with `==` is not for the audio thread: see `TransferNode`.
    private var isTrapped: Bool { @_noLocks get { phase.rawValue == Phase.trapped.rawValue } }

    @_noLocks
    private mutating func move(from expected: Phase, to next: Phase) {
        guard !isTrapped else { return }
        precondition(phase.rawValue == expected.rawValue, "a call's steps out of order")
        phase = next
    }
}

// MARK: - Handles across the boundary

extension ComponentInstanceState {
    /// Lifts an `own` out of this instance: its handle is gone.
    ///
    /// Errors: `.noHandle`, `.otherResource`, `.lent`, `.notOwned`.
    @_noLocks
    package mutating func liftOwn(_ index: UInt32, _ type: ResourceType) throws(CanonicalABIError.Rule) -> UInt32 {
        try handles.give(index, resource: type.identity)
    }

    /// Lifts a `borrow` out of this instance: its handle is lent until the call comes back.
    ///
    /// Errors: `.noHandle`, `.otherResource`; `.borrowReturned` when this is a result.
    @_noLocks
    package mutating func liftBorrow(_ index: UInt32, _ type: ResourceType) throws(CanonicalABIError.Rule) -> UInt32 {
        guard phase.rawValue == Phase.out.rawValue else { throw CanonicalABIError.Rule.borrowReturned }
        return try handles.lend(index, resource: type.identity, to: &lent)
    }

    /// Lowers an `own` into this instance: a new handle.
    ///
    /// Errors: `.tooManyHandles`.
    @_noLocks
    package mutating func lowerOwn(_ representation: UInt32, _ type: ResourceType) throws(CanonicalABIError.Rule)
        -> UInt32
    {
        try handles.addOwn(representation, resource: type.identity)
    }

    /// Lowers a `borrow` into this instance: a handle that the call has to drop, or, for who implements the resource,
    /// what it calls the resource itself.
    ///
    /// Errors: `.tooManyHandles`; `.borrowReturned` when this is a result.
    @_noLocks
    package mutating func lowerBorrow(_ representation: UInt32, _ type: ResourceType) throws(CanonicalABIError.Rule)
        -> UInt32
    {
        guard phase.rawValue == Phase.entering.rawValue else { throw CanonicalABIError.Rule.borrowReturned }
        if let implementer = type.implementer, implementer == number { return representation }
        let index = try handles.addBorrow(representation, resource: type.identity)
        borrowCount &+= 1
        return index
    }

    /// Takes a handle out that is dropped; the representation of a resource that nobody owns any more.
    @_noLocks
    mutating func removeDropped(_ index: UInt32, _ type: ResourceType) throws(CanonicalABIError.Rule) -> UInt32? {
        let dropped = try handles.drop(index, resource: type.identity)
        guard !dropped.wasOwn else { return dropped.representation }
        borrowCount &-= 1
        return nil
    }
}
