// One end of a connection. A plain value, any thread.

/// Where a connection begins or ends: `input`, `output`, `node` or `node.sidechain`.
package enum PresetEndpoint: Hashable, Sendable, CustomStringConvertible {
    /// The sound that goes into the graph; only a beginning.
    case input
    /// The sound that comes out of the graph; only an end.
    case output
    /// A node's output, or its main input.
    case node(String)
    /// A node's second input; only an end.
    case sidechain(String)

    /// The ids that no node may bear.
    package static let reservedIDs = ["input", "output"]

    /// Reads the syntax; nil unless the text is one id, or an id and `.sidechain`. Whether the node exists is
    /// checked where the nodes are known.
    package init?(_ text: String) {
        switch text {
        case "input": self = .input
        case "output": self = .output
        default:
            let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            guard let id = parts.first, PresetName.isID(id) else { return nil }
            if parts.count == 1 {
                self = .node(id)
            } else if parts.count == 2, parts[1] == "sidechain", !Self.reservedIDs.contains(id) {
                self = .sidechain(id)
            } else {
                return nil
            }
        }
    }

    /// As a preset writes it.
    package var description: String {
        switch self {
        case .input: "input"
        case .output: "output"
        case .node(let id): id
        case .sidechain(let id): "\(id).sidechain"
        }
    }
}
