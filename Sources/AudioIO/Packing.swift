// Packs integers into the bytes of little-endian files, past libsndfile's slower way. Any thread.

/// Interleaves planar, left-justified integers and packs them into 2 or 3 bytes each.
enum Packing {
    /// Bytes behind the packed samples that may be written to, because three bytes are stored as four.
    static let slackByteCount = 1

    /// - Parameters:
    ///   - planar: `channelCount` channels of `frameCount` integers, left-justified in 32 bits, without gaps.
    ///   - byteCount: 2 or 3.
    ///   - packed: room for all samples and `slackByteCount` more.
    static func pack(
        _ planar: UnsafePointer<Int32>, channelCount: Int, frameCount: Int, byteCount: Int,
        into packed: UnsafeMutableRawPointer
    ) {
        // SAFETY: every index stays below what the parameters say both sides hold.
        switch (byteCount, channelCount) {
        case (2, 2):
            let right = planar + frameCount
            let frames = packed.assumingMemoryBound(to: UInt32.self)
            for frame in 0..<frameCount {
                let low = UInt32(bitPattern: planar[frame]) &>> 16
                frames[frame] = low | (UInt32(bitPattern: right[frame]) & 0xFFFF_0000)
            }
        case (2, _):
            let samples = packed.assumingMemoryBound(to: Int16.self)
            for channel in 0..<channelCount {
                let source = planar + channel &* frameCount
                var place = channel
                for frame in 0..<frameCount {
                    samples[place] = Int16(truncatingIfNeeded: source[frame] &>> 16)
                    place &+= channelCount
                }
            }
        default:
            // Frame by frame, because the fourth byte of each store is the next sample's first.
            var place = packed
            for frame in 0..<frameCount {
                var source = planar + frame
                for _ in 0..<channelCount {
                    place.storeBytes(of: source.pointee &>> 8, as: Int32.self)
                    place += 3
                    source += frameCount
                }
            }
        }
    }
}
