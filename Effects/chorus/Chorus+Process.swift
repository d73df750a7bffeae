// The chorus's work on the samples: every voice reads each channel's past at its own, moving place.

extension Chorus {
    mutating func process(_ block: Block) {
        for channel in 0..<block.channelCount {
            // The same body, compiled for each case.
            if voices.isFading {
                process(block, channel, isFading: true)
            } else {
                process(block, channel, isFading: false)
            }
        }
        lines.advance(block.frameCount)
    }

    @inline(__always)
    private func process(_ block: Block, _ channel: Int, isFading: Bool) {
        let samples = block[channel]
        let reader = Reader(self, channel)
        let cubics = sweeps.cubics(channel)
        let voiceCount = voices.count
        let feeds = feedback.start != 0 || feedback.end != 0
        samples.map { input, frame in
            let time = block.offset &+ frame
            let t = Float4(repeating: Float(Int32(truncatingIfNeeded: time &- Sweeps.middle))) + Float4(0, 1, 2, 3)
            var past = input
            if feeds {
                var taken = Taken()
                reader.take(t * centreSlope, frame, into: &taken)
                past = input + feedback.vector(at: time) * sane(taken.sum)
            }
            lines.write(past, channel, frame: frame)

            var taken = Taken()
            for voice in 0..<voiceCount {
                var sway = t * cubics[voice &+ 24] + cubics[voice &+ 16]
                sway = t * sway + cubics[voice &+ 8]
                sway = t * sway + cubics[voice]
                if isFading {
                    let loudness = voices.weights[voice] + voices.weightSlopes[voice] * (t + Float(Sweeps.middle))
                    reader.take(sway, frame, loudness, into: &taken)
                } else {
                    reader.take(sway, frame, into: &taken)
                }
            }
            return dry.vector(at: time) * input + wet.vector(at: time) * taken.sum
        }
    }

    /// What may go round again: no infinities, nothing that isn't a number, and nothing so small that it is slow.
    @inline(__always)
    private func sane(_ samples: Float4) -> Float4 {
        let size = abs(samples)
        return samples.replacing(with: 0, where: .!(size .> 1e-20 .& size .< 1e9))
    }
}
