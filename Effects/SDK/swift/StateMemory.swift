// The memory an effect takes in `configure`. It belongs to the stream: the next `configure` gives all of it back, so
// an effect never frees, and its structs stay plain values without reference counts.

/// Hands out memory that lives until the next `configure`.
struct StateMemory {
    /// The newest piece handed out; each piece begins with a pointer to the one before.
    private var newest: UnsafeMutableRawPointer?

    /// Room for the link in front of each piece, a multiple of `alignment`.
    private static var headerSize: Int { 16 }
    private static var alignment: Int { 16 }

    /// Zeroed floats, aligned to 16 bytes. Traps when the box's memory is used up.
    mutating func floats(_ count: Int) -> UnsafeMutablePointer<Float> {
        let piece = UnsafeMutableRawPointer.allocate(
            byteCount: Self.headerSize + count * MemoryLayout<Float>.stride, alignment: Self.alignment)
        piece.storeBytes(of: newest, as: UnsafeMutableRawPointer?.self)
        newest = piece
        // SAFETY: the piece has room for the header and `count` floats behind it; nobody else has seen it yet.
        let base = (piece + Self.headerSize).bindMemory(to: Float.self, capacity: count)
        base.initialize(repeating: 0, count: count)
        return base
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

/// A fixed number of floats, zeroed, taken in `configure`; valid until the next one.
struct Buffer {
    // SAFETY: `count` floats in `stateMemory`, alive as long as the configured effect that holds this.
    let base: UnsafeMutablePointer<Float>
    let count: Int

    /// Nothing: what an effect holds before `configure`.
    init() {
        self.init(base: UnsafeMutablePointer(bitPattern: MemoryLayout<Float>.alignment)!, count: 0)
    }

    /// Takes memory for `count` floats. Only in `configure`.
    init(count: Int) {
        self.init(base: stateMemory.floats(count), count: count)
    }

    private init(base: UnsafeMutablePointer<Float>, count: Int) {
        self.base = base
        self.count = count
    }

    subscript(index: Int) -> Float {
        @inline(__always) get {
            assert(index >= 0 && index < count)
            return base[index]
        }
        @inline(__always) nonmutating set {
            assert(index >= 0 && index < count)
            base[index] = newValue
        }
    }

    /// Four floats from `index` on.
    subscript(vector index: Int) -> Float4 {
        @inline(__always) get {
            assert(index >= 0 && index &+ 4 <= count)
            return UnsafeRawPointer(base + index).loadUnaligned(as: Float4.self)
        }
        @inline(__always) nonmutating set {
            assert(index >= 0 && index &+ 4 <= count)
            UnsafeMutableRawPointer(base + index).storeBytes(of: newValue, as: Float4.self)
        }
    }

    /// Fills with zeros.
    func clear() {
        base.update(repeating: 0, count: count)
    }
}
