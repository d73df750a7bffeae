// Whether the gate is open, and how far.

/// Opens at once when it is to, closes after the hold; both on a way without corners.
struct Door {
    private var isOpen = false
    /// Frames since the level was last at the closing threshold.
    private var quietFrames: Int32 = 0
    /// How far from open it is, 1 to 0: after the first smoothing, and after both. A float can't tell a step of a slow
    /// release from none.
    private var first = 1.0
    private var distance = 1.0

    /// So near to where it was going, -120 dB of full scale, it has come there.
    private static var nearby: Double { 1e-6 }

    /// Takes the level of a frame; returns how far from open the gate is.
    @inline(__always)
    mutating func step(
        _ level: Float, opening: Float, closing: Float, holdFrames: Int32, attackShare: Double, releaseShare: Double
    ) -> Float {
        if level >= opening {
            isOpen = true
            quietFrames = 0
        } else if isOpen {
            quietFrames = level >= closing ? 0 : quietFrames &+ 1
            if quietFrames > holdFrames { isOpen = false }
        }
        let (goal, share): (Double, Double) = isOpen ? (0, attackShare) : (1, releaseShare)
        first = Self.nearer(first, goal, share)
        distance = Self.nearer(distance, first, share)
        return Float(distance)
    }

    @inline(__always)
    private static func nearer(_ value: Double, _ goal: Double, _ share: Double) -> Double {
        let way = goal - value
        return way.magnitude < nearby ? goal : value + share * way
    }
}
