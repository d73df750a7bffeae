// Captured frames on their way from a PCM to planar floats. Made off the audio thread, used by that one.
internal import CALSA
internal import CRealtime
internal import Realtime

/// The capturing half of a device. Without a PCM it captures silence.
struct CaptureStream: ~Copyable {
    let pcm: PCM
    private let encoding: cajon_encoding
    private let isBigEndian: Bool
    private let isInterleaved: Bool
    /// From one of a channel's samples to the next, in bytes.
    private let sampleStride: Int
    /// From one channel to the next, in bytes.
    private let channelStride: Int
    private let frameByteCount: Int
    private let capacity: Int
    /// Device samples that have been read and not yet been taken.
    private let staging: UnsafeMutableRawPointer
    private let sources: UnsafeMutablePointer<Int>
    private let sourceCount: Int
    /// Frames in `staging`.
    private(set) var stagedFrames = 0

    /// - Parameter periodFrames: how many frames are exchanged at once.
    init(
        _ pcm: consuming PCM, format: DeviceSampleFormat, isInterleaved: Bool, channelCount: Int, route: ChannelRoute,
        periodFrames: Int
    ) {
        self.pcm = pcm
        encoding = format.code
        isBigEndian = format.isBigEndian
        self.isInterleaved = isInterleaved
        capacity = periodFrames
        frameByteCount = format.byteCount * channelCount
        sampleStride = isInterleaved ? frameByteCount : format.byteCount
        channelStride = isInterleaved ? format.byteCount : format.byteCount * periodFrames
        // CALSA's transfers make places for the most channels there may be, used or not.
        staging = .allocate(byteCount: max(frameByteCount * periodFrames, 1), alignment: 64)
        staging.initializeMemory(as: UInt8.self, repeating: 0, count: frameByteCount * periodFrames)
        sourceCount = route.sources.count
        sources = .allocate(capacity: max(sourceCount, 1))
        for (channel, source) in route.sources.enumerated() { (sources + channel).initialize(to: source) }
    }

    deinit {
        // SAFETY: allocated in `init`, and nobody else's.
        staging.deallocate()
        sources.deallocate()
    }

    /// Reads what is there until `frameCount` frames are staged. Returns 0 or a negated errno. Never waits.
    @_noLocks
    mutating func stage(upTo frameCount: Int) -> Int {
        guard let handle = pcm.handle else {
            stagedFrames = frameCount
            return 0
        }
        let wanted = frameCount < capacity ? frameCount : capacity
        while stagedFrames < wanted {
            let count = wanted - stagedFrames
            // SAFETY: `staging` has room for `capacity` frames, and `stagedFrames + count` is no more.
            let read =
                isInterleaved
                ? cajon_pcm_read(handle, staging + stagedFrames * frameByteCount, count)
                : cajon_pcm_read_planar(handle, staging, channelStride, stagedFrames * sampleStride, count)
            if read < 0 { return read }
            if read == 0 { break }
            stagedFrames += read
        }
        return 0
    }

    /// Turns the first staged frames into the graph's channels, and empties the stage.
    @_noLocks
    mutating func take(into block: MutableAudioBlock) {
        let count = block.frameCount < stagedFrames ? block.frameCount : stagedFrames
        var channel = 0
        while channel < block.channelCount {
            // SAFETY: the block has `channelCount` channels of `frameCount` frames, the stage at least `count` frames.
            let destination = block.base + channel * block.frameCount
            let source = pcm.isThere && channel < sourceCount ? sources[channel] : -1
            if source < 0 {
                cajon_zero(destination, block.frameCount)
            } else {
                cajon_decode(
                    destination, staging + source * channelStride, sampleStride, count, encoding, isBigEndian)
                if count < block.frameCount { cajon_zero(destination + count, block.frameCount - count) }
            }
            channel += 1
        }
        stagedFrames = 0
    }

    /// Forgets what is staged.
    @_noLocks
    mutating func clear() { stagedFrames = 0 }
}
