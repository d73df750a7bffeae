// Where an effect's meters stand, for other threads to look at. Written by the thread that runs the effect, read by
// any, at any time.

import Synchronization

/// The numbers that a running effect's meters showed last. Each stands for itself: some may be newer than others.
struct MeterBoard: ~Copyable {
    let count: Int
    // SAFETY: `count` elements, initialised below, freed with the board.
    private let numbers: UnsafeMutablePointer<Atomic<UInt32>>

    /// Nothing to show yet on so many meters.
    init(count: Int) {
        self.count = count
        numbers = .allocate(capacity: max(count, 1))
        for index in 0..<count { (numbers + index).initialize(to: Atomic(Float.nan.bitPattern)) }
    }

    deinit {
        numbers.deinitialize(count: count)
        numbers.deallocate()
    }

    // Relaxed both: nothing else is read on the strength of a number.
    @_noLocks
    func set(_ index: Int, to number: Float) {
        numbers[index].store(number.bitPattern, ordering: .relaxed)
    }

    func number(_ index: Int) -> Float { Float(bitPattern: numbers[index].load(ordering: .relaxed)) }

    /// Nothing to show any more.
    func clear() {
        for index in 0..<count { set(index, to: .nan) }
    }
}
