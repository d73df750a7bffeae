// The reverb's work on the samples: into the past, through the diffuser, round the room, and back beside the dry sound.

extension Reverb {
    /// Samples are held to this, 96 dB, so that what isn't a number, or nearly infinite, doesn't stay.
    private static var limit: Float4 { Float4(repeating: 65_536) }

    /// The effect always moves, so a piece is no longer than a control period.
    mutating func process(_ block: Block) {
        let count = block.frameCount
        takeIn(block)
        enter(block)
        network.process(count: count, place: block.offset)
        leave(block)
        cut(block)
        mix(block)
        past.advance(count)
        diffuser.advance(count)
    }

    private func row(_ channel: Int, count: Int) -> Channel {
        Channel(base: rows.base + channel &* controlFrames, count: count)
    }

    /// Each channel's sound of a while ago, diffused.
    @inline(__always)
    private func takeIn(_ block: Block) {
        let (past, diffuser, rows, preDelay) = (past, diffuser, rows, preDelay)
        let (near, far) = (Int(preDelay.from), Int(preDelay.to))
        for channel in 0..<block.channelCount {
            let base = channel &* controlFrames
            block[channel].map { input, frame in
                past.write(max(min(input, Self.limit), -Self.limit), channel, at: past.place(frame))
                var sound = past.read(channel, delay: near &- frame)
                if preDelay.isCrossing {
                    let other = past.read(channel, delay: far &- frame)
                    sound = sound + preDelay.share(at: block.offset &+ frame) * (other - sound)
                }
                rows[vector: base &+ frame] = diffuser.process(
                    sound, channel, frame: frame, place: block.offset &+ frame)
                return input
            }
        }
    }

    /// Puts the channels onto the buses that lead into the lines: added and subtracted as Hadamard's matrix does it, so that
    /// every channel enters all lines, and no two in the same way where they are four or fewer.
    @inline(__always)
    private func enter(_ block: Block) {
        let (rows, buses, entrance, channelCount) = (rows, network.buses, entrance, block.channelCount)
        for frame in stride(from: 0, to: block.frameCount, by: 4) {
            let level = entrance.vector(at: block.offset &+ frame)
            if channelCount <= 2 {
                let left = level * rows[vector: frame]
                let right = channelCount == 1 ? .zero : level * rows[vector: controlFrames &+ frame]
                let (sum, difference) = (left + right, left - right)
                buses[vector: frame] = sum
                buses[vector: controlFrames &+ frame] = difference
                buses[vector: 2 &* controlFrames &+ frame] = sum
                buses[vector: 3 &* controlFrames &+ frame] = difference
            } else {
                var sums = (Float4.zero, Float4.zero, Float4.zero, Float4.zero)
                for channel in 0..<channelCount {
                    let sound = level * rows[vector: channel &* controlFrames &+ frame]
                    switch channel & 3 {
                    case 0: sums.0 += sound
                    case 1: sums.1 += sound
                    case 2: sums.2 += sound
                    default: sums.3 += sound
                    }
                }
                sums = hadamard(sums)
                buses[vector: frame] = sums.0
                buses[vector: controlFrames &+ frame] = sums.1
                buses[vector: 2 &* controlFrames &+ frame] = sums.2
                buses[vector: 3 &* controlFrames &+ frame] = sums.3
            }
        }
    }

    /// Makes of what went in what comes out: the room's row, and the early sound.
    @inline(__always)
    private func leave(_ block: Block) {
        let (rows, mixed, early) = (rows, network.mixed, early)
        for channel in 0..<block.channelCount {
            let line = Network.row(channel)
            for frame in stride(from: 0, to: block.frameCount, by: 4) {
                let index = channel &* controlFrames &+ frame
                let late = mixed[(frame &>> 2) &* Network.lineCount &+ line]
                rows[vector: index] = late + early.vector(at: block.offset &+ frame) * rows[vector: index]
            }
        }
    }

    @inline(__always)
    private func cut(_ block: Block) {
        for channel in stride(from: 0, to: block.channelCount, by: 2) {
            let left = row(channel, count: block.frameCount)
            let right = row(min(channel &+ 1, block.channelCount &- 1), count: block.frameCount)
            cuts.process(left, right, pair: channel &>> 1, place: block.offset)
        }
    }

    @inline(__always)
    private func mix(_ block: Block) {
        let (dry, wet, straight, crossed, rows) = (dry, wet, straight, crossed, rows)
        for channel in 0..<block.channelCount {
            // The last of an odd number of channels has no partner.
            let isAlone = channel == block.channelCount &- 1 && channel & 1 == 0
            let (own, other) = (channel &* controlFrames, (channel ^ 1) &* controlFrames)
            block[channel].map { input, frame in
                let place = block.offset &+ frame
                var sound = rows[vector: own &+ frame]
                if !isAlone {
                    let across = crossed.vector(at: place) * rows[vector: other &+ frame]
                    sound = straight.vector(at: place) * sound + across
                }
                return dry.vector(at: place) * input + wet.vector(at: place) * sound
            }
        }
    }
}
