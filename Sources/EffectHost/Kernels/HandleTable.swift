// The handles that one side of a kernel's boundary holds. Made by set-up; used on the thread that runs the effect, where
// it neither grows nor allocates.

/// A fixed table of handles: what an index stands for.
///
/// Source: CanonicalABI.md, "Table State". Index 0 is never handed out.
struct HandleTable: ~Copyable {
    /// Handles that one side may hold at once.
    static var capacity: Int { @_noLocks get { 1_024 } }

    private struct Entry: BitwiseCopyable {
        /// What the kernel calls the resource; in a free entry, the next free index.
        var representation: UInt32
        /// Its index in the interface; `free` in a free entry.
        var resource: UInt32
        /// The call that last borrowed it, so that the same call can't give it away too.
        var borrowingCall: UInt64

        static var free: UInt32 { @_noLocks get { .max } }
    }

    private let entries: UnsafeMutablePointer<Entry>
    /// 0 when there is none.
    private var firstFree: UInt32 = 1
    private(set) var count = 0

    init() {
        entries = .allocate(capacity: Self.capacity)
        for index in 0..<Self.capacity {
            let next = index + 1 < Self.capacity ? UInt32(index + 1) : 0
            (entries + index).initialize(to: Entry(representation: next, resource: Entry.free, borrowingCall: 0))
        }
    }

    deinit { entries.deallocate() }

    /// A new handle's index; nil when the table is full.
    @_noLocks
    mutating func add(_ representation: UInt32, resource: UInt32) -> UInt32? {
        let index = firstFree
        guard index != 0 else { return nil }
        firstFree = entries[Int(index)].representation
        entries[Int(index)] = Entry(representation: representation, resource: resource, borrowingCall: 0)
        count &+= 1
        return index
    }

    /// What the kernel calls the resource; nil for an index that is no handle of such a resource.
    @_noLocks
    func representation(_ index: UInt32, resource: UInt32) -> UInt32? {
        guard index > 0, index < UInt32(truncatingIfNeeded: Self.capacity), entries[Int(index)].resource == resource
        else { return nil }
        return entries[Int(index)].representation
    }

    /// As `representation`, and the handle is lent to a call.
    @_noLocks
    mutating func lend(_ index: UInt32, resource: UInt32, to call: UInt64) -> UInt32? {
        guard let representation = representation(index, resource: resource) else { return nil }
        entries[Int(index)].borrowingCall = call
        return representation
    }

    /// Takes a handle out; nil when it is none, or lent to that very call.
    @_noLocks
    mutating func remove(_ index: UInt32, resource: UInt32, during call: UInt64) -> UInt32? {
        guard let representation = representation(index, resource: resource),
            entries[Int(index)].borrowingCall != call || call == 0
        else { return nil }
        entries[Int(index)] = Entry(representation: firstFree, resource: Entry.free, borrowingCall: 0)
        firstFree = index
        count &-= 1
        return representation
    }
}
