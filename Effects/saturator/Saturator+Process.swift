// The saturator's work on the samples: driven, taken up, bent, brought down, toned, and put beside the dry sound.

extension Saturator {
    /// Samples are held to this, 96 dB, so that what isn't a number, or nearly infinite, doesn't stay.
    private static var limit: Float4 { Float4(repeating: 65_536) }

    mutating func process(_ block: Block) {
        var frame = 0
        while frame < block.frameCount {
            let count = min(block.frameCount &- frame, Oversampler.chunkFrames)
            for channel in 0..<block.channelCount { bend(block, channel, from: frame, count: count) }
            for channel in stride(from: 0, to: block.channelCount, by: 2) {
                output.process(
                    row(channel, count: count), row(min(channel &+ 1, block.channelCount &- 1), count: count),
                    pair: channel &>> 1, place: block.offset &+ frame)
            }
            for channel in 0..<block.channelCount { mix(block, channel, from: frame, count: count) }
            past.advance(count)
            frame &+= count
        }
    }

    private func row(_ channel: Int, count: Int) -> Channel {
        Channel(base: rows.base + channel &* Self.rowLength, count: count)
    }

    /// Makes a channel's row of the wet sound.
    @inline(__always)
    private func bend(_ block: Block, _ channel: Int, from first: Int, count: Int) {
        let (past, drive, row) = (past, drive, row(channel, count: count))
        let place = block.offset &+ first
        Channel(base: block[channel].base + first, count: count).map { samples, frame in
            let held = max(min(samples, Self.limit), -Self.limit)
            past.write(held, channel, frame: frame)
            UnsafeMutableRawPointer(row.base + frame).storeBytes(
                of: held * drive.vector(at: place &+ frame), as: Float4.self)
            return samples
        }
        oversampler.run(row.base, channel, count: count) { samples, length in
            shape(samples, length, place: place)
        }
    }

    /// Bends `count` samples at the higher rate, the first of them at `place` in the control period.
    @inline(__always)
    private func shape(_ samples: UnsafeMutablePointer<Float>, _ count: Int, place: Int) {
        switch curve {
        case .tanh: shape(.tanh, samples, count, place: place)
        case .tube: shape(.tube, samples, count, place: place)
        case .tape: shape(.tape, samples, count, place: place)
        case .hardClip: shape(.hardClip, samples, count, place: place)
        case .fold: shape(.fold, samples, count, place: place)
        }
    }

    @inline(__always)
    private func shape(_ curve: Curve, _ samples: UnsafeMutablePointer<Float>, _ count: Int, place: Int) {
        let scale = 1 / Float(Int32(truncatingIfNeeded: 1 &<< oversampler.stageCount))
        let whole = Channel(base: samples, count: count)
        if bias.step != 0 || nextShare.start != 0 || nextShare.step != 0 {
            return shapeMoving(whole, place: Float(Int32(truncatingIfNeeded: place)), scale: scale)
        }
        let bias = Float4(repeating: bias.start)
        let rest = curve(bias)
        whole.map { sample, _ in curve(sample + bias) - rest }
    }

    /// The same while the bias glides or the curve changes.
    @inline(never)
    private func shapeMoving(_ samples: Channel, place: Float, scale: Float) {
        let (bias, curve, nextCurve, nextShare) = (bias, curve, nextCurve, nextShare)
        samples.map { sample, index in
            let steps = Float4(repeating: Float(Int32(truncatingIfNeeded: index))) + Float4(0, 1, 2, 3)
            let time = Float4(repeating: place) + steps * scale
            let offset = Float4(repeating: bias.start) + bias.step * time
            let share = Float4(repeating: nextShare.start) + nextShare.step * time
            let old = curve(sample + offset) - curve(offset)
            let new = nextCurve(sample + offset) - nextCurve(offset)
            return old + share * (new - old)
        }
    }

    /// Puts a channel's dry sound, as late as the wet, and the wet one together.
    @inline(__always)
    private func mix(_ block: Block, _ channel: Int, from first: Int, count: Int) {
        let (past, dry, wet, delay, row) = (past, dry, wet, oversampler.latencyFrames, row(channel, count: count))
        let place = block.offset &+ first
        Channel(base: block[channel].base + first, count: count).map { _, frame in
            let sound = UnsafeRawPointer(row.base + frame).loadUnaligned(as: Float4.self)
            return dry.vector(at: place &+ frame) * past.read(channel, delay: delay &- frame)
                + wet.vector(at: place &+ frame) * sound
        }
    }
}
