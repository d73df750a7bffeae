// A guest's linear memory, seen from the host, with every check that the canonical ABI demands of an address.
// May be used on the thread that runs the guest.

/// A guest's memory as it is now.
///
/// A view is stale after any call into the guest, which may have grown its memory: fetch another.
package struct LinearMemoryView {
    /// The most bytes that a string or a list may take.
    ///
    /// Source: CanonicalABI.md, `MAX_STRING_BYTE_LENGTH` and `MAX_LIST_BYTE_LENGTH`.
    package static let maximumByteLength: UInt64 = 1 << 28 - 1

    package let bytes: UnsafeMutableRawBufferPointer
    /// Whose memory it is.
    package let context: CanonicalContext
    private let allowance: LiftingAllowance?

    /// - Parameter liftingLimit: the most bytes that the strings and lists of all values lifted through this view may
    ///   take together; nil for no limit but memory's own.
    package init(
        _ bytes: UnsafeMutableRawBufferPointer, liftingLimit: UInt64? = nil,
        context: CanonicalContext = CanonicalContext()
    ) {
        self.bytes = bytes
        self.context = context
        allowance = liftingLimit.map(LiftingAllowance.init(limit:))
    }

    /// Checks that `byteCount` bytes at an address are within memory, and that the address is aligned.
    func check(_ address: UInt32, byteCount: UInt64, alignment: Int, _ context: @autoclosure () -> String)
        throws(CanonicalABIError)
    {
        guard Int(address) % alignment == 0 else {
            throw CanonicalABIError(.misaligned(address: address, alignment: alignment), while: context())
        }
        guard UInt64(address) + byteCount <= UInt64(bytes.count) else {
            throw CanonicalABIError(
                .outOfBounds(address: address, byteCount: byteCount, memorySize: UInt64(bytes.count)),
                while: context())
        }
    }

    /// Checks where a list or string that is to be lifted lies; returns how many bytes it has.
    func checkSequence(
        _ address: UInt32, count: UInt32, elementSize: Int, alignment: Int, _ context: @autoclosure () -> String
    ) throws(CanonicalABIError) -> Int {
        let byteCount = UInt64(count) * UInt64(elementSize)
        // Elements without a size, were there such types, would take the host's time and memory all the same.
        let cost = max(byteCount, UInt64(count))
        guard cost <= Self.maximumByteLength else {
            throw CanonicalABIError(.tooLong(byteCount: cost), while: context())
        }
        try check(address, byteCount: byteCount, alignment: alignment, context())
        try allowance?.take(cost, context())
        return Int(byteCount)
    }

    /// Reads an integer. The caller has checked the address.
    func load<T: FixedWidthInteger>(_ address: Int, as type: T.Type) -> T {
        T(littleEndian: bytes.loadUnaligned(fromByteOffset: address, as: T.self))
    }

    /// Writes an integer. The caller has checked the address.
    func store<T: FixedWidthInteger>(_ value: T, at address: Int) {
        bytes.storeBytes(of: value.littleEndian, toByteOffset: address, as: T.self)
    }
}
