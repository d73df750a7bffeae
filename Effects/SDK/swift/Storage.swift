// Memory that an effect takes in `configure` and keeps while it plays.

/// A fixed number of elements, all bits zero at first, taken in `configure`; valid until the next one.
struct Storage<Element: BitwiseCopyable> {
    // SAFETY: `count` elements in `stateMemory`, alive as long as the configured effect that holds this.
    let base: UnsafeMutablePointer<Element>
    let count: Int

    /// Nothing: what an effect holds before `configure`.
    init() {
        base = UnsafeMutablePointer(bitPattern: MemoryLayout<Element>.alignment)!
        count = 0
    }

    /// Takes memory for `count` elements. Only in `configure`.
    init(count: Int) {
        base = stateMemory.take(Element.self, count: count)
        self.count = count
    }

    subscript(index: Int) -> Element {
        @inline(__always) get {
            assert(index >= 0 && index < count)
            return base[index]
        }
        @inline(__always) nonmutating set {
            assert(index >= 0 && index < count)
            base[index] = newValue
        }
    }

    /// Makes all bits zero again.
    func clear() {
        UnsafeMutableRawPointer(base).initializeMemory(
            as: UInt8.self, repeating: 0, count: count * MemoryLayout<Element>.stride)
    }
}

/// Samples or coefficients.
typealias Buffer = Storage<Float>

extension Storage where Element == Float {
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
}

/// One number per frame.
typealias Row = UnsafeMutablePointer<Float>

extension UnsafeMutablePointer<Float> {
    /// Four numbers from `index` on.
    subscript(vector index: Int) -> Float4 {
        @inline(__always) get { UnsafeRawPointer(self + index).loadUnaligned(as: Float4.self) }
        @inline(__always) nonmutating set {
            UnsafeMutableRawPointer(self + index).storeBytes(of: newValue, as: Float4.self)
        }
    }
}
