// Reading one channel's past at moving delays: the inner loop of a chorus, and of an echo that sways.

/// Reads one channel's past.
struct DelayReader {
    private let memory: UnsafePointer<Float>
    private let table: UnsafePointer<Float>

    @inline(__always)
    init(_ lines: DelayLines, _ channel: Int, _ interpolator: DelayInterpolator) {
        memory = UnsafePointer(lines.memory(channel))
        table = interpolator.rows
    }

    /// What is read for one frame, spread over four lanes.
    @inline(__always)
    func read(_ places: DelayPlaces, _ frame: Int) -> Float4 {
        let past = UnsafeRawPointer(memory + places.past(frame))
        let taps = UnsafeRawPointer(table + places.row(frame))
        let part = Float4(repeating: places.part(frame))
        return (product(past, taps, part, 0) + product(past, taps, part, 4))
            + (product(past, taps, part, 8) + product(past, taps, part, 12))
    }

    /// Four frames times their taps.
    @inline(__always)
    private func product(_ past: UnsafeRawPointer, _ taps: UnsafeRawPointer, _ part: Float4, _ first: Int) -> Float4 {
        let size = MemoryLayout<Float>.stride
        let tap = taps.load(fromByteOffset: first &* size, as: Float4.self)
        let rise = taps.load(fromByteOffset: (first &+ DelayInterpolator.tapCount) &* size, as: Float4.self)
        return past.loadUnaligned(fromByteOffset: first &* size, as: Float4.self) * (tap + part * rise)
    }
}

/// What has been read for each frame of a control period, spread over four lanes.
struct DelayReadings {
    // SAFETY: `controlFrames` vectors in an effect's storage, alive as long as the configured effect.
    let base: UnsafeMutablePointer<Float4>

    /// Puts in what a voice reads for `count` frames, rounded up to fours.
    @inline(__always)
    func set(_ reader: DelayReader, _ places: DelayPlaces, _ count: Int) {
        var frame = 0
        while frame < count {
            base[frame] = reader.read(places, frame)
            base[frame &+ 1] = reader.read(places, frame &+ 1)
            base[frame &+ 2] = reader.read(places, frame &+ 2)
            base[frame &+ 3] = reader.read(places, frame &+ 3)
            frame &+= 4
        }
    }

    /// Adds what a voice reads.
    @inline(__always)
    func add(_ reader: DelayReader, _ places: DelayPlaces, _ count: Int) {
        var frame = 0
        while frame < count {
            base[frame] = base[frame] + reader.read(places, frame)
            base[frame &+ 1] = base[frame &+ 1] + reader.read(places, frame &+ 1)
            base[frame &+ 2] = base[frame &+ 2] + reader.read(places, frame &+ 2)
            base[frame &+ 3] = base[frame &+ 3] + reader.read(places, frame &+ 3)
            frame &+= 4
        }
    }

    /// Adds what a voice reads, multiplied by a loudness: `loudness` in the period's middle, moving by `slope` per
    /// frame; `time` is the first frame's, from the middle.
    @inline(never)
    func add(_ reader: DelayReader, _ places: DelayPlaces, _ count: Int, loudness: Float, slope: Float, time: Float) {
        var time = time
        for frame in 0..<count {
            base[frame] = base[frame] + reader.read(places, frame) * (loudness + slope * time)
            time += 1
        }
    }

    /// Each frame's lanes together, for four frames from `frame` on.
    @inline(__always)
    func sum(_ frame: Int) -> Float4 {
        let (first, second) = (base[frame], base[frame &+ 1])
        let (third, fourth) = (base[frame &+ 2], base[frame &+ 3])
        let early = zipLow(first, second) + zipHigh(first, second)
        let late = zipLow(third, fourth) + zipHigh(third, fourth)
        // Of the first frame, lanes 0 and 2 are together in lane 0, and 1 and 3 in lane 2.
        return lowHalves(early, late) + highHalves(early, late)
    }
}
