// What is done to the samples: the matrix, then the delay, then the bass.

extension Stereo {
    /// Frames that are worked on at once.
    static var chunkFrames: Int { 64 }

    mutating func process(_ block: Block) {
        guard block.channelCount > 1 else {
            let (channel, alone) = (block[0], alone)
            return channel.map { samples, frame in samples * alone.vector(at: block.offset &+ frame) }
        }
        var first = 0
        while first < block.frameCount {
            let count = min(Self.chunkFrames, block.frameCount &- first)
            let left = Channel(base: block[0].base + first, count: count)
            let right = Channel(base: block[1].base + first, count: count)
            chunk(left, right, offset: block.offset &+ first, isSteady: block.isSteady)
            first &+= count
        }
    }

    @inline(__always)
    private mutating func chunk(_ left: Channel, _ right: Channel, offset: Int, isSteady: Bool) {
        let (lines, middle) = (lines, middle)
        let (ll, rl, lr, rr) = (leftToLeft, rightToLeft, leftToRight, rightToRight)
        if isSteady {
            let (ll, rl, lr, rr) = (ll.start, rl.start, lr.start, rr.start)
            Channel.map(left, right) { l, r, frame in keep(l * ll + r * rl, l * lr + r * rr, frame) }
        } else {
            Channel.map(left, right) { l, r, frame in
                let at = offset &+ frame
                return keep(
                    l * ll.vector(at: at) + r * rl.vector(at: at), l * lr.vector(at: at) + r * rr.vector(at: at), frame)
            }
        }
        leftLag.read(lines, 0, into: left, offset: offset)
        rightLag.read(lines, 1, into: right, offset: offset)
        self.lines.advance(left.count)
        if isMakingMono { bass.run(left, right, middle: middle, share: bassRamp, from: offset) }

        @inline(__always)
        func keep(_ left: Float4, _ right: Float4, _ frame: Int) -> (Float4, Float4) {
            lines.write(left, 0, frame: frame)
            lines.write(right, 1, frame: frame)
            middle[vector: frame] = 0.5 * (left + right)
            return (left, right)
        }
    }

    private var isMakingMono: Bool { bassRamp.start != 0 || bassRamp.end != 0 }
}
