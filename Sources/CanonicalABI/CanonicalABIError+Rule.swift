// The rules about handles and calls, as the audio thread notes that one was broken: without allocating. Plain values,
// any thread; putting one into words is not for the audio thread.

extension CanonicalABIError {
    /// A rule about handles or calls that a guest broke.
    package enum Rule: Error, BitwiseCopyable, Hashable, Sendable {
        /// An index that its table has no handle at: 0, never handed out, or dropped.
        case noHandle(UInt32)
        /// A handle to a resource of another type.
        case otherResource(UInt32)
        /// A borrowed handle where an owned one is given away.
        case notOwned(UInt32)
        /// A handle that is lent to a call which goes on, given away or dropped.
        case lent(UInt32)
        case tooManyHandles(limit: UInt32)
        /// A call returned with borrowed handles that it has not dropped.
        case borrowsLeft(count: UInt32)
        /// A borrowed handle as a result: it would outlive its call.
        case borrowReturned
        /// An instance was called while a call of it goes on.
        case reentered
        /// An instance called out while it was only to allocate or to free.
        case mayNotLeave
        /// An instance was called after a trap.
        case trapped
    }

    /// A broken rule, with what was going on.
    package init(_ rule: Rule, while context: String) { self.init(.broken(rule), while: context) }
}

extension CanonicalABIError.Rule: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noHandle(let index): "\(index) is no handle that it holds"
        case .otherResource(let index): "handle \(index) is for a resource of another type"
        case .notOwned(let index): "handle \(index) is borrowed, and only an owned one can be given away"
        case .lent(let index): "handle \(index) is lent to a call that has not returned"
        case .tooManyHandles(let limit): "more than the \(limit) handles that it may hold at once"
        case .borrowsLeft(let count): "it returned without dropping \(count) of the handles it had borrowed"
        case .borrowReturned: "a borrowed handle can't be a result"
        case .reentered: "it was called while a call of it goes on"
        case .mayNotLeave: "it called out while it was only to allocate or to free memory"
        case .trapped: "it was called after a trap"
        }
    }
}
