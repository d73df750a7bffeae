// The compressor's work on the samples. A block is taken in chunks that fit into the nearest cache, and each chunk in
// passes: what the detectors hear, the gains, the samples. Every pass is a short loop over rows of numbers.

extension Compressor {
    mutating func process(_ block: Block) {
        var frame = 0
        while frame < block.frameCount {
            let lane = (block.offset &+ frame) & 3
            let count = min(block.frameCount &- frame, Rows.length &- lane)
            let chunk = Chunk(block: block, frame: frame, count: count, lane: lane)
            if !highpass.isOff { filterEars(chunk) }
            if isLinked { processLinked(chunk) } else { processUnlinked(chunk) }
            if lookaheadFrames > 0 { lookahead.advance(count) }
            frame &+= count
        }
    }

    /// One detector, hearing the loudest channel, for all.
    private mutating func processLinked(_ chunk: Chunk) {
        let row = rows.gain
        hear(0, chunk) { index, size in row[vector: index] = size }
        for ear in 1..<chunk.earCount {
            hear(ear, chunk) { index, size in row[vector: index] = max(size, row[vector: index]) }
        }
        findGoals(chunk) { index, _ in log2(row[vector: index]) }
        followGoals(0, chunk)
        showReduction(chunk)
        findGains(chunk)
        for channel in 0..<chunk.block.channelCount { applyGains(channel, chunk) }
    }

    /// Each channel with a detector of its own, which hears the loudest as far as the link goes.
    private mutating func processUnlinked(_ chunk: Chunk) {
        let loudest = rows.loudest
        for ear in 0..<chunk.earCount {
            let own = rows.own(ear)
            hear(ear, chunk) { index, size in
                let level = log2(size)
                own[vector: index] = level
                loudest[vector: index] = ear == 0 ? level : max(level, loudest[vector: index])
            }
        }
        for channel in 0..<chunk.block.channelCount {
            let own = rows.own(min(channel, chunk.earCount &- 1))
            findGoals(chunk) { index, link in
                own[vector: index] + link * (loudest[vector: index] - own[vector: index])
            }
            followGoals(channel, chunk)
            showReduction(chunk)
            findGains(chunk)
            applyGains(channel, chunk)
        }
    }

    /// Puts what each ear hears through the high-pass, into its row.
    private func filterEars(_ chunk: Chunk) {
        var ear = 0
        while ear < chunk.earCount {
            highpass.filter(ear, min(ear &+ 1, chunk.earCount &- 1), chunk, rows, detectors)
            ear &+= 2
        }
    }

    /// Calls `body` with the sizes of four samples that an ear hears, and their place in a row. NaN counts as any
    /// number.
    @inline(__always)
    private func hear(_ ear: Int, _ chunk: Chunk, _ body: (_ index: Int, _ size: Float4) -> Void) {
        let samples = highpass.isOff ? chunk.heard(ear) : UnsafePointer(rows.own(ear) + chunk.lane)
        var frame = 0
        while frame &+ 16 <= chunk.count {
            for part in 0..<4 { hearFour(frame &+ part &* 4) }
            frame &+= 16
        }
        while frame &+ 4 <= chunk.count {
            hearFour(frame)
            frame &+= 4
        }
        if frame < chunk.count {
            var rest = Float4.zero
            for lane in 0..<(chunk.count &- frame) { rest[lane] = samples[frame &+ lane] }
            body(chunk.lane &+ frame, abs(rest))
        }

        @inline(__always)
        func hearFour(_ frame: Int) {
            body(chunk.lane &+ frame, abs(UnsafeRawPointer(samples + frame).loadUnaligned(as: Float4.self)))
        }
    }

    /// Fills the row with the reductions that the curve asks for, from the levels that `level` gives for four frames
    /// at a place in a row and their link.
    @inline(__always)
    private func findGoals(_ chunk: Chunk, _ level: (_ index: Int, _ link: Float4) -> Float4) {
        let row = rows.gain
        var index = 0
        // The same loop twice, so that the one for steady knobs keeps what they make in registers. It takes two groups a
        // turn, for the reason given at `map`; rows have room for one more than they hold.
        if chunk.block.isSteady {
            let curve = GainCurve(
                threshold: Float4(repeating: threshold.start), slope: Float4(repeating: slope.start),
                halfKnee: Float4(repeating: halfKnee.start))
            let link = Float4(repeating: link.start)
            while index < chunk.end {
                row[vector: index] = curve.reduction(level(index, link))
                row[vector: index &+ 4] = curve.reduction(level(index &+ 4, link))
                index &+= 8
            }
        } else {
            while index < chunk.end {
                let frame = chunk.rowOffset &+ index
                let curve = GainCurve(
                    threshold: threshold.vector(at: frame), slope: slope.vector(at: frame),
                    halfKnee: halfKnee.vector(at: frame))
                row[vector: index] = curve.reduction(level(index, link.vector(at: frame)))
                index &+= 4
            }
        }
    }

    /// Turns the row from the reductions asked for into those that attack and release make of them.
    private func followGoals(_ detector: Int, _ chunk: Chunk) {
        var memory = detectors.memory(detector)
        ballistics.follow(rows.gain, from: chunk.lane, to: chunk.end, &memory)
        detectors.setMemory(memory, detector)
    }

    /// Shows the greatest of the row's reductions.
    private func showReduction(_ chunk: Chunk) {
        let greatest = GainCurve.greatest(rows.gain, from: chunk.lane, to: chunk.end)
        meters.show(.reduction, greatest * GainCurve.decibelsPerLevel)
    }

    /// Turns the row from reductions into factors: the compressed share and the untouched one together.
    private func findGains(_ chunk: Chunk) {
        let row = rows.gain
        var index = 0
        if chunk.block.isSteady {
            let (makeup, wet) = (makeup.start, Float4(repeating: mix.start))
            let dry = 1 - wet
            while index < chunk.end {
                row[vector: index] = wet * exp2(makeup - row[vector: index]) + dry
                row[vector: index &+ 4] = wet * exp2(makeup - row[vector: index &+ 4]) + dry
                index &+= 8
            }
        } else {
            while index < chunk.end {
                let frame = chunk.rowOffset &+ index
                let wet = mix.vector(at: frame)
                row[vector: index] = wet * exp2(makeup.vector(at: frame) - row[vector: index]) + (1 - wet)
                index &+= 4
            }
        }
    }

    /// Multiplies a channel, as late as the lookahead is long, by the row of factors.
    private func applyGains(_ channel: Int, _ chunk: Chunk) {
        let gains = rows.gain + chunk.lane
        let samples = chunk.samples(channel)
        if lookaheadFrames == 0 {
            samples.map { input, frame in input * gains[vector: frame] }
        } else {
            let (lines, delay) = (lookahead, lookaheadFrames)
            samples.map { input, frame in
                lines.write(input, channel, frame: frame)
                return lines.read(channel, delay: delay &- frame) * gains[vector: frame]
            }
        }
    }
}
