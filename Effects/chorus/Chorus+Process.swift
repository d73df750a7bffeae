// The chorus's work on the samples: every voice reads each channel's past at its own, moving place.

extension Chorus {
    mutating func process(_ block: Block) {
        followPaths(block)
        for channel in 0..<block.channelCount {
            let reader = DelayReader(lines, channel, interpolator)
            write(block[channel], channel, reader, offset: block.offset)
            take(channel, reader, count: block.frameCount, offset: block.offset)
            mix(block[channel], offset: block.offset)
        }
        lines.advance(block.frameCount)
    }

    private var isFeeding: Bool { feedback.start != 0 || feedback.end != 0 }

    /// Finds where every voice reads, for even channels and odd ones, and where all channels' feedback does.
    @inline(__always)
    private func followPaths(_ block: Block) {
        let (lines, centre, count) = (lines, centre, block.frameCount)
        let start = Float(Int32(truncatingIfNeeded: block.offset &- Sweeps.middle))
        let time = Float4(repeating: start) + Float4(0, 1, 2, 3)
        for channel in 0..<min(block.channelCount, 2) {
            for voice in 0..<voices.count {
                follow(places(voice, channel), sweeps.path(voice, channel, centre: centreRest))
            }
        }
        if isFeeding {
            follow(feedbackPlaces, DelayPath(offset: centreRest, slope: centreSlope, bend: 0, twist: 0))
        }

        @inline(__always)
        func follow(_ places: DelayPlaces, _ path: DelayPath) {
            if count == controlFrames {
                places.follow(path, centre: centre, lines, time, 0)
                places.follow(path, centre: centre, lines, time + 4, 4)
                places.follow(path, centre: centre, lines, time + 8, 8)
                places.follow(path, centre: centre, lines, time + 12, 12)
            } else {
                for frame in stride(from: 0, to: count, by: 4) {
                    places.follow(path, centre: centre, lines, time + Float(Int32(truncatingIfNeeded: frame)), frame)
                }
            }
        }
    }

    @inline(__always)
    private func places(_ voice: Int, _ channel: Int) -> DelayPlaces {
        DelayPlaces(placeNumbers.base + ((channel & 1) &* Sweeps.voiceCount &+ voice) &* DelayPlaces.length)
    }

    private var feedbackPlaces: DelayPlaces {
        DelayPlaces(placeNumbers.base + 2 &* Sweeps.voiceCount &* DelayPlaces.length)
    }

    /// Room for all places.
    static var placeNumberCount: Int { (2 &* Sweeps.voiceCount &+ 1) &* DelayPlaces.length }

    /// Writes into a channel's past the input, and what comes round again, which is read at the centre of all delays.
    @inline(__always)
    private func write(_ samples: Channel, _ channel: Int, _ reader: DelayReader, offset: Int) {
        let (lines, feedback) = (lines, feedback)
        guard isFeeding else {
            return samples.map { input, frame in
                lines.write(input, channel, frame: frame)
                return input
            }
        }
        let (places, round) = (feedbackPlaces, DelayReadings(base: taken.base))
        samples.map { input, frame in
            round.set(reader, places.from(frame), 4)
            let again = feedback.vector(at: offset &+ frame) * DelayLines.sane(round.sum(0))
            lines.write(input + again, channel, frame: frame)
            return input
        }
    }

    /// Takes what all voices read of a channel.
    @inline(__always)
    private func take(_ channel: Int, _ reader: DelayReader, count: Int, offset: Int) {
        let taken = DelayReadings(base: taken.base)
        if voices.isFading {
            let time = Float(Int32(truncatingIfNeeded: offset &- Sweeps.middle))
            for frame in 0..<controlFrames { taken.base[frame] = .zero }
            for voice in 0..<voices.count {
                taken.add(
                    reader, places(voice, channel), count, loudness: voices.weights[voice],
                    slope: voices.weightSlopes[voice], time: time)
            }
        } else {
            taken.set(reader, places(0, channel), count)
            for voice in 1..<voices.count { taken.add(reader, places(voice, channel), count) }
        }
    }

    /// Puts a channel's input and what has been taken together.
    @inline(__always)
    private func mix(_ samples: Channel, offset: Int) {
        let (dry, wet, taken) = (dry, wet, DelayReadings(base: taken.base))
        samples.map { input, frame in
            dry.vector(at: offset &+ frame) * input + wet.vector(at: offset &+ frame) * taken.sum(frame)
        }
    }
}
