// A block's way through the convolver: in pieces that end where the levels work, at multiples of 64 frames of the stream.

extension Convolver {
    mutating func process(_ block: Block) {
        var done = 0
        while done < block.frameCount {
            if phase == Plan.headFrames { turn(block.channelCount) }
            let count = min(Plan.headFrames &- phase, block.frameCount &- done)
            takeIn(block, from: done, count: count)
            for channel in 0..<block.channelCount {
                if hasHead {
                    let row = channel &* Self.rowFrames
                    head.add(
                        routing.routes[channel], to: UnsafePointer(due.base + (row &+ phase)),
                        into: wetFrames.base + row,
                        first: phase, count: count)
                }
            }
            for channel in 0..<block.channelCount { putOut(block, channel, from: done, count: count) }
            phase &+= count
            done &+= count
        }
    }

    /// Begins the next `headFrames` frames: every level does a share of its work.
    private mutating func turn(_ channelCount: Int) {
        phase = 0
        position = position &+ Plan.headFrames
        if hasHead { head.turn(channelCount: channelCount) }
        for index in 0..<levels.count {
            levels.base[index].advance(input: UnsafePointer(rings.base), ringBits: ringBits, position: position)
        }
        for channel in 0..<channelCount {
            let due = due.base + channel &* Self.rowFrames
            for index in 0..<levels.count {
                let heard = levels.base[index].heard(channel)
                var frame = 0
                while frame < Plan.headFrames {
                    for part in 0..<4 {
                        let at = frame &+ part &* 4
                        let more = UnsafeRawPointer(heard + at).loadUnaligned(as: Float4.self)
                        let sum = index == 0 ? more : UnsafeRawPointer(due + at).loadUnaligned(as: Float4.self) + more
                        UnsafeMutableRawPointer(due + at).storeBytes(of: sum, as: Float4.self)
                    }
                    frame &+= 16
                }
            }
        }
    }

    /// Takes a piece into the rings, and what the head needs of them and of the dry sound out of them.
    private func takeIn(_ block: Block, from start: Int, count: Int) {
        let now = position &+ phase
        for channel in 0..<block.channelCount {
            let ring = rings.base + (channel &<< ringBits)
            let samples = UnsafePointer(block[channel].base + start)
            ring.copyRound(samples, count, to: now &+ predelay, bits: ringBits)
            if hasHead {
                head.recent(channel).advanced(by: phase).take(count, from: ring, at: now, bits: ringBits)
            }
            if latency > 0 {
                let dryFrames = dryFrames.base + channel &* Self.rowFrames
                dryFrames.take(count, from: ring, at: now &+ predelay &- latency, bits: ringBits)
            }
        }
    }

    /// Mixes a piece of one channel.
    @inline(__always)
    private func putOut(_ block: Block, _ channel: Int, from start: Int, count: Int) {
        let row = channel &* Self.rowFrames
        let wetFrames = hasHead ? wetFrames.base + row : due.base + (row &+ phase)
        let dryFrames = dryFrames.base + channel &* Self.rowFrames
        let isLate = latency > 0
        let frames = Channel(base: block[channel].base + start, count: count)
        let offset = block.offset &+ start
        frames.map { samples, frame in
            let wetSamples = UnsafeRawPointer(wetFrames + frame).loadUnaligned(as: Float4.self)
            let drySamples = isLate ? UnsafeRawPointer(dryFrames + frame).loadUnaligned(as: Float4.self) : samples
            if block.isSteady { return drySamples * dry.start + wetSamples * wet.start }
            return drySamples * dry.vector(at: offset &+ frame) + wetSamples * wet.vector(at: offset &+ frame)
        }
    }
}
