// Planar floats on their way to a PCM. Made off the audio thread, used by that one.
internal import CALSA
internal import CRealtime
internal import Realtime

/// The playing half of a device. Without a PCM it plays to nobody.
struct PlaybackStream: ~Copyable {
    let pcm: PCM
    private let encoding: cajon_encoding
    private let isBigEndian: Bool
    private let isInterleaved: Bool
    private let isFloat: Bool
    private let sampleStride: Int
    private let channelStride: Int
    private let frameByteCount: Int
    private let capacity: Int
    /// Device samples that are still to be written.
    private let staging: UnsafeMutableRawPointer
    /// Integers, planar, of the graph's channels.
    private let integers: UnsafeMutablePointer<Int32>
    /// One for each of the graph's channels; the same that files are written with, so a device gets the same bits.
    private let quantisers: UnsafeMutablePointer<Quantiser>
    private let graphChannelCount: Int
    private let sources: UnsafeMutablePointer<Int>
    private let sourceCount: Int
    private var stagedFrames = 0
    private var writtenFrames = 0

    init(
        _ pcm: consuming PCM, format: DeviceSampleFormat, isInterleaved: Bool, channelCount: Int, route: ChannelRoute,
        periodFrames: Int, graphChannelCount: Int, isDithered: Bool
    ) {
        self.pcm = pcm
        encoding = format.code
        isBigEndian = format.isBigEndian
        isFloat = format.bits == nil
        self.isInterleaved = isInterleaved
        self.graphChannelCount = graphChannelCount
        capacity = periodFrames
        frameByteCount = format.byteCount * channelCount
        sampleStride = isInterleaved ? frameByteCount : format.byteCount
        channelStride = isInterleaved ? format.byteCount : format.byteCount * periodFrames
        staging = .allocate(byteCount: max(frameByteCount * periodFrames, 1), alignment: 64)
        staging.initializeMemory(as: UInt8.self, repeating: 0, count: frameByteCount * periodFrames)
        integers = .allocate(capacity: max(graphChannelCount * periodFrames, 1))
        integers.initialize(repeating: 0, count: graphChannelCount * periodFrames)
        quantisers = .allocate(capacity: max(graphChannelCount, 1))
        for channel in 0..<graphChannelCount {
            (quantisers + channel).initialize(
                to: Quantiser(bits: format.bits ?? 32, channel: channel, isDithered: isDithered))
        }
        sourceCount = route.sources.count
        sources = .allocate(capacity: max(sourceCount, 1))
        for (channel, source) in route.sources.enumerated() { (sources + channel).initialize(to: source) }
    }

    deinit {
        // SAFETY: allocated in `init`, and nobody else's; all of it is trivial.
        staging.deallocate()
        integers.deallocate()
        quantisers.deallocate()
        sources.deallocate()
    }

    /// Whether everything that was put has been written.
    var isFlushed: Bool {
        @_noLocks get { writtenFrames >= stagedFrames }
    }

    /// Converts a block and stages it. What was staged before must have been flushed. Range: up to a period.
    @_noLocks
    mutating func put(_ block: AudioBlock) {
        precondition(isFlushed && block.frameCount <= capacity && block.channelCount == graphChannelCount)
        let count = block.frameCount
        if !isFloat {
            var channel = 0
            while channel < graphChannelCount {
                // SAFETY: both have `graphChannelCount` channels, of `count` frames and of `capacity`.
                quantisers[channel].quantise(
                    block.base + channel * count, count: count, into: integers + channel * capacity)
                channel += 1
            }
        }
        var channel = 0
        while channel < sourceCount {
            let source = sources[channel]
            // Where there is no source, the stage has been silent from the start: zero is silence in every encoding.
            if source >= 0 {
                // SAFETY: the stage has room for `capacity` frames of `sourceCount` channels; a float's bits are an
                // integer's to the converter.
                let samples =
                    isFloat
                    ? UnsafeRawPointer(block.base + source * count).assumingMemoryBound(to: Int32.self)
                    : UnsafePointer(integers + source * capacity)
                cajon_encode(
                    staging + channel * channelStride, sampleStride, samples, count, encoding, isBigEndian)
            }
            channel += 1
        }
        stagedFrames = count
        writtenFrames = 0
    }

    /// Writes what is staged, as far as the device takes it. Returns 0 or a negated errno. Never waits.
    @_noLocks
    mutating func flush() -> Int {
        guard let handle = pcm.handle else {
            writtenFrames = stagedFrames
            return 0
        }
        while writtenFrames < stagedFrames {
            let count = stagedFrames - writtenFrames
            // SAFETY: `stagedFrames` frames are staged.
            let written =
                isInterleaved
                ? cajon_pcm_write(handle, staging + writtenFrames * frameByteCount, count)
                : cajon_pcm_write_planar(handle, staging, channelStride, writtenFrames * sampleStride, count)
            if written < 0 { return written }
            if written == 0 { break }
            writtenFrames += written
        }
        return 0
    }

    /// Writes silence. Returns 0 or a negated errno; less than asked is written when the device takes no more.
    @_noLocks
    mutating func writeSilence(frameCount: Int) -> Int {
        cajon_silence(staging, frameByteCount * capacity)
        var left = frameCount
        while left > 0 {
            stagedFrames = left < capacity ? left : capacity
            writtenFrames = 0
            let code = flush()
            let isDone = isFlushed
            left -= writtenFrames
            if code < 0 || !isDone {
                clear()
                return code
            }
        }
        clear()
        return 0
    }

    /// Forgets what is staged.
    @_noLocks
    mutating func clear() {
        stagedFrames = 0
        writtenFrames = 0
    }

    /// Samples that were too loud for the device's integers, since it was opened.
    var clippedSampleCount: Int {
        @_noLocks get {
            var count = 0
            var channel = 0
            while channel < graphChannelCount {
                count += quantisers[channel].clippedCount
                channel += 1
            }
            return count
        }
    }
}
