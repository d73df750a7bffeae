// Reads a sound file, or standard input, as planar blocks. One thread at a time; never the audio thread.
import CSndFile
package import Realtime

/// An open sound file, read from front to back.
///
/// Memory is constant: one block of interleaved samples, however long the file is.
package struct AudioFileReader: ~Copyable {
    /// What the file is.
    package let info: AudioFileInfo
    /// What the file carries besides its sound; for a pipe, what stands before the sound.
    package let metadata: AudioMetadata
    /// Frames read so far.
    package private(set) var position = 0
    /// Set when the end was reached too early, in a reader that accepts that.
    package private(set) var cutShort: CutShort?

    private let name: String
    private var sound: SndFile
    private let scratch: UnsafeMutablePointer<Float>
    private let scratchFrameCount: Int
    private var hasEnded = false
    private let acceptsCutShort: Bool

    /// Samples of interleaved sound held at a time: they fit a processor's second-level cache.
    private static let scratchSampleCount = 32_768
    /// The contract hands the rate over as a 32-bit float, which counts exactly up to here.
    private static let maximumSampleRate = 1 << 24

    /// Opens a file, or standard input for "-".
    ///
    /// - Parameter acceptsCutShort: whether sound that ends before its header says is read as far as it goes, and told
    ///   in `cutShort`; else it is an error. A sound of which nothing is there is one in any case.
    /// - Errors: `noInput` if the path can't be opened, is a folder or a terminal; `badData` if it holds no sound, is cut
    ///   short or says impossible things; `io` if the system refuses to read.
    package init(path: String, acceptsCutShort: Bool = false) throws(AudioIOError) {
        try self.init(
            InputSource.open(path, acceptsCutShort: acceptsCutShort), path: path, acceptsCutShort: acceptsCutShort)
    }

    /// Reads a file that somebody else has opened, and closes it at the end, or at once if it can't be read.
    ///
    /// - Parameter name: what messages call it.
    /// - Errors: as for a path.
    package init(takingDescriptor descriptor: Int32, name: String) throws(AudioIOError) {
        try self.init(
            InputSource.take(descriptor, name, acceptsCutShort: false), path: name, acceptsCutShort: false)
    }

    private init(_ source: InputSource, path: String, acceptsCutShort: Bool) throws(AudioIOError) {
        var failure = (number: Int32(0), text: "")
        guard let sound = SndFile(reading: source.file, failure: &failure) else {
            if let code = source.file.failure { throw .readFailed(source.name, code) }
            let isUnrecognised = failure.number == SF_ERR_UNRECOGNISED_FORMAT.asCommand
            throw isUnrecognised
                ? .unrecognised(source.name, source.firstBytes, failure.text) : .malformed(source.name, failure.text)
        }
        if let code = source.file.failure { throw .readFailed(source.name, code) }
        let header = sound.info
        guard let format = AudioFileFormat(code: header.format) else {
            throw .absurdHeader(
                source.name, what: "format", expected: "one that is known",
                found: "0x" + String(header.format, radix: 16))
        }
        guard (1...Self.maximumSampleRate).contains(Int(header.samplerate)) else {
            throw .absurdHeader(
                source.name, what: "sample rate", expected: "1 to \(Self.maximumSampleRate) Hz",
                found: "\(header.samplerate)")
        }
        guard header.channels >= 1, header.frames >= 0 else {
            throw .absurdHeader(
                source.name, what: "channel or frame count", expected: "1 channel or more",
                found: "\(header.channels) channels, \(header.frames) frames")
        }
        // SF_COUNT_MAX is libsndfile's "unknown".
        let isKnown = !source.isEndless && header.frames < Int64.max / 2
        info = AudioFileInfo(
            path: path == "-" ? source.name : path, format: format, sampleRate: Int(header.samplerate),
            channelCount: Int(header.channels),
            frameCount: isKnown ? Self.promisedFrameCount(header, format.sampleType, source) : nil)
        self.acceptsCutShort = acceptsCutShort
        metadata = Self.metadata(of: sound, source, channelCount: Int(header.channels))
        name = source.name
        scratchFrameCount = max(1, Self.scratchSampleCount / Int(header.channels))
        scratch = .allocate(capacity: scratchFrameCount * Int(header.channels))
        (source.file as? StreamInput)?.dropHistory()
        self.sound = sound
    }

    deinit {
        // SAFETY: allocated in `init`, and nobody else has the pointer.
        scratch.deallocate()
    }

    /// Reads the next frames into the first frames of each channel of `block`; what lies behind them is left as it is.
    ///
    /// Samples are floats with full scale 1.0, integers divided by 2^(bits-1). A float file's NaN and infinity are
    /// passed on.
    ///
    /// - Parameters:
    ///   - block: as many channels as the file, each `block.frameCount` frames after the one before.
    ///   - frames: at most `block.frameCount`, which is also what is read if it is left out.
    /// - Returns: how many frames were read: fewer than asked only at the end of the sound, then 0.
    /// - Errors: `badData` if the sound is damaged or ends before it should; `io` if the system refuses to read.
    package mutating func read(into block: MutableAudioBlock, frames: Int? = nil) throws(AudioIOError) -> Int {
        let wanted = frames ?? block.frameCount
        precondition(
            block.channelCount == info.channelCount, "a block has as many channels as the file it is read from")
        precondition((0...block.frameCount).contains(wanted), "no more frames are read than the block holds")
        var done = 0
        while done < wanted && !hasEnded {
            let asked = min(wanted - done, scratchFrameCount)
            // SAFETY: `scratch` holds `asked` frames; each channel of `block` holds `wanted` frames, `done` of them full.
            let got = Int(sf_readf_float(sound.handle, scratch, sf_count_t(asked)))
            if got > 0 {
                scratch.withMemoryRebound(to: UInt32.self, capacity: got * info.channelCount) { interleaved in
                    let planar = UnsafeMutableRawPointer(block.base + done).assumingMemoryBound(to: UInt32.self)
                    Interleaving.deinterleave(
                        interleaved, channelCount: info.channelCount, frameCount: got, into: planar,
                        stride: block.frameCount)
                }
                done += got
                position += got
            }
            if got < asked {
                hasEnded = true
                try checkEnd()
            }
        }
        return done
    }

    /// Called where the sound ended: whether it should have.
    private mutating func checkEnd() throws(AudioIOError) {
        if let code = sound.file.failure { throw .readFailed(name, code) }
        // An MP3's length is an estimate.
        let missesSound = info.format.container != .mpeg && info.frameCount.map { position < $0 } ?? false
        let isAcceptable = acceptsCutShort && missesSound && position > 0
        // A decoder takes a packet of which half is there for a damaged one.
        if sound.hasError, !(isAcceptable && sound.file.hasReachedEnd) {
            throw .damagedAt(name, frame: position, sound.errorText)
        }
        guard missesSound, let promised = info.frameCount else { return }
        guard isAcceptable else { throw .truncated(name, promised: promised, present: position) }
        cutShort = CutShort(promisedFrameCount: promised, presentFrameCount: position)
    }

    /// What the header says, where libsndfile only counts what is there.
    private static func promisedFrameCount(_ header: SF_INFO, _ type: SampleType, _ source: InputSource) -> Int {
        let present = Int(header.frames)
        guard let missing = source.missing else { return present }
        if let byteCount = type.byteCount {
            return max(present, Int(missing.promisedByteCount) / (byteCount * Int(header.channels)))
        }
        // Half of what an Int holds is more than any header's and any file's lengths give.
        let estimate = Double(present) * Double(missing.promisedByteCount) / Double(missing.presentByteCount)
        return max(present, Int(min(estimate.rounded(), 0x1p62)))
    }

    private static func metadata(of sound: borrowing SndFile, _ source: InputSource, channelCount: Int) -> AudioMetadata
    {
        let file = source.file
        let place = file.position
        defer { file.position = place }
        let read: (Int64, Int) -> [UInt8] = { offset, count in
            file.position = offset
            return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                // SAFETY: the buffer holds `count` bytes.
                filled = count == 0 ? 0 : file.read(into: UnsafeMutableRawPointer(buffer.baseAddress!), count: count)
            }
        }
        let table = ChunkTable(stopsAtSound: file is StreamInput, read: read)
        return AudioMetadata(reading: sound.handle, channelCount: channelCount, table: table, readBytes: read)
    }
}
