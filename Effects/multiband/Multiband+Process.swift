// The work on the samples, in chunks: into bands, each band's level and gains, and together again.

extension Multiband {
    mutating func process(_ block: Block) {
        var frame = 0
        while frame < block.frameCount {
            let lane = (block.offset &+ frame) & 3
            let count = min(block.frameCount &- frame, BandSound.chunkFrames &- lane)
            let chunk = Chunk(block: block, frame: frame, lane: lane, end: lane &+ count)
            split(chunk)
            for band in 0..<bands.count {
                hear(band, chunk)
                findGains(band, chunk)
                apply(band, chunk)
            }
            join(chunk)
            frame &+= count
        }
    }

    /// Some frames of a block, and where they lie in rows.
    private struct Chunk {
        let block: Block
        /// The first frame's place in the block.
        let frame: Int
        /// The first frame's place in a row.
        let lane: Int
        /// The place in a row behind the last.
        let end: Int

        var pairCount: Int { (block.channelCount &+ 1) &>> 1 }
        /// The place in the control period of a row's first frame.
        var rowOffset: Int { block.offset &+ frame &- lane }

        /// A pair's samples, to be read from a row's places on. A last channel without a partner is its own.
        func samples(_ pair: Int) -> (left: Row, right: Row) {
            let right = min(pair &* 2 &+ 1, block.channelCount &- 1)
            return (block[pair &* 2].base + (frame &- lane), block[right].base + (frame &- lane))
        }
    }

    private func split(_ chunk: Chunk) {
        for pair in 0..<chunk.pairCount {
            let (left, right) = chunk.samples(pair)
            let input = sound.row(pair, bands.count &- 1)
            for index in chunk.lane..<chunk.end { input[index] = Double2(Double(left[index]), Double(right[index])) }
            splitter.split(
                pair, sound, from: chunk.lane, to: chunk.end, offset: chunk.rowOffset, isSteady: chunk.block.isSteady)
        }
    }

    /// Fills the row with the band's magnitude in the loudest channel.
    private func hear(_ band: Int, _ chunk: Chunk) {
        let gains = sound.gains
        for pair in 0..<chunk.pairCount {
            var index = 0
            while index < chunk.end {
                let (left, right) = sound.four(pair, band, at: index)
                let size = max(abs(left), abs(right))
                gains[vector: index] = pair == 0 ? size : max(size, gains[vector: index])
                index &+= 4
            }
        }
    }

    /// Turns the row from magnitudes into factors.
    private func findGains(_ band: Int, _ chunk: Chunk) {
        let row = sound.gains.base
        let isSteady = chunk.block.isSteady
        var own = bands[band]
        let standing = Knobs(own, halfKnee)
        var index = 0
        while index < chunk.end {
            let knobs = isSteady ? standing : Knobs(own, halfKnee, at: chunk.rowOffset &+ index)
            row[vector: index] = knobs.curve.reduction(log2(row[vector: index]))
            index &+= 4
        }
        own.ballistics.follow(row, from: chunk.lane, to: chunk.end, &own.memory)
        bands[band].memory = own.memory
        let greatest = GainCurve.greatest(row, from: chunk.lane, to: chunk.end)
        meters.show(Meter(rawValue: band)!, greatest * GainCurve.decibelsPerLevel)
        index = 0
        while index < chunk.end {
            let knobs = isSteady ? standing : Knobs(own, halfKnee, at: chunk.rowOffset &+ index)
            row[vector: index] = knobs.factor(row[vector: index])
            index &+= 4
        }
    }

    /// What a band's knobs come to at four frames.
    private struct Knobs {
        let curve: GainCurve
        let makeup: Float4
        let level: Float4
        let wet: Float4

        /// Where nothing moves.
        init(_ band: Band, _ halfKnee: Ramp) {
            curve = GainCurve(
                threshold: Float4(repeating: band.threshold.start), slope: Float4(repeating: band.slope.start),
                halfKnee: Float4(repeating: halfKnee.start))
            makeup = Float4(repeating: band.makeup.start)
            level = Float4(repeating: band.level.start)
            wet = Float4(repeating: band.wet.start)
        }

        init(_ band: Band, _ halfKnee: Ramp, at frame: Int) {
            curve = GainCurve(
                threshold: band.threshold.vector(at: frame), slope: band.slope.vector(at: frame),
                halfKnee: halfKnee.vector(at: frame))
            makeup = band.makeup.vector(at: frame)
            level = band.level.vector(at: frame)
            wet = band.wet.vector(at: frame)
        }

        @inline(__always)
        func factor(_ reduction: Float4) -> Float4 {
            level * (wet * exp2(makeup - reduction) + (1 - wet))
        }
    }

    /// Multiplies the band by the row, and adds it to those before it, in the first band's memory.
    private func apply(_ band: Int, _ chunk: Chunk) {
        let gains = sound.gains.base
        for pair in 0..<chunk.pairCount {
            let (sum, own) = (sound.row(pair, 0), sound.row(pair, band))
            if band == 0 {
                for index in chunk.lane..<chunk.end { own[index] = own[index] * Double(gains[index]) }
            } else {
                for index in chunk.lane..<chunk.end { sum[index] = sum[index] + own[index] * Double(gains[index]) }
            }
        }
    }

    /// Puts the sum into the block. What is too large for a float is held at the largest.
    private func join(_ chunk: Chunk) {
        let largest = Float4(repeating: Float.greatestFiniteMagnitude)
        for pair in 0..<chunk.pairCount {
            let (left, right) = chunk.samples(pair)
            var index = chunk.lane
            while index < chunk.end {
                let (lefts, rights) = sound.four(pair, 0, at: index)
                let heldLeft = max(min(lefts, largest), -largest)
                let heldRight = max(min(rights, largest), -largest)
                if index &+ 4 <= chunk.end {
                    left[vector: index] = heldLeft
                    right[vector: index] = heldRight
                } else {
                    for lane in 0..<(chunk.end &- index) {
                        left[index &+ lane] = heldLeft[lane]
                        right[index &+ lane] = heldRight[lane]
                    }
                }
                index &+= 4
            }
        }
    }
}
