// Times in beats.

/// A note, as a part of a whole one.
struct NoteLength {
    /// Longer notes are halved until they fit, so that they stay in time.
    static let longestMilliseconds: Float = 2_500

    private let wholes: Double

    enum Feel: Int {
        case straight, dotted, triplet
    }

    /// The note that is halved `halvings` times from a whole one.
    init(_ halvings: Int, _ feel: Feel) {
        var wholes = 1.0
        for _ in 0..<halvings { wholes *= 0.5 }
        switch feel {
        case .straight: break
        case .dotted: wholes *= 1.5
        case .triplet: wholes *= 2.0 / 3.0
        }
        self.wholes = wholes
    }

    /// How long it is at a tempo in quarter notes per minute, above 0.
    func milliseconds(tempo: Float) -> Double {
        var time = wholes * 240_000 / Double(tempo)
        while time > Double(Self.longestMilliseconds) { time *= 0.5 }
        return time
    }
}
