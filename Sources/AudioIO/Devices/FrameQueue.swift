// Interleaved floats that wait for their turn. Made off the audio thread, used by that one alone.
internal import CRealtime

/// A ring of frames, for one thread.
struct FrameQueue: ~Copyable {
    let channelCount: Int
    /// Frames it has room for.
    let capacity: Int
    private let base: UnsafeMutablePointer<Float>
    private var first = 0
    /// Frames in it.
    private(set) var count = 0

    init(channelCount: Int, capacity: Int) {
        self.channelCount = channelCount
        self.capacity = capacity
        base = .allocate(capacity: max(channelCount * capacity, 1))
        base.initialize(repeating: 0, count: channelCount * capacity)
    }

    deinit {
        // SAFETY: allocated in `init`, and nobody else's.
        base.deallocate()
    }

    /// Appends frames. Those that find no room push out the oldest.
    @_noLocks
    mutating func append(_ frames: UnsafePointer<Float>, count added: Int) {
        var source = frames
        var left = added
        if left > capacity {
            source += (left - capacity) * channelCount
            left = capacity
        }
        if count + left > capacity { drop(count + left - capacity) }
        while left > 0 {
            let place = (first + count) % capacity
            let run = left < capacity - place ? left : capacity - place
            // SAFETY: `run` frames lie between `place` and the ring's end.
            cajon_copy(base + place * channelCount, source, run * channelCount)
            source += run * channelCount
            count += run
            left -= run
        }
    }

    /// Puts silence in front of everything, as much as there is room for.
    @_noLocks
    mutating func prependSilence(_ frameCount: Int) {
        let added = frameCount < capacity - count ? frameCount : capacity - count
        var left = added
        while left > 0 {
            first = first == 0 ? capacity - 1 : first - 1
            cajon_zero(base + first * channelCount, channelCount)
            count += 1
            left -= 1
        }
    }

    /// Drops the oldest frames.
    @_noLocks
    mutating func drop(_ frameCount: Int) {
        let dropped = frameCount < count ? frameCount : count
        first = (first + dropped) % capacity
        count -= dropped
    }

    /// Takes the oldest frames, planar. It must have that many.
    @_noLocks
    mutating func take(into planar: UnsafeMutablePointer<Float>, frameCount: Int) {
        precondition(frameCount <= count)
        var done = 0
        while done < frameCount {
            let run = frameCount - done < capacity - first ? frameCount - done : capacity - first
            var channel = 0
            while channel < channelCount {
                // SAFETY: `run` frames lie between `first` and the ring's end; `planar` has `channelCount` channels of
                // `frameCount`.
                let source = base + first * channelCount + channel
                let destination = planar + channel * frameCount + done
                var frame = 0
                while frame < run {
                    destination[frame] = source[frame * channelCount]
                    frame += 1
                }
                channel += 1
            }
            first = (first + run) % capacity
            count -= run
            done += run
        }
    }

    @_noLocks
    mutating func clear() {
        first = 0
        count = 0
    }
}
