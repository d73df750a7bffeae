// Why something can't be changed while it plays, and the wording of it. Plain values, any thread.

/// A change that was refused; what plays goes on as it was.
package struct LiveError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Kind: Equatable, Sendable {
        case unknownNode(String, known: [String])
        case unknownParameter(node: String, index: Int, count: Int)
        case valueOutOfRange(target: String, value: Float, range: ClosedRange<Float>)
        /// A graph made for another format than the engine's.
        case otherFormat(expected: String, found: String)
    }

    package let kind: Kind

    init(_ kind: Kind) { self.kind = kind }

    package var description: String {
        switch kind {
        case .unknownNode(let id, let known):
            "node ‘\(id)’ isn't in what plays; expected "
                + (known.isEmpty
                    ? "none, since there are no nodes" : "one of " + known.map { "‘\($0)’" }.joined(separator: ", "))
        case .unknownParameter(let node, let index, let count):
            "node ‘\(node)’ has no parameter \(index); "
                + (count == 0 ? "it has none" : "expected 0 to \(count - 1)")
        case .valueOutOfRange(let target, let value, let range):
            "\(target) can't be \(value); expected \(range.lowerBound) to \(range.upperBound)"
        case .otherFormat(let expected, let found):
            "the graph was made for \(found), and the engine plays \(expected); make it for the engine's format"
        }
    }
}
