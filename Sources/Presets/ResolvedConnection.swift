// One connection of a preset whose ends are known to exist. A plain value, any thread.

private import Glibc

/// Leads sound from one place in the graph to another.
package struct ResolvedConnection: Equatable, Sendable {
    /// `.input` or a node.
    package let from: PresetEndpoint
    /// `.output`, a node, or the side-chain of a node that has one.
    package let to: PresetEndpoint
    /// The factor that samples are multiplied by; exactly 1 for 0 dB.
    package let gain: Float

    init(from: PresetEndpoint, to: PresetEndpoint, gain: Float) {
        self.from = from
        self.to = to
        self.gain = gain
    }

    init(from: PresetEndpoint, to: PresetEndpoint, gainDecibels: Float = 0) {
        self.init(from: from, to: to, gain: Float(pow(10, Double(gainDecibels) / 20)))
    }
}
