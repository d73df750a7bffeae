// Moves samples between planar and interleaved order. Any thread.

/// Reorders 32-bit samples, floats and integers alike.
///
/// `planar` holds `channelCount` channels, each `stride` samples after the one before; `interleaved` holds
/// `frameCount` · `channelCount` samples without gaps. The two may not overlap.
enum Interleaving {
    static func interleave(
        _ planar: UnsafePointer<UInt32>, stride: Int, channelCount: Int, frameCount: Int,
        into interleaved: UnsafeMutablePointer<UInt32>
    ) {
        // SAFETY: every index stays below what the type's contract says both sides hold.
        switch channelCount {
        case 1:
            interleaved.update(from: planar, count: frameCount)
        case 2:
            let right = planar + stride
            for frame in 0..<frameCount {
                interleaved[2 &* frame] = planar[frame]
                interleaved[2 &* frame &+ 1] = right[frame]
            }
        default:
            for channel in 0..<channelCount {
                let source = planar + channel &* stride
                var place = channel
                for frame in 0..<frameCount {
                    interleaved[place] = source[frame]
                    place &+= channelCount
                }
            }
        }
    }

    static func deinterleave(
        _ interleaved: UnsafePointer<UInt32>, channelCount: Int, frameCount: Int,
        into planar: UnsafeMutablePointer<UInt32>, stride: Int
    ) {
        // SAFETY: as above.
        switch channelCount {
        case 1:
            planar.update(from: interleaved, count: frameCount)
        case 2:
            let right = planar + stride
            for frame in 0..<frameCount {
                planar[frame] = interleaved[2 &* frame]
                right[frame] = interleaved[2 &* frame &+ 1]
            }
        default:
            for channel in 0..<channelCount {
                let destination = planar + channel &* stride
                var place = channel
                for frame in 0..<frameCount {
                    destination[frame] = interleaved[place]
                    place &+= channelCount
                }
            }
        }
    }
}
