// A control change, as it comes from a keyboard or a box of knobs. A plain value, any thread.

/// One controller's new position.
package struct MIDIEvent: Equatable, Sendable {
    /// 1 to 16.
    package var channel: Int
    /// 0 to 127.
    package var controller: Int
    /// 0 to 127, or 0 to 16383 for an event of 14 bits.
    package var value: Int
    /// 7, or 14 when the source has put a pair of control changes together.
    package var bits: Int

    package init(channel: Int, controller: Int, value: Int, bits: Int = 7) {
        self.channel = channel
        self.controller = controller
        self.value = value
        self.bits = bits
    }
}
