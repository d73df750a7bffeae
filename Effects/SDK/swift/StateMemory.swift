// The memory an effect takes in `configure`. It belongs to the stream: the next `configure` gives all of it back, so
// an effect never frees, and its structs stay plain values without reference counts.

/// Hands out memory that lives until the next `configure`.
struct StateMemory {
    /// The newest piece handed out; each piece begins with a pointer to the one before.
    private var newest: UnsafeMutableRawPointer?

    /// Room for the link in front of each piece, a multiple of `alignment`.
    private static var headerSize: Int { 16 }
    private static var alignment: Int { 16 }

    /// Room for `count` elements, all bits zero, aligned to 16 bytes. Traps when the box's memory is used up.
    mutating func take<Element: BitwiseCopyable>(_ type: Element.Type, count: Int) -> UnsafeMutablePointer<Element> {
        let byteCount = count * MemoryLayout<Element>.stride
        let piece = UnsafeMutableRawPointer.allocate(
            byteCount: Self.headerSize + byteCount, alignment: Self.alignment)
        piece.storeBytes(of: newest, as: UnsafeMutableRawPointer?.self)
        newest = piece
        // SAFETY: the piece has room for the header and the elements behind it; nobody else has seen it yet.
        let base = piece + Self.headerSize
        base.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
        return base.bindMemory(to: Element.self, capacity: count)
    }

    /// Gives everything back. No pointer handed out before may be used again.
    mutating func releaseAll() {
        while let piece = newest {
            newest = piece.load(as: UnsafeMutableRawPointer?.self)
            piece.deallocate()
        }
    }
}

/// The one effect's memory. Only one thread at a time is inside an effect.
nonisolated(unsafe) var stateMemory = StateMemory()
