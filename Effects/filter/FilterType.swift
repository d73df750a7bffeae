// The kinds of filter, in the order of the parameter's choices.

enum FilterType: Int {
    case lowPass, highPass, bandPass, notch, peak, lowShelf, highShelf, allPass

    /// The two sections' Q for a slope of 24 dB.
    ///
    /// Low-pass and high-pass get the pair of Q of a fourth-order Butterworth filter, 1 / (2 cos(pi/8)) and
    /// 1 / (2 cos(3 pi/8)), when `resonance` is 1 / sqrt 2; resonance then acts on the second alone. All others are the
    /// same section twice.
    func resonances(_ resonance: Double) -> (first: Double, second: Double) {
        switch self {
        case .lowPass, .highPass: (0.541196100146197, 1.306562964876377 * 1.414213562373095 * resonance)
        default: (resonance, resonance)
        }
    }
}
