// Copies of frames, four at a time: the C library's take one at a time.

extension UnsafeMutablePointer<Float> {
    /// Copies frames to here; the two places don't overlap.
    @inline(__always)
    func copy(_ frames: UnsafePointer<Float>, _ count: Int) {
        let (to, from) = (UnsafeMutableRawPointer(self), UnsafeRawPointer(frames))
        var frame = 0
        while frame &+ 16 <= count {
            for part in 0..<4 {
                let offset = (frame &+ part &* 4) &* 4
                to.storeBytes(
                    of: from.loadUnaligned(fromByteOffset: offset, as: Float4.self), toByteOffset: offset,
                    as: Float4.self)
            }
            frame &+= 16
        }
        while frame < count {
            self[frame] = frames[frame]
            frame &+= 1
        }
    }

    /// Copies frames into the ring that begins here, at a place that is counted on and on.
    @inline(__always)
    func copyRound(_ frames: UnsafePointer<Float>, _ count: Int, to place: Int, bits: Int) {
        let length = 1 &<< bits
        let first = place & (length &- 1)
        let before = Swift.min(count, length &- first)
        (self + first).copy(frames, before)
        if before < count { copy(frames + before, count &- before) }
    }

    /// Copies frames to here, out of a ring.
    @inline(__always)
    func take(_ count: Int, from ring: UnsafeMutablePointer<Float>, at place: Int, bits: Int) {
        let length = 1 &<< bits
        let first = place & (length &- 1)
        let before = Swift.min(count, length &- first)
        copy(UnsafePointer(ring + first), before)
        if before < count { (self + before).copy(UnsafePointer(ring), count &- before) }
    }
}
