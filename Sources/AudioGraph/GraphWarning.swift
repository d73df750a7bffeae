// What is odd about a graph without being wrong. A plain value; any thread.

/// Something in a graph that its author may not have meant.
package enum GraphWarning: Equatable, Sendable, CustomStringConvertible {
    /// No way leads from this node to the output, so the plan leaves it out.
    case unheard(node: String)
    /// Nothing is connected to this node's main input, so silence goes in.
    case silentInput(node: String)

    package var description: String {
        switch self {
        case .unheard(let node): "node '\(node)' is not heard: no connection leads from it to '\(Graph.outputID)'"
        case .silentInput(let node): "node '\(node)' gets silence: nothing is connected to its main input"
        }
    }
}
