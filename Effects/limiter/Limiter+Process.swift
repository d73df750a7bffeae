// The limiter's work on the samples. A block is taken in chunks, and each chunk in passes: the driven sound, its peaks,
// the gains that they ask for, the sound that comes out.

extension Limiter {
    /// Samples are held to this, 96 dB, so that what isn't a number, or nearly infinite, doesn't stay.
    private static var limit: Float { 65_536 }

    mutating func process(_ block: Block) {
        var frame = 0
        while frame < block.frameCount {
            let count = min(block.frameCount &- frame, Rows.length)
            process(block, from: frame, count: count)
            frame &+= count
        }
    }

    private mutating func process(_ block: Block, from first: Int, count: Int) {
        let place = block.offset &+ first
        var loudest: Float = 0
        for channel in 0..<block.channelCount {
            takeIn(channel, block, from: first, count: count)
            loudest = max(loudest, meter.greatestSample(channel, count: count))
        }
        // What can't reach the ceiling between samples either needs no measuring.
        let lowestCeiling = min(ceiling.start, ceiling.end)
        let isQuiet = loudest * meter.bound < lowestCeiling
        if isQuiet && chains.areAtRest(isLinked ? 1 : block.channelCount) {
            for channel in 0..<block.channelCount {
                putOut(channel, block, from: first, count: count) { _ in Float4(repeating: 1) }
            }
        } else if isLinked {
            findPeaks(block, at: place, count: count, isQuiet: isQuiet)
            findTargets(rows.loudest, at: place, count: count)
            chains.run(0, rows.loudest, count: count)
            let gains = rows.loudest
            for channel in 0..<block.channelCount {
                putOut(channel, block, from: first, count: count) { gains[vector: $0] }
            }
        } else {
            findPeaks(block, at: place, count: count, isQuiet: isQuiet)
            for channel in 0..<block.channelCount {
                let own = rows.own(channel)
                applyLink(own, at: place, count: count)
                findTargets(own, at: place, count: count)
                chains.run(channel, own, count: count)
                putOut(channel, block, from: first, count: count) { own[vector: $0] }
            }
        }
        for channel in 0..<block.channelCount { meter.advance(channel, count: count) }
        sound.advance(count)
    }

    /// Puts the driven sound into the meter's row and into the delay line.
    private func takeIn(_ channel: Int, _ block: Block, from first: Int, count: Int) {
        let (lines, row, drive) = (sound, meter.incoming(channel), drive)
        let place = block.offset &+ first
        Channel(base: block[channel].base + first, count: count).map { samples, frame in
            let driven = samples * drive.vector(at: place &+ frame)
            let held = max(min(driven, Float4(repeating: Self.limit)), Float4(repeating: -Self.limit))
            row[vector: frame] = held
            lines.write(held, channel, frame: frame)
            return samples
        }
    }

    /// Fills each channel's row with its peaks, and the row of the loudest.
    private func findPeaks(_ block: Block, at place: Int, count: Int, isQuiet: Bool) {
        let loudest = rows.loudest
        let hearsBetween = !isQuiet && (between.start > 0 || between.end > 0)
        for channel in 0..<block.channelCount {
            let own = rows.own(channel)
            if hearsBetween { meter.findBetween(channel, own, count: count) }
            var frame = 0
            while frame < count {
                let sample = meter.sample(channel, frame: frame)
                var peak = sample
                if hearsBetween {
                    peak = sample + between.vector(at: place &+ frame) * max(own[vector: frame] - sample, .zero)
                }
                own[vector: frame] = peak
                loudest[vector: frame] = channel == 0 ? peak : max(peak, loudest[vector: frame])
                frame &+= 4
            }
        }
    }

    /// Moves a channel's peaks towards the loudest channel's.
    private func applyLink(_ row: Row, at place: Int, count: Int) {
        let loudest = rows.loudest
        var frame = 0
        while frame < count {
            let peak = row[vector: frame]
            row[vector: frame] = peak + link.vector(at: place &+ frame) * (loudest[vector: frame] - peak)
            frame &+= 4
        }
    }

    /// Turns peaks into the gains that bring them to the ceiling.
    private func findTargets(_ row: Row, at place: Int, count: Int) {
        let one = Float4(repeating: 1)
        var frame = 0
        while frame < count {
            let (peak, top) = (row[vector: frame], ceiling.vector(at: place &+ frame))
            row[vector: frame] = select(top, lessThan: peak, top / peak, one)
            frame &+= 4
        }
    }

    /// Multiplies the delayed sound by the gains.
    @inline(__always)
    private func putOut(
        _ channel: Int, _ block: Block, from first: Int, count: Int, _ gains: (_ frame: Int) -> Float4
    ) {
        let (lines, delay) = (sound, delayFrames)
        Channel(base: block[channel].base + first, count: count).map { _, frame in
            lines.read(channel, delay: delay &- frame) * gains(frame)
        }
    }
}
