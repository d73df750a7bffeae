// Which controllers move what, and where to. A value without a clock, a socket or a device; any thread.

package import Presets

/// Turns control changes into values of parameters.
package struct MIDIMap: Sendable {
    /// A parameter and where it is to go.
    package struct Move: Equatable, Sendable {
        package var target: ParameterTarget
        /// Within the mapping's part of the parameter's range.
        package var value: Float

        package init(_ target: ParameterTarget, _ value: Float) {
            self.target = target
            self.value = value
        }
    }

    /// In the order in which they were made; a controller may be in several.
    package var mappings: [ResolvedMIDIMapping] { entries.map(\.mapping) }

    private struct Entry {
        let mapping: ResolvedMIDIMapping
        /// Where the controller was last, 0 to 1; nil before it has moved.
        var position: Double?
    }

    private var entries: [Entry]

    /// A controller of a channel.
    private struct Key: Hashable {
        let channel: Int
        let controller: Int
    }

    /// What the coarse controllers of 14-bit pairs last said.
    private var coarse: [Key: Int] = [:]

    /// The fine controller of a pair has this much added to the coarse one's number.
    ///
    /// Source: MIDI 1.0 Detailed Specification, table III.
    private static let pairDistance = 32
    private static let highest7 = 127
    private static let highest14 = 16_383

    package init(_ mappings: [ResolvedMIDIMapping] = []) { entries = mappings.map { Entry(mapping: $0) } }

    /// What a control change moves: nothing, or one target for each of its mappings.
    ///
    /// Of a 14-bit pair the coarse part alone counts with a fine part of 0, until the fine one comes, as MIDI has it.
    /// A fine part without a coarse one before it moves nothing. Values out of range are taken as the nearest.
    ///
    /// A mapping that picks up moves its target from where the target stands: when the controller is there, was there, or
    /// has just passed it. Where that isn't known, it moves it at once.
    package mutating func moves(
        for event: MIDIEvent, presentValue: (ParameterTarget) -> Float? = { _ in nil }
    ) -> [Move] {
        let value = min(max(event.value, 0), event.bits == 14 ? Self.highest14 : Self.highest7)
        let key = Key(channel: event.channel, controller: event.controller)
        if event.bits == 7, event.controller < Self.pairDistance { coarse[key] = value }
        return entries.indices.compactMap { index in
            let mapping = entries[index].mapping
            let channel = mapping.mapping.channel
            guard channel == nil || channel == event.channel,
                let position = position(of: mapping.mapping, event, value)
            else { return nil }
            let last = entries[index].position ?? position
            entries[index].position = position
            let travel = ParameterTravel(mapping.parameter, from: mapping.start, to: mapping.end)
            if mapping.mapping.picksUp, let present = presentValue(mapping.target),
                !Self.meets(present, travel, from: last, to: position)
            {
                return nil
            }
            return Move(mapping.target, travel.value(at: position))
        }
    }

    /// Whether a way from one position to another touches a value, to a step of a 7-bit controller.
    private static func meets(_ value: Float, _ travel: ParameterTravel, from: Double, to: Double) -> Bool {
        // A step of a choice is wide: being on it is enough.
        if travel.value(at: from) == value || travel.value(at: to) == value { return true }
        let tolerance = 1 / Double(highest7)
        return (min(from, to) - tolerance...max(from, to) + tolerance).contains(travel.position(of: value))
    }

    private func position(of mapping: MIDIMapping, _ event: MIDIEvent, _ value: Int) -> Double? {
        let isPair = mapping.bits == 14
        if event.controller == mapping.controller {
            if event.bits == 14 { return Double(value) / Double(Self.highest14) }
            return isPair ? Double(value << 7) / Double(Self.highest14) : Double(value) / Double(Self.highest7)
        }
        guard isPair, event.bits == 7, event.controller == mapping.controller + Self.pairDistance,
            let coarse = coarse[Key(channel: event.channel, controller: mapping.controller)]
        else { return nil }
        return Double(coarse << 7 | value) / Double(Self.highest14)
    }

    /// Adds a mapping. What its target was moved by before, it is no longer; the controller goes on moving others.
    package mutating func learn(_ mapping: ResolvedMIDIMapping) {
        forget(mapping.target)
        entries.append(Entry(mapping: mapping))
    }

    /// Removes a target's mappings.
    package mutating func forget(_ target: ParameterTarget) { entries.removeAll { $0.mapping.target == target } }
}

extension ResolvedMIDIMapping {
    /// What it moves.
    package var target: ParameterTarget { ParameterTarget(node: mapping.node, parameter: mapping.parameter) }
}
