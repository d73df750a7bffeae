// What code gets after its deadline: time in which it is seen to run. Thread: the one that runs the store's code.

/// Counts for how long code runs past its deadline, by looking at it now and then.
///
/// A virtual machine may be stopped for milliseconds, and no clock inside tells that from code that ran on. But code that
/// was stopped with its machine isn't seen running meanwhile: each look counts for little more than the time until the
/// next one was due, however late that one comes.
package struct Grace {
    /// Looks that find the code running before its time is over, at least.
    private static var lookCount: UInt64 { @_noLocks get { 4 } }

    private let nanoseconds: UInt64
    private var seenNanoseconds: UInt64 = 0
    /// When the code was looked at last; 0 while its deadline hasn't passed.
    private var lastLook: UInt64 = 0

    /// - Parameter nanoseconds: for how long the code may be seen running. 0: not at all.
    @_noLocks
    package init(nanoseconds: UInt64 = 0) { self.nanoseconds = nanoseconds }

    /// Notes that the code runs at `now`, past its deadline. Returns when it is to be looked at again; nil when its time
    /// is over.
    @_noLocks
    package mutating func nextLook(_ now: UInt64) -> UInt64? {
        let interval = nanoseconds / Self.lookCount
        if lastLook != 0 {
            let elapsed = now &- lastLook
            // Whoever looks may be late by as much again without the code being the cause.
            seenNanoseconds &+= elapsed < interval &* 2 ? elapsed : interval &* 2
        }
        guard interval > 0, seenNanoseconds < nanoseconds else { return nil }
        lastLook = now
        return now &+ interval
    }
}
