// A mapping, as clients are told. A plain value, any thread.

package import Presets

/// Which controller moves what, over which way.
package struct MIDIMappingReading: Codable, Equatable, Sendable {
    package var controller: Int
    /// 1 to 16; nil for any.
    package var channel: Int?
    package var target: String
    /// At the controller's 0, for people.
    package var minimum: String
    /// At its highest position, for people.
    package var maximum: String
    package var bits: Int
    /// Present, and true, when it moves nothing until it has met the present value.
    package var pickup: Bool?

    package init(_ mapping: ResolvedMIDIMapping) {
        controller = mapping.mapping.controller
        channel = mapping.mapping.channel
        target = mapping.mapping.target
        minimum = ParameterValue.format(mapping.start, for: mapping.parameter)
        maximum = ParameterValue.format(mapping.end, for: mapping.parameter)
        bits = mapping.mapping.bits
        pickup = mapping.mapping.picksUp ? true : nil
    }
}
