// One connection of a preset as it is written. A plain value, any thread.

/// Leads sound from one place in the graph to another; connections that end at the same place are added.
package struct PresetConnection: Equatable, Sendable {
    /// `input` or a node.
    package var from: PresetEndpoint
    /// `output`, a node or a node's side-chain.
    package var to: PresetEndpoint
    /// How much louder or softer the sound becomes on its way, in decibels, -120 to 24; 0 leaves it as it is.
    package var gainDecibels: Float

    package init(from: PresetEndpoint, to: PresetEndpoint, gainDecibels: Float = 0) {
        self.from = from
        self.to = to
        self.gainDecibels = gainDecibels
    }
}
