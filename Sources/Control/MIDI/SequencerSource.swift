// Control changes from the ALSA sequencer. The event loop's thread.

private import CControl
private import Glibc

/// A client of the ALSA sequencer called `cajon`, with one port that other clients can be connected to (`aconnect`). It
/// listens to every hardware port there is, and to those that come.
package final class SequencerSource: MIDISource {
    package let descriptors: [Int32]
    /// The client's number, as `aconnect -l` shows it.
    package let client: Int
    private let sequencer: OpaquePointer

    /// How many events are taken before others have their turn.
    private static let eventsPerTurn = 256

    /// The device that there has to be; alsa-lib would say less clearly that it is missing.
    private static let device = "/dev/snd/seq"

    /// - Parameter name: the client's.
    /// - Throws: `.unavailable` where there is no sequencer, which is nothing unusual.
    package init(name: String = "cajon") throws(ControlError) {
        guard access(Self.device, F_OK) == 0 else {
            throw ControlError(
                .unavailable, "no MIDI: there is no ALSA sequencer (\(Self.device)); modprobe snd-seq would load it")
        }
        var message = [CChar](repeating: 0, count: 200)
        // SAFETY: the name is copied, the message ends within the array.
        guard let sequencer = unsafe cajon_sequencer_open(name, &message, message.count) else {
            let reason = String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            throw ControlError(.unavailable, "no MIDI: the ALSA sequencer can't be opened: \(reason)")
        }
        self.sequencer = sequencer
        client = Int(cajon_sequencer_client(sequencer))
        var descriptors = [Int32](repeating: -1, count: 8)
        // SAFETY: as many as the array holds.
        let count = unsafe cajon_sequencer_descriptors(sequencer, &descriptors, Int32(descriptors.count))
        self.descriptors = Array(descriptors.prefix(Int(count)))
    }

    deinit { cajon_sequencer_close(sequencer) }

    package func takeEvents() -> [MIDIEvent]? {
        var events: [MIDIEvent] = []
        for _ in 0..<Self.eventsPerTurn {
            let event = cajon_sequencer_next(sequencer)
            switch UInt32(event.kind) {
            case CAJON_MIDI_NOTHING.rawValue: return events
            case CAJON_MIDI_GONE.rawValue: return events.isEmpty ? nil : events
            case CAJON_MIDI_CONTROL.rawValue, CAJON_MIDI_CONTROL_14_BIT.rawValue:
                events.append(
                    MIDIEvent(
                        channel: Int(event.channel) + 1, controller: Int(event.parameter), value: Int(event.value),
                        bits: UInt32(event.kind) == CAJON_MIDI_CONTROL_14_BIT.rawValue ? 14 : 7))
            default: break
            }
        }
        return events
    }
}
