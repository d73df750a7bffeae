// The high-pass in the detector's ear: it keeps a bass from pumping everything else.

/// A Butterworth high-pass, 12 dB per octave, fading out between 20 Hz and 10 Hz, where it is off.
///
/// Source: Cytomic, SvfLinearTrapOptimised2 (2011), high-pass output, damping k = sqrt(2), its two integrators solved
/// for each other's next state so that a step waits for one multiplication and two additions only.
struct DetectorHighpass {
    /// What the two integrators' next states take from their states and from the input.
    private var bandFromBand: Float = 0
    private var bandFromLow: Float = 0
    private var lowFromLow: Float = 0
    private var lowFromInput: Float = 0
    /// How much of the low end is taken away, 0 to 1.
    private var amount: Float = 0

    static var off: Float { 10 }
    private static var full: Float { 20 }
    private static var damping: Float { 1.414_213_6 }
    /// A detector needs no more than this, and the recursion no less: samples are held to it, so that what isn't a
    /// number, or nearly infinite, doesn't stay.
    private static var limit: Float { 1e9 }
    /// Numbers too small for normal floats are slow.
    private static var floor: Float { 1e-20 }

    var isOff: Bool { amount == 0 }

    /// Sets the corner; `hertz` far below half the rate.
    mutating func set(hertz: Float, sampleRate: Float) {
        amount = min(max((hertz - Self.off) / (Self.full - Self.off), 0), 1)
        let g = tan(min(hertz / sampleRate, 0.45) * Float.pi)
        let one = 1 / (1 + g * (g + Self.damping))
        let two = g * one
        let three = g * two
        bandFromBand = 2 * one - 1
        bandFromLow = 2 * two
        lowFromLow = 1 - 2 * three
        lowFromInput = 2 * three
    }

    /// Filters what two ears hear in a chunk into their rows; an only one, given twice, once.
    func filter(_ first: Int, _ second: Int, _ chunk: Chunk, _ rows: Rows, _ detectors: Detectors) {
        let (left, right) = (chunk.heard(first), chunk.heard(second))
        let (leftRow, rightRow) = (rows.own(first) + chunk.lane, rows.own(second) + chunk.lane)
        let (leftState, rightState) = (detectors.filterState(first), detectors.filterState(second))
        var band = Float4(leftState[0], rightState[0], 0, 0)
        var low = Float4(leftState[1], rightState[1], 0, 0)
        for frame in 0..<chunk.count {
            let x = held(Float4(left[frame], right[frame], 0, 0))
            // The state equations are symmetric: what the band takes from the low, the low takes from the band.
            let nextBand = bandFromBand * band + bandFromLow * (x - low)
            let nextLow = bandFromLow * band + (lowFromLow * low + lowFromInput * x)
            let y = x - (0.5 * amount) * (Self.damping * (nextBand + band) + (nextLow + low))
            leftRow[frame] = y[0]
            rightRow[frame] = y[1]
            (band, low) = (nextBand, nextLow)
            // On the grid, so that it doesn't depend on where blocks are cut.
            if (chunk.lane &+ frame) & 3 == 3 { (band, low) = (settled(band), settled(low)) }
        }
        detectors.setFilterState(SIMD2(band[0], low[0]), first)
        detectors.setFilterState(SIMD2(band[1], low[1]), second)
    }

    /// Samples within the limit; NaN counts as the upper one.
    @inline(__always)
    private func held(_ x: Float4) -> Float4 {
        max(min(x, Float4(repeating: Self.limit)), Float4(repeating: -Self.limit))
    }

    @inline(__always)
    private func settled(_ state: Float4) -> Float4 {
        state.replacing(with: 0, where: abs(state) .< Self.floor)
    }
}
