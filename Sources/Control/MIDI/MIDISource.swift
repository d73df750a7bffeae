// Where control changes come from. The event loop's thread.

/// Something that sends control changes: the ALSA sequencer, or a test.
package protocol MIDISource: AnyObject {
    /// What becomes readable when something has come.
    var descriptors: [Int32] { get }

    /// All that has come, in order, without waiting; nil when the source is gone for good.
    func takeEvents() -> [MIDIEvent]?
}
