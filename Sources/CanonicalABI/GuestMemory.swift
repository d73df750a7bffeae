// What lifting and lowering need of a running guest. Used on the thread that runs the guest.

/// A guest's memory and its allocator.
package protocol GuestMemory: ~Copyable {
    /// The memory as it is now; stale after the next call into the guest.
    ///
    /// A memory may grow and move, and never shrinks: what was found to lie within it stays within it.
    var view: LinearMemoryView { get }

    /// Calls the guest's `cabi_realloc`, and returns the address unchecked. For new memory, the old address and byte
    /// count are 0.
    ///
    /// Errors: `.allocationFailed` when the guest trapped, or has no `cabi_realloc`.
    mutating func reallocate(_ address: UInt32, oldByteCount: UInt32, alignment: UInt32, byteCount: UInt32)
        throws(CanonicalABIError) -> UInt32
}

extension GuestMemory where Self: ~Copyable {
    /// Allocates, and checks what came back, also for no bytes at all.
    package mutating func checkedAllocation(byteCount: Int, alignment: Int, _ context: @autoclosure () -> String)
        throws(CanonicalABIError) -> UInt32
    {
        try checkedReallocation(0, oldByteCount: 0, byteCount: byteCount, alignment: alignment, context())
    }

    /// Makes an allocation larger or smaller, and checks what came back.
    mutating func checkedReallocation(
        _ old: UInt32, oldByteCount: Int, byteCount: Int, alignment: Int, _ context: @autoclosure () -> String
    ) throws(CanonicalABIError) -> UInt32 {
        guard let count = UInt32(exactly: byteCount) else {
            throw CanonicalABIError(.tooLong(byteCount: UInt64(byteCount)), while: context())
        }
        let address = try reallocate(
            old, oldByteCount: UInt32(oldByteCount), alignment: UInt32(alignment), byteCount: count)
        try view.check(address, byteCount: UInt64(count), alignment: alignment, context())
        return address
    }
}
