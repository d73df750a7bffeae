// The way of the samples, and what is concluded a hundred times a second.

extension Loudness {
    mutating func process(_ block: Block) {
        var frame = 0
        while frame < block.frameCount {
            let count = min(block.frameCount &- frame, clock.left)
            ears.hear(block, from: frame, count: count)
            let floor = leveller.floor(greatest: peaks.greatest)
            blockPeak = max(blockPeak, peaks.measure(block, from: frame, count: count, floor: floor))
            leveller.apply(block, from: frame, count: count, place: clock.passed)
            let length = clock.length
            if clock.advance(count) { conclude(frameCount: length) }
            frame &+= count
        }
    }

    /// A hundredth of a second has ended. Integrated loudness and range go by what every tenth one ends.
    private mutating func conclude(frameCount: Int) {
        windows.add(energy: ears.takeEnergy(), frameCount: frameCount)
        let isTenth = clock.number % 10 == 0
        if let power = windows.power(Windows.momentaryBlocks) {
            greatestMomentary = max(greatestMomentary, power)
            show(.momentary, power)
            show(.greatestMomentary, greatestMomentary)
            if isTenth {
                programme.add(power: power)
                leveller.hear(power: power)
                meters.show(.integrated, programme.loudness)
            }
        }
        if let power = windows.power(Windows.shortTermBlocks) {
            greatestShortTerm = max(greatestShortTerm, power)
            show(.shortTerm, power)
            show(.greatestShortTerm, greatestShortTerm)
            if isTenth {
                range.add(power: power)
                meters.show(.range, range.value)
            }
        }
        leveller.move(peak: blockPeak, nextFrames: clock.length)
        blockPeak = 0
        meters.show(.truePeak, Level.decibels(peaks.greatest))
        meters.show(.gain, leveller.decibels)
    }

    private func show(_ meter: Meter, _ power: Double) {
        meters.show(meter, Level.loudness(power: power))
    }
}
