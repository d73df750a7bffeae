// The crossovers: from a sound to its bands, whose sum is an all-pass.

/// Linkwitz and Riley's crossovers of fourth order, one behind the other: each parts what the one before it left above. The
/// bands below pass the all-passes of the crossovers above, so that all bands turn alike and their sum is flat.
struct Splitter {
    private let bandCount: Int
    /// For each pair of channels, a state for each filter.
    private let states: Storage<Butterworth.State>
    /// For each crossover, where it stands, as the bilinear transform bends it.
    private let places: Storage<Ramp>

    init() {
        bandCount = 0
        states = Storage()
        places = Storage()
    }

    /// Takes memory: only in `configure`.
    init(bandCount: Int, channelCount: Int) {
        self.bandCount = bandCount
        states = Storage(count: (channelCount + 1) / 2 * Self.filterCount(bandCount))
        places = Storage(count: bandCount - 1)
        for place in 0..<places.count { places[place] = Ramp() }
    }

    /// Three for each crossover, since both halves begin with one state; and the all-passes.
    private static func filterCount(_ bandCount: Int) -> Int {
        let crossovers = bandCount - 1
        return 3 * crossovers + crossovers * (crossovers - 1) / 2
    }

    /// Until what the crossovers still ring with is 140 dB down, with a band 24 dB louder.
    ///
    /// With all crossovers in one place there are ten pairs of them, whose response falls by that much in 50 of the times in
    /// which one falls to 1/e.
    func ringFrames(_ parameters: Parameters<MultibandParameter>, _ sampleRate: Float) -> Int {
        var slowest: Float = 1
        var lowest: Float = 0
        for place in 0..<places.count {
            lowest = max(lowest, parameters.target(.crossover(place)))
            slowest = min(slowest, Butterworth.decay(Butterworth.warped(lowest, sampleRate)))
        }
        return Int(50 / slowest) + 1
    }

    /// Moves on by one control period. Crossovers stay in order: one can't come below the one before it.
    func move(_ parameters: Parameters<MultibandParameter>, _ sampleRate: Float) {
        var lowest: Float = 0
        for place in 0..<places.count {
            lowest = max(lowest, parameters[.crossover(place)])
            places[place].move(to: Float(Butterworth.warped(lowest, sampleRate)), parameters)
        }
    }

    func clear() {
        states.clear()
    }

    /// Parts a chunk of a pair of channels, which lies in the last band's memory, into all bands.
    ///
    /// - Parameters:
    ///   - start: the first frame's place in the rows of `sound`.
    ///   - offset: the place in the control period of a row's first frame.
    func split(_ pair: Int, _ sound: BandSound, from start: Int, to end: Int, offset: Int, isSteady: Bool) {
        var state = pair &* Self.filterCount(bandCount)
        let rest = sound.row(pair, bandCount &- 1)
        for crossover in 0..<places.count {
            let low = sound.row(pair, crossover)
            split(rest, low, state, places[crossover], from: start, to: end, offset: offset, isSteady: isSteady)
            state &+= 3
            for band in 0..<crossover {
                turn(
                    sound.row(pair, band), state, places[crossover], from: start, to: end, offset: offset,
                    isSteady: isSteady)
                state &+= 1
            }
        }
    }

    @inline(__always)
    private func split(
        _ rest: UnsafeMutablePointer<Double2>, _ low: UnsafeMutablePointer<Double2>, _ state: Int, _ place: Ramp,
        from start: Int, to end: Int, offset: Int, isSteady: Bool
    ) {
        var (both, lower, upper) = (states[state], states[state &+ 1], states[state &+ 2])
        each(place, from: start, to: end, offset: offset, isSteady: isSteady) { filter, index in
            let (lows, highs) = filter.split(rest[index], &both)
            low[index] = filter.lowpass(lows, &lower)
            rest[index] = filter.highpass(highs, &upper)
        }
        (states[state], states[state &+ 1], states[state &+ 2]) = (both, lower, upper)
    }

    @inline(__always)
    private func turn(
        _ band: UnsafeMutablePointer<Double2>, _ state: Int, _ place: Ramp, from start: Int, to end: Int, offset: Int,
        isSteady: Bool
    ) {
        var own = states[state]
        each(place, from: start, to: end, offset: offset, isSteady: isSteady) { filter, index in
            band[index] = filter.allpass(band[index], &own)
        }
        states[state] = own
    }

    /// Calls `body` with each frame's filter and place in a row.
    @inline(__always)
    private func each(
        _ place: Ramp, from start: Int, to end: Int, offset: Int, isSteady: Bool,
        _ body: (_ filter: Butterworth, _ index: Int) -> Void
    ) {
        var index = start
        guard isSteady || place.step == 0 else {
            while index < end {
                body(Butterworth(Double(place[offset &+ index])), index)
                index &+= 1
            }
            return
        }
        let filter = Butterworth(Double(place.start))
        // Four frames a turn, since the host checks its deadline at the end of each.
        while index &+ 4 <= end {
            body(filter, index)
            body(filter, index &+ 1)
            body(filter, index &+ 2)
            body(filter, index &+ 3)
            index &+= 4
        }
        while index < end {
            body(filter, index)
            index &+= 1
        }
    }
}
