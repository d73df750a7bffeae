// A series of any length in bounded memory. A plain value, one thread.

/// Entries of equal width; when there are too many, every two become one, twice as wide.
package struct ThinnedSeries<Entry> {
    /// So many source entries are in each of `entries`; the last may hold fewer.
    package private(set) var width = 1
    package private(set) var entries: [Entry] = []

    private let capacity: Int
    private let merge: (Entry, Entry) -> Entry
    /// How many source entries the last one holds.
    private var filled = 0

    /// - Parameters:
    ///   - capacity: an even number of entries that are never exceeded.
    ///   - merge: what two of them are together, the earlier one first.
    package init(capacity: Int, merge: @escaping (Entry, Entry) -> Entry) {
        precondition(capacity >= 2 && capacity % 2 == 0)
        self.capacity = capacity
        self.merge = merge
    }

    /// How many source entries may come at once.
    package var room: Int { filled < width ? width - filled : width }

    /// - Parameter count: so many source entries the entry is made of. Range: 1...`room`.
    package mutating func append(_ entry: Entry, count: Int = 1) {
        precondition((1...room).contains(count))
        if filled > 0, filled < width {
            entries[entries.count - 1] = merge(entries[entries.count - 1], entry)
            filled += count
            return
        }
        if entries.count == capacity {
            entries = stride(from: 0, to: capacity, by: 2).map { merge(entries[$0], entries[$0 + 1]) }
            width *= 2
        }
        entries.append(entry)
        filled = count
    }
}
