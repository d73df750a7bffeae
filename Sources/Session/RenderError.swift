// Why a render came to nothing, and the wording of it. Plain values, any thread.

package import AudioGraph
package import AudioIO
package import Bundles
package import EffectHost

/// An effect that failed while it was processing.
package struct NodeFault: Equatable, Sendable, Codable, CustomStringConvertible {
    package let node: String
    /// As the preset names it.
    package let effect: String
    /// The first frame of the block in which it happened, counted from the start of the input.
    package let frame: Int
    package let sampleRate: Double
    package let cause: String

    package var description: String {
        let seconds = (Double(frame) / sampleRate * 1000).rounded() / 1000
        let name = node == effect ? "effect ‘\(node)’" : "effect ‘\(node)’ (\(printable(effect)))"
        return "\(name) \(cause), at frame \(frame) (\(seconds) s)"
    }
}

/// A render that produced no file.
package struct RenderError: Error, Sendable, CustomStringConvertible {
    package enum Kind: Sendable {
        case file(AudioIOError)
        case effect(node: String, EffectError)
        case graph(GraphError)
        case fault(NodeFault)
        /// There is no room for its files.
        case scratch(LibraryError)
        /// It took longer than it was given, and had come to that frame.
        case tooSlow(limitSeconds: Double, frame: Int, sampleRate: Double)
        /// Making the graph took longer than all of it was given, and had come to that node.
        case setUpTooSlow(limitSeconds: Double, node: String)
        /// The effects could come to take more memory than all of them were given.
        case tooMuchMemory(byteCount: Int, limit: Int, effectCount: Int)
    }

    package let kind: Kind

    package init(_ kind: Kind) { self.kind = kind }

    package var description: String {
        switch kind {
        case .file(let error): error.description
        case .effect(let node, let error): "node ‘\(node)’: \(error)"
        case .graph(let error): error.description
        case .fault(let fault): fault.description
        case .setUpTooSlow(let seconds, let node):
            "setting up the effects took longer than \(seconds) s, and had come to node ‘\(node)’"
        case .tooMuchMemory(let byteCount, let limit, let effectCount):
            "its \(effectCount) effects could come to take \(byteCount >> 20) MiB of memory together, more than the "
                + "\(limit >> 20) MiB that they are given here; split the preset in two"
        case .scratch(let error): error.description
        case .tooSlow(let seconds, let frame, let sampleRate):
            "rendering took longer than \(seconds) s, and had come to "
                + "\((Double(frame) / sampleRate * 1000).rounded() / 1000) s of the sound"
        }
    }
}
