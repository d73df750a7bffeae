// Reading one channel's past at moving delays, four frames at a time.

/// Reads at the delays of one control period.
struct Reader {
    private let lines: DelayLines
    private let memory: UnsafePointer<Float>
    private let rows: UnsafePointer<Float>
    /// The delays' centre in the interpolator's steps, whole ones and the rest.
    private let centre: Int32
    private let centreRest: Float

    @inline(__always)
    init(_ chorus: Chorus, _ channel: Int) {
        lines = chorus.lines
        memory = UnsafePointer(chorus.lines.memory(channel))
        rows = chorus.interpolator.rows
        centre = chorus.centre
        centreRest = chorus.centreRest
    }

    /// Adds what lies at delays of centre + `sway`, in steps, to what has been taken for the four frames from `frame`
    /// on.
    @inline(__always)
    func take(_ sway: Float4, _ frame: Int, into taken: inout Taken) {
        take(sway, frame) { lane, read in taken.add(read, lane) }
    }

    /// The same, each frame's multiplied by a loudness.
    @inline(__always)
    func take(_ sway: Float4, _ frame: Int, _ loudness: Float4, into taken: inout Taken) {
        take(sway, frame) { lane, read in taken.add(read * loudness[lane], lane) }
    }

    @inline(__always)
    private func take(_ sway: Float4, _ frame: Int, _ add: (_ lane: Int, _ read: Float4) -> Void) {
        // Added to a smaller number, this leaves its whole part in the lowest bits; ties don't matter, as the lines
        // between steps meet.
        let rounder: Float = 12_582_912
        let place = sway + centreRest
        let shifted = (place - 0.5) + rounder
        let between = place - (shifted - rounder)
        let steps = unsafeBitCast(shifted, to: SIMD4<Int32>.self) &+ (centre &- 0x4b40_0000)
        let whole = steps &>> 8
        let row = steps & 255
        add(0, read(whole[0], row[0], between[0], frame))
        add(1, read(whole[1], row[1], between[1], frame &+ 1))
        add(2, read(whole[2], row[2], between[2], frame &+ 2))
        add(3, read(whole[3], row[3], between[3], frame &+ 3))
    }

    /// One frame's reading, spread over four lanes.
    @inline(__always)
    private func read(_ whole: Int32, _ row: Int32, _ between: Float, _ frame: Int) -> Float4 {
        let delay = Int(truncatingIfNeeded: whole) &+ Interpolator.reach &- frame
        let past = UnsafeRawPointer(memory + lines.index(delay: delay))
        let taps = UnsafeRawPointer(rows + Int(truncatingIfNeeded: row) &* Interpolator.rowLength)
        let part = Float4(repeating: between)
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

/// What has been read for four frames, each spread over four lanes.
struct Taken {
    private var first = Float4.zero
    private var second = Float4.zero
    private var third = Float4.zero
    private var fourth = Float4.zero

    @inline(__always)
    mutating func add(_ read: Float4, _ lane: Int) {
        switch lane {
        case 0: first = first + read
        case 1: second = second + read
        case 2: third = third + read
        default: fourth = fourth + read
        }
    }

    /// Each frame's lanes together.
    @inline(__always)
    var sum: Float4 {
        let (a, b) = (folded(first, second), folded(third, fourth))
        return Float4(a[0], a[1], b[0], b[1]) + Float4(a[2], a[3], b[2], b[3])
    }

    /// The halves of two vectors together: lanes 0 and 2 are the first's, 1 and 3 the second's.
    @inline(__always)
    private func folded(_ x: Float4, _ y: Float4) -> Float4 {
        Float4(x[0], y[0], x[1], y[1]) + Float4(x[2], y[2], x[3], y[3])
    }
}
