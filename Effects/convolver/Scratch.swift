// Memory that only `configure` needs.

/// Floats, all zero at first, given back when this goes.
struct Scratch: ~Copyable {
    // SAFETY: `count` floats, this value's own.
    let base: UnsafeMutablePointer<Float>
    let count: Int

    init(count: Int) {
        base = .allocate(capacity: max(count, 1))
        self.count = count
        base.initialize(repeating: 0, count: count)
    }

    deinit { base.deallocate() }
}
