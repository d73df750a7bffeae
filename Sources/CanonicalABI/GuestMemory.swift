// What lifting and lowering need of a running guest. Used on the thread that runs the guest.

/// A guest's memory and its allocator.
package protocol GuestMemory: ~Copyable {
    /// The memory as it is now; stale after the next call into the guest.
    var view: LinearMemoryView { get }

    /// Calls the guest's `cabi_realloc` for new memory, and returns the address unchecked.
    ///
    /// Errors: `.allocationFailed` when the guest trapped, or has no `cabi_realloc`.
    mutating func allocate(byteCount: UInt32, alignment: UInt32) throws(CanonicalABIError) -> UInt32
}

extension GuestMemory where Self: ~Copyable {
    /// Allocates, and checks what came back.
    mutating func checkedAllocation(byteCount: Int, alignment: Int, _ context: @autoclosure () -> String)
        throws(CanonicalABIError) -> UInt32
    {
        guard let count = UInt32(exactly: byteCount) else {
            throw CanonicalABIError(.tooLong(byteCount: UInt64(byteCount)), while: context())
        }
        let address = try allocate(byteCount: count, alignment: UInt32(alignment))
        try view.check(address, byteCount: UInt64(count), alignment: alignment, context())
        return address
    }
}
