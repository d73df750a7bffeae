// Where the host writes an effect's input: memory that is used anew for each block, so that handing over a block
// costs the host two calls and no freeing.

/// A bump allocator behind `cabi_realloc`, emptied when the first allocation after a `process` comes.
struct Arena {
    private var base: UnsafeMutableRawPointer
    private var capacity: Int
    private var used = 0
    private var isSpent = false
    /// Chunks taken because the first was full; each begins with a pointer to the one before. Freed at the next block.
    private var overflow: UnsafeMutableRawPointer?

    private static var alignment: Int { 16 }

    init() {
        // An address that is aligned and never read: there is no room behind it.
        base = UnsafeMutableRawPointer(bitPattern: Self.alignment)!
        capacity = 0
    }

    /// Makes room for a block of `byteCount` bytes, so that no later allocation takes memory.
    mutating func reserve(_ byteCount: Int) {
        empty()
        guard byteCount > capacity else { return }
        if capacity > 0 { base.deallocate() }
        base = .allocate(byteCount: byteCount, alignment: Self.alignment)
        capacity = byteCount
    }

    /// Says that the block has been processed: what was allocated is not needed once the host asks for more.
    @inline(__always)
    mutating func markSpent() {
        isSpent = true
    }

    /// The canonical ABI's realloc. Alignment is a power of two. Size 0 gives an aligned address that must not be used.
    /// Traps when the box's memory is used up.
    @inline(__always)
    mutating func reallocate(
        _ old: UnsafeMutableRawPointer?, oldSize: Int, alignment: Int, size: Int
    ) -> UnsafeMutableRawPointer {
        if isSpent { empty() }
        precondition(size >= 0 && alignment > 0)
        guard old == nil, alignment <= Self.alignment, size <= capacity &- used else {
            return reallocateSlowly(old, oldSize: oldSize, alignment: alignment, size: size)
        }
        let place = base + used
        // Rounding up may pass the capacity by less than the alignment; then there is no room left.
        used = min((used &+ size &+ (Self.alignment &- 1)) & ~(Self.alignment &- 1), capacity)
        return place
    }

    @inline(never)
    private mutating func reallocateSlowly(
        _ old: UnsafeMutableRawPointer?, oldSize: Int, alignment: Int, size: Int
    ) -> UnsafeMutableRawPointer {
        precondition(alignment & (alignment &- 1) == 0 && alignment <= 65536)
        let header = max(alignment, Self.alignment)
        let chunk = UnsafeMutableRawPointer.allocate(byteCount: header + size, alignment: header)
        chunk.storeBytes(of: overflow, as: UnsafeMutableRawPointer?.self)
        overflow = chunk
        if let old { (chunk + header).copyMemory(from: old, byteCount: min(oldSize, size)) }
        return chunk + header
    }

    private mutating func empty() {
        isSpent = false
        used = 0
        while let chunk = overflow {
            overflow = chunk.load(as: UnsafeMutableRawPointer?.self)
            chunk.deallocate()
        }
    }
}
