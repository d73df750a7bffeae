// The delay's work on the samples, in chunks that are read, filtered, and only then written.

extension Delay {
    mutating func process(_ block: Block) {
        let chunkFrames = isPlain && block.isSteady ? Self.longChunkFrames : controlFrames
        // What crosses nothing and stands still needs less arithmetic for the same bits.
        let isStraight = block.isSteady && crossing.end == 0 && joining.end == 0
        var first = 0
        while first < block.frameCount {
            let count = min(chunkFrames, block.frameCount &- first)
            let offset = block.offset &+ first
            follow(evenHead, 0, count, offset)
            if hasOddChannels { follow(oddHead, 2, count, offset) }
            var channel = 0
            while channel < block.channelCount {
                let left = Channel(base: block[channel].base + first, count: count)
                if channel &+ 1 < block.channelCount {
                    let right = Channel(base: block[channel &+ 1].base + first, count: count)
                    pair(left, right, channel, offset: offset, isStraight: isStraight)
                } else {
                    single(left, channel, offset: offset)
                }
                channel &+= 2
            }
            lines.advance(count)
            first &+= count
        }
    }

    /// Frames that are read before any of them is written where nothing moves and no delay is shorter.
    static var longChunkFrames: Int { 64 }

    /// Whether all is read at whole frames that lie behind a long chunk.
    private var isPlain: Bool { evenHead.isPlain && oddHead.isPlain }

    /// Two channels, whose echoes may cross.
    @inline(__always)
    private mutating func pair(_ left: Channel, _ right: Channel, _ channel: Int, offset: Int, isStraight: Bool) {
        if ducker.isListening {
            ducker.listen(left)
            ducker.listen(right)
        }
        let count = left.count
        let leftEcho = read(channel, evenHead, 0, into: 0, count: count, offset: offset)
        let rightEcho = read(channel &+ 1, oddHead, 2, into: Self.longChunkFrames, count: count, offset: offset)
        filter.run(leftEcho, rightEcho, &filterStates.base[channel &>> 1], from: offset)
        let (lines, feedback, dry, wet, crossing, joining) = (lines, feedback, dry, wet, crossing, joining)
        if isStraight {
            let (feedback, dry, wet) = (feedback.start, dry.start, wet.start)
            return Channel.map(left, right) { l, r, frame in
                let (a, b) = (Self.vector(leftEcho, frame), Self.vector(rightEcho, frame))
                lines.write(DelayLines.sane(l + feedback * a), channel, frame: frame)
                lines.write(DelayLines.sane(r + feedback * b), channel &+ 1, frame: frame)
                return (dry * l + wet * a, dry * r + wet * b)
            }
        }
        Channel.map(left, right) { l, r, frame in
            let at = offset &+ frame
            let (a, b) = (Self.vector(leftEcho, frame), Self.vector(rightEcho, frame))
            let across = crossing.vector(at: at) * (b - a)
            let joined = joining.vector(at: at)
            let again = feedback.vector(at: at)
            lines.write(DelayLines.sane(l + 0.5 * joined * (r - l) + again * (a + across)), channel, frame: frame)
            lines.write(DelayLines.sane(r - joined * r + again * (b - across)), channel &+ 1, frame: frame)
            let (dry, wet) = (dry.vector(at: at), wet.vector(at: at))
            return (dry * l + wet * a, dry * r + wet * b)
        }
    }

    /// A channel without another.
    @inline(never)
    private mutating func single(_ samples: Channel, _ channel: Int, offset: Int) {
        if ducker.isListening { ducker.listen(samples) }
        let echo = read(channel, evenHead, 0, into: 0, count: samples.count, offset: offset)
        filter.run(echo, echo, &filterStates.base[channel &>> 1], from: offset)
        let (lines, feedback, dry, wet) = (lines, feedback, dry, wet)
        samples.map { input, frame in
            let at = offset &+ frame
            let again = Self.vector(echo, frame)
            lines.write(DelayLines.sane(input + feedback.vector(at: at) * again), channel, frame: frame)
            return dry.vector(at: at) * input + wet.vector(at: at) * again
        }
    }

    /// Finds where a head reads, where that needs more than a whole number.
    @inline(__always)
    private func follow(_ head: ReadHead, _ number: Int, _ count: Int, _ offset: Int) {
        if !head.current.isPlain { follow(head.current, number, count, offset) }
        if head.fade.isOn && !head.next.isPlain { follow(head.next, number &+ 1, count, offset) }
    }

    private func follow(_ track: Track, _ number: Int, _ count: Int, _ offset: Int) {
        let places = places(number)
        let start = Float(Int32(truncatingIfNeeded: offset &- controlFrames / 2))
        let time = Float4(repeating: start) + Float4(0, 1, 2, 3)
        var frame = 0
        while frame < count {
            places.follow(
                track.path, centre: track.centre, lines, time + Float(Int32(truncatingIfNeeded: frame)), frame)
            frame &+= 4
        }
    }

    private func places(_ number: Int) -> DelayPlaces {
        DelayPlaces(placeNumbers.base + number &* DelayPlaces.length)
    }

    /// Reads a channel's echo into `echoes`, from `place` on.
    @inline(__always)
    private func read(
        _ channel: Int, _ head: ReadHead, _ number: Int, into place: Int, count: Int, offset: Int
    ) -> Channel {
        let echo = Channel(base: echoes.base + place, count: count)
        read(channel, head.current, number, into: place, count: count)
        if head.fade.isOn {
            let other = 2 &* Self.longChunkFrames
            read(channel, head.next, number &+ 1, into: other, count: count)
            for frame in stride(from: 0, to: controlFrames, by: 4) {
                let share = head.fade.vector(at: offset &+ frame)
                let old = echoes[vector: place &+ frame]
                echoes[vector: place &+ frame] = old + share * (echoes[vector: other &+ frame] - old)
            }
        }
        return echo
    }

    @inline(__always)
    private func read(_ channel: Int, _ track: Track, _ number: Int, into place: Int, count: Int) {
        if track.isPlain {
            let delay = Int(Int32(track.place))
            var frame = 0
            while frame < count {
                echoes[vector: place &+ frame] = lines.read(channel, delay: delay &- frame)
                frame &+= 4
            }
        } else {
            let taken = DelayReadings(base: taken.base)
            taken.set(DelayReader(lines, channel, interpolator), places(number), count)
            for frame in stride(from: 0, to: controlFrames, by: 4) {
                echoes[vector: place &+ frame] = taken.sum(frame)
            }
        }
    }

    /// Four frames of `echoes`, of which the last may lie behind the chunk's end.
    @inline(__always)
    private static func vector(_ echo: Channel, _ frame: Int) -> Float4 {
        UnsafeRawPointer(echo.base + frame).loadUnaligned(as: Float4.self)
    }
}
