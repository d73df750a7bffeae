// What happened while it played, for those who follow it. Plain values, any thread.

package import EffectHost

/// Something that the controller found when it was polled.
package enum LiveEvent: Equatable, Sendable {
    /// An effect failed; its input has taken its place.
    case fault(NodeFault)
    /// An effect that had failed plays again. `count` restarts so far, of three.
    case restarted(node: String, count: Int)
    /// An effect that failed stays out.
    case gaveUp(node: String, reason: String)
    /// A line of an effect's log.
    case log(node: String, entry: EffectLogEntry)
    /// Lines of an effect's log that it wrote too fast to be kept.
    case logDropped(node: String, count: Int)
    /// Another graph is what is heard from now on.
    case swapped(to: String)
    /// A graph was never heard, since a newer one came before its turn.
    case superseded(String)
    /// A graph has rung out and is gone.
    case retired(String)
}
