// Reading one channel's past at moving delays: the chorus's inner loop.

/// Reads one channel's past.
struct Reader {
    private let lines: DelayLines
    private let memory: UnsafePointer<Float>
    private let rows: UnsafePointer<Float>

    @inline(__always)
    init(_ lines: DelayLines, _ channel: Int, _ interpolator: Interpolator) {
        self.lines = lines
        memory = UnsafePointer(lines.memory(channel))
        rows = interpolator.rows
    }

    /// Adds to each of `count` frames, rounded up to fours, what a voice reads at its places, spread over four lanes.
    @inline(never)
    func take(_ places: Places, _ count: Int, into taken: UnsafeMutablePointer<Float4>) {
        var frame = 0
        while frame < count {
            taken[frame] = taken[frame] + read(places, frame)
            taken[frame &+ 1] = taken[frame &+ 1] + read(places, frame &+ 1)
            taken[frame &+ 2] = taken[frame &+ 2] + read(places, frame &+ 2)
            taken[frame &+ 3] = taken[frame &+ 3] + read(places, frame &+ 3)
            frame &+= 4
        }
    }

    /// The same, multiplied by a loudness: `loudness` in the period's middle, moving by `slope` per frame; `time` is
    /// the first frame's, from the middle.
    @inline(never)
    func take(
        _ places: Places, _ count: Int, loudness: Float, slope: Float, time: Float,
        into taken: UnsafeMutablePointer<Float4>
    ) {
        var time = time
        for frame in 0..<count {
            taken[frame] = taken[frame] + read(places, frame) * (loudness + slope * time)
            time += 1
        }
    }

    /// What is read for one frame, spread over four lanes.
    @inline(__always)
    func read(_ places: Places, _ frame: Int) -> Float4 {
        let step = places.steps[frame]
        let delay = Int(truncatingIfNeeded: step &>> 8) &+ Interpolator.reach &- frame
        let past = UnsafeRawPointer(memory + lines.index(delay: delay))
        let taps = UnsafeRawPointer(rows + Int(truncatingIfNeeded: step & 255) &* Interpolator.rowLength)
        let part = Float4(repeating: places.parts[frame])
        return (product(past, taps, part, 0) + product(past, taps, part, 4))
            + (product(past, taps, part, 8) + product(past, taps, part, 12))
    }

    /// Four frames times their taps.
    @inline(__always)
    private func product(_ past: UnsafeRawPointer, _ taps: UnsafeRawPointer, _ part: Float4, _ first: Int) -> Float4 {
        let size = MemoryLayout<Float>.stride
        let tap = taps.load(fromByteOffset: first &* size, as: Float4.self)
        let rise = taps.load(fromByteOffset: (first &+ Interpolator.tapCount) &* size, as: Float4.self)
        return past.loadUnaligned(fromByteOffset: first &* size, as: Float4.self) * (tap + part * rise)
    }
}

/// Where in the past each frame of a control period is read: a delay in whole steps of the interpolator, and the part
/// of the next step.
struct Places {
    // SAFETY: `controlFrames` numbers each, in an effect's storage, alive as long as the configured effect.
    let steps: UnsafeMutablePointer<Int32>
    let parts: UnsafeMutablePointer<Float>

    /// Follows a path from its `time` on, for `count` frames rounded up to fours.
    @inline(__always)
    func follow(_ path: Path, centre: Int32, time: Float4, count: Int) {
        var time = time
        var frame = 0
        while frame < count {
            let place = path(time)
            // Added to a smaller number, this leaves its whole part in the lowest bits. Which way ties go doesn't
            // matter: the lines between steps meet.
            let rounder: Float = 12_582_912
            let shifted = (place - 0.5) + rounder
            UnsafeMutableRawPointer(parts + frame).storeBytes(of: place - (shifted - rounder), as: Float4.self)
            UnsafeMutableRawPointer(steps + frame).storeBytes(
                of: addToBits(shifted, centre &- 0x4b40_0000), as: Float4.self)
            time = time + 4
            frame &+= 4
        }
    }
}

/// A delay's path through a control period: a cubic in the time from the period's middle, in the interpolator's steps.
struct Path {
    let offset: Float
    let slope: Float
    let bend: Float
    let twist: Float

    /// At four frames.
    @inline(__always)
    func callAsFunction(_ time: Float4) -> Float4 {
        var place = time * twist + bend
        place = time * place + slope
        return time * place + offset
    }
}

/// Four frames that are spread over four lanes each, put together.
@inline(__always)
func gathered(_ a: Float4, _ b: Float4, _ c: Float4, _ d: Float4) -> Float4 {
    let (ab, cd) = (zipLow(a, b) + zipHigh(a, b), zipLow(c, d) + zipHigh(c, d))
    // ab is a's and b's lanes 0 and 2 together, then 1 and 3.
    return lowHalves(ab, cd) + highHalves(ab, cd)
}
