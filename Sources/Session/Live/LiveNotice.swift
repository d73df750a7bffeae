// What the audio thread tells the control thread, none of which may be lost: trivial values that go through a ring.

/// Something that happened in a period.
enum LiveNotice: Sendable {
    /// A node's step has failed and isn't called any more. `position` is the first frame of that block.
    case failed(generation: UInt32, node: UInt32, position: UInt64)
    /// A node runs on the step it was sent, from that frame on; nothing points to the one before.
    case replaced(generation: UInt32, node: UInt32, position: UInt64)
    /// A plan is what is heard, and another swap may come.
    case swapped(generation: UInt32)
    /// Nothing of that plan is touched any more.
    case retired(generation: UInt32)
}
