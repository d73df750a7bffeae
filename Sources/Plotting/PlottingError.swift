// Why a picture could not be drawn, and the wording of it. A plain value, any thread.

/// A picture that came to nothing.
package struct PlottingError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Kind: Equatable, Sendable {
        /// What the drawing library said.
        case library(String)
        /// Words, labels and that many panels don't fit.
        case noRoom(panelCount: Int, width: Double, height: Double)
    }

    package let kind: Kind

    init(_ kind: Kind) { self.kind = kind }

    package var description: String {
        switch kind {
        case .library(let reason): "the picture could not be drawn: \(reason); try a smaller size"
        case .noRoom(let count, let width, let height):
            "a picture of \(Int(width))x\(Int(height)) points has no room for \(count == 1 ? "a panel" : "\(count) panels")"
                + " with labels; try a larger size"
        }
    }
}
