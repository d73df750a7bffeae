// The static curve: how much a level is to be turned down. Levels and reductions are binary logarithms of amplitudes,
// 6.02 dB to the unit.

/// Threshold, ratio and knee for four frames.
struct GainCurve {
    /// Where the knee's middle is.
    let threshold: Float4
    /// What is taken from each unit above the threshold: 1 - 1 / ratio.
    let slope: Float4
    /// Half the knee's width.
    let halfKnee: Float4
    /// 1 / (2 width).
    private let bend: Float4

    @inline(__always)
    init(threshold: Float4, slope: Float4, halfKnee: Float4) {
        self.threshold = threshold
        self.slope = slope
        self.halfKnee = halfKnee
        // A hard knee has no width to divide by; the square that this multiplies is 0 then.
        bend = 0.25 / max(halfKnee, Float4(repeating: 1e-6))
    }

    /// How far a level is turned down, at least 0.
    ///
    /// Source: Giannoulis, Massberg, Reiss, JAES 60(6), 2012, equation 4, as the part inside the knee plus the part
    /// beyond it.
    @inline(__always)
    func reduction(_ level: Float4) -> Float4 {
        let over = level - threshold
        let inside = min(max(over + halfKnee, .zero), halfKnee + halfKnee)
        let beyond = max(over - halfKnee, .zero)
        return slope * (inside * inside * bend + beyond)
    }
}

extension GainCurve {
    /// 20 log10(2).
    static var decibelsPerLevel: Float { 6.020_6 }
    /// 1 / (20 log10(2)).
    static var levelPerDecibel: Float { 0.166_096_4 }

    /// The greatest of a row's reductions.
    static func greatest(_ row: Row, from start: Int, to end: Int) -> Float {
        var greatest = Float4.zero
        var index = start
        while index &+ 4 <= end {
            greatest = max(greatest, row[vector: index])
            index &+= 4
        }
        while index < end {
            greatest[0] = max(greatest[0], row[index])
            index &+= 1
        }
        return max(max(greatest[0], greatest[1]), max(greatest[2], greatest[3]))
    }
}
