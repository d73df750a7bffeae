// The gate's work on the samples, in chunks, and each chunk in passes: the level heard, the door, the samples.

extension Gate {
    mutating func process(_ block: Block) {
        var frame = 0
        while frame < block.frameCount {
            let count = min(block.frameCount &- frame, Self.chunkLength)
            hear(block, from: frame, count: count)
            moveDoor(at: block.offset &+ frame, count: count)
            showReduction(at: block.offset &+ frame, count: count)
            for channel in 0..<block.channelCount { apply(channel, block, from: frame, count: count) }
            if lookaheadFrames > 0 { lookahead.advance(count) }
            frame &+= count
        }
    }

    /// Fills the row with the magnitude of the loudest channel of the side-chain, or, with nothing connected there, of
    /// the input.
    private func hear(_ block: Block, from first: Int, count: Int) {
        let isKeyed = block.sidechainChannelCount > 0
        let row = row
        for ear in 0..<(isKeyed ? block.sidechainChannelCount : block.channelCount) {
            let heard = isKeyed ? block.sidechain(ear).base + first : UnsafePointer(block[ear].base) + first
            var frame = 0
            while frame &+ 4 <= count {
                let size = abs(UnsafeRawPointer(heard + frame).loadUnaligned(as: Float4.self))
                row[vector: frame] = ear == 0 ? size : max(row[vector: frame], size)
                frame &+= 4
            }
            while frame < count {
                let size = heard[frame].magnitude
                row[frame] = ear == 0 ? size : row[frame] > size ? row[frame] : size
                frame &+= 1
            }
        }
    }

    /// Turns levels into the distances from open.
    private mutating func moveDoor(at place: Int, count: Int) {
        let row = row.base
        var door = door
        let (opening, closing) = (opening, closing)
        let (holdFrames, attackShare, releaseShare) = (holdFrames, attackShare, releaseShare)
        for frame in 0..<count {
            row[frame] = door.step(
                row[frame], opening: opening[place &+ frame], closing: closing[place &+ frame],
                holdFrames: holdFrames, attackShare: attackShare, releaseShare: releaseShare)
        }
        self.door = door
    }

    /// Shows the reduction where the gate was least open.
    private func showReduction(at place: Int, count: Int) {
        var least: Float = 1
        for frame in 0..<count { least = min(least, 1 - depth[place &+ frame] * row[frame]) }
        if least < 1 { meters.show(.reduction, log2(max(least, 1e-6)) * -GainCurve.decibelsPerLevel) }
    }

    /// Multiplies a channel, as late as the lookahead is long, by the gains.
    private func apply(_ channel: Int, _ block: Block, from first: Int, count: Int) {
        let (row, depth, place) = (row, depth, block.offset &+ first)
        let samples = Channel(base: block[channel].base + first, count: count)
        if lookaheadFrames == 0 {
            samples.map { input, frame in
                input * (1 - depth.vector(at: place &+ frame) * row[vector: frame])
            }
        } else {
            let (lines, delay) = (lookahead, lookaheadFrames)
            samples.map { input, frame in
                lines.write(input, channel, frame: frame)
                let gains = 1 - depth.vector(at: place &+ frame) * row[vector: frame]
                return lines.read(channel, delay: delay &- frame) * gains
            }
        }
    }
}
