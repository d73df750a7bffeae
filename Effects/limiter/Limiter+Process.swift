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
        var isQuiet = true
        for channel in 0..<block.channelCount {
            takeIn(channel, block, from: first, count: count)
            isQuiet = !mayExceed(channel, count: count) && isQuiet
        }
        if isQuiet && chains.areAtRest(isLinked ? 1 : block.channelCount) {
            for channel in 0..<block.channelCount {
                putOut(channel, block, from: first, count: count) { _ in Float4(repeating: 1) }
            }
        } else {
            for channel in 0..<block.channelCount {
                findPeaks(channel, at: place, count: count)
                findTargets(channel, at: place, count: count)
            }
            let least = rows.least
            if isLinked {
                chains.run(0, least, count: count)
                showReduction(least, count: count)
            }
            for channel in 0..<block.channelCount {
                let own = rows.own(channel)
                if !isLinked {
                    applyLink(own, at: place, count: count)
                    chains.run(channel, own, count: count)
                    showReduction(own, count: count)
                }
                let gains = isLinked ? least : own
                putOut(channel, block, from: first, count: count) { gains[vector: $0] }
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

    /// The lowest that the ceiling is in this piece.
    private var lowestCeiling: Float { min(ceiling.start, ceiling.end) }

    /// Whether a channel may reach the ceiling in a chunk, between samples too. What can't needs no measuring.
    private func mayExceed(_ channel: Int, count: Int) -> Bool {
        meter.greatestSample(channel, count: count) * meter.bound >= lowestCeiling
    }

    /// Fills a channel's row with its peaks.
    private func findPeaks(_ channel: Int, at place: Int, count: Int) {
        let own = rows.own(channel)
        let hearsBetween = between.start > 0 || between.end > 0
        if hearsBetween && mayExceed(channel, count: count) {
            meter.findBetween(channel, own, count: count, ceiling: lowestCeiling)
            var frame = 0
            while frame < count {
                let sample = meter.sample(channel, frame: frame)
                let more = max(own[vector: frame] - sample, .zero)
                own[vector: frame] = sample + between.vector(at: place &+ frame) * more
                frame &+= 4
            }
        } else {
            var frame = 0
            while frame < count {
                own[vector: frame] = meter.sample(channel, frame: frame)
                frame &+= 4
            }
        }
    }

    /// Turns a channel's peaks into the gains that bring them to the ceiling, 1 below it, and keeps the least of all
    /// channels' gains.
    private func findTargets(_ channel: Int, at place: Int, count: Int) {
        let (own, least) = (rows.own(channel), rows.least)
        let one = Float4(repeating: 1)
        var frame = 0
        while frame < count {
            let (peak, top) = (own[vector: frame], ceiling.vector(at: place &+ frame))
            let target = select(top, lessThan: peak, top / peak, one)
            own[vector: frame] = target
            least[vector: frame] = channel == 0 ? target : min(target, least[vector: frame])
            frame &+= 4
        }
    }

    /// Moves a channel's gains towards the least.
    private func applyLink(_ row: Row, at place: Int, count: Int) {
        let least = rows.least
        var frame = 0
        while frame < count {
            let gain = row[vector: frame]
            row[vector: frame] = gain + link.vector(at: place &+ frame) * (least[vector: frame] - gain)
            frame &+= 4
        }
    }

    /// Shows the reduction of the least of a row's gains.
    private func showReduction(_ row: Row, count: Int) {
        var least = Float4(repeating: 1)
        var frame = 0
        while frame &+ 4 <= count {
            least = min(least, row[vector: frame])
            frame &+= 4
        }
        while frame < count {
            least[0] = min(least[0], row[frame])
            frame &+= 1
        }
        let gain = min(min(least[0], least[1]), min(least[2], least[3]))
        if gain < 1 { meters.show(.reduction, log2(gain) * -GainCurve.decibelsPerLevel) }
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
