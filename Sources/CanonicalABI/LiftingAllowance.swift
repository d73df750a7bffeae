// How much may be lifted out of a guest's memory in one go. Used on the thread that runs the guest.

/// Counts the bytes that strings and lists take while one value is lifted.
///
/// Without it a guest could point a million strings at the same megabytes of its memory, and each would be copied: a
/// value that needs a thousand times the memory its guest is allowed.
final class LiftingAllowance {
    private let limit: UInt64
    private var taken: UInt64 = 0

    /// - Parameter limit: in bytes of the guest's memory, counted each time that they are read.
    init(limit: UInt64) { self.limit = limit }

    /// Errors: `.beyondAllowance`.
    func take(_ byteCount: UInt64, _ context: @autoclosure () -> String) throws(CanonicalABIError) {
        // No sum of what was let through and one more list of at most 2^28 bytes overflows.
        taken += byteCount
        guard taken <= limit else { throw CanonicalABIError(.beyondAllowance(limit: limit), while: context()) }
    }
}
