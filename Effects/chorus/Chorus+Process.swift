// The chorus's work on the samples: every voice reads each channel's past at its own, moving place.

extension Chorus {
    mutating func process(_ block: Block) {
        let first = Float(Int32(truncatingIfNeeded: block.offset &- Sweeps.middle))
        followPaths(block, Float4(repeating: first) + Float4(0, 1, 2, 3))
        for channel in 0..<block.channelCount {
            let samples = block[channel]
            let reader = Reader(lines, channel, interpolator)
            if isFeeding {
                feed(samples, channel, reader, offset: block.offset)
            } else {
                samples.map { input, frame in
                    lines.write(input, channel, frame: frame)
                    return input
                }
            }
            for frame in 0..<controlFrames { taken[frame] = .zero }
            for voice in 0..<voices.count { take(voice, channel, samples.count, reader, first) }
            mix(samples, offset: block.offset)
        }
        lines.advance(block.frameCount)
    }

    private var isFeeding: Bool { feedback.start != 0 || feedback.end != 0 }

    /// Finds where every voice reads, for even channels and odd ones, and where all channels' feedback does.
    private func followPaths(_ block: Block, _ time: Float4) {
        for channel in 0..<min(block.channelCount, 2) {
            for voice in 0..<voices.count {
                places(voice, channel).follow(
                    sweeps.path(voice, channel, centre: centreRest), centre: centre, time: time, count: block.frameCount)
            }
        }
        if isFeeding {
            let path = Path(offset: centreRest, slope: centreSlope, bend: 0, twist: 0)
            feedbackPlaces.follow(path, centre: centre, time: time, count: block.frameCount)
        }
    }

    @inline(__always)
    private func places(_ voice: Int, _ channel: Int) -> Places {
        let start = ((channel & 1) &* Sweeps.voiceCount &+ voice) &* controlFrames
        return Places(steps: steps.base + start, parts: parts.base + start)
    }

    private var feedbackPlaces: Places {
        let start = 2 &* Sweeps.voiceCount &* controlFrames
        return Places(steps: steps.base + start, parts: parts.base + start)
    }

    /// Room for all places.
    static var placeCount: Int { (2 &* Sweeps.voiceCount &+ 1) &* controlFrames }

    /// Writes into a channel's past the input and what comes round again, which is read at the centre of all delays.
    private func feed(_ samples: Channel, _ channel: Int, _ reader: Reader, offset: Int) {
        let places = feedbackPlaces
        samples.map { input, frame in
            let again = gathered(
                reader.read(places, frame), reader.read(places, frame &+ 1), reader.read(places, frame &+ 2),
                reader.read(places, frame &+ 3))
            lines.write(input + feedback.vector(at: offset &+ frame) * sane(again), channel, frame: frame)
            return input
        }
    }

    /// Adds what a voice reads to what has been taken.
    @inline(__always)
    private func take(_ voice: Int, _ channel: Int, _ count: Int, _ reader: Reader, _ time: Float) {
        let places = places(voice, channel)
        if voices.isFading {
            reader.take(
                places, count, loudness: voices.weights[voice], slope: voices.weightSlopes[voice], time: time,
                into: taken.base)
        } else {
            reader.take(places, count, into: taken.base)
        }
    }

    /// Puts the input and what has been taken together.
    private func mix(_ samples: Channel, offset: Int) {
        let (dry, wet, taken) = (dry, wet, taken.base)
        samples.map { input, frame in
            let voices = gathered(taken[frame], taken[frame &+ 1], taken[frame &+ 2], taken[frame &+ 3])
            return dry.vector(at: offset &+ frame) * input + wet.vector(at: offset &+ frame) * voices
        }
    }

    /// What may go round again: no infinities, nothing that isn't a number, and nothing so small that it is slow.
    @inline(__always)
    private func sane(_ samples: Float4) -> Float4 {
        let size = abs(samples)
        let loud = select(size, lessThan: Float4(repeating: 1e9), samples, .zero)
        return select(Float4(repeating: 1e-20), lessThan: size, loud, .zero)
    }
}
