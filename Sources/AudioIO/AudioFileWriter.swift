// Writes planar blocks to a sound file, standard output or a device. One thread at a time; never the audio thread.
import CSndFile
import Glibc
package import Realtime

/// A sound file being written; it is in its place, whole, once `commit` has returned, and else never.
///
/// Dropping the writer without `commit` removes what was written and leaves an existing file as it was. Only pipes and
/// devices get the sound as it comes, and files that are asked to grow: what is worth more unfinished than not at all.
package struct AudioFileWriter: ~Copyable {
    /// The output's format, rate and name; `frameCount` counts what has been written.
    package internal(set) var info: AudioFileInfo
    /// Names of the metadata that this format can't keep, for the caller to tell.
    package let lostMetadata: [String]

    let destination: OutputDestination
    var sound: SndFile
    private let storage: SampleType.Storage
    private var quantisers: [Quantiser] = []
    private var clippedCount = 0
    private var overFullScaleCount = 0
    private var nonFiniteCount = 0
    /// Where the sound begins, for formats whose samples all take the same room.
    private(set) var soundOffset: Int64 = 0
    private let byteLimit: Int64?
    private let wavByteLimit: Int64

    /// Interleaved samples on their way to libsndfile, floats or integers.
    private let interleaved: UnsafeMutablePointer<UInt32>
    /// Integers before they are interleaved.
    private let planar: UnsafeMutablePointer<Int32>
    private let chunkFrameCount: Int
    /// Bytes for one sample, where the samples are packed here and not by libsndfile.
    private let packedByteCount: Int?

    private static let chunkSampleCount = 32_768
    /// The length up to which a file is a WAV: what a 32-bit length can say.
    package static let standardWavByteLimit: Int64 = 0xFFFF_FFFF

    /// Opens an output.
    ///
    /// - Parameters:
    ///   - path: a file, a device, a FIFO, or "-" for standard output. Symbolic links are written through.
    ///   - format: what to write, see `OutputFormat.resolve`.
    ///   - sampleRate: 1 to 16,777,216 Hz.
    ///   - channelCount: 1 to 1,024.
    ///   - expectedFrameCount: about how long it will be. A WAV for which it is unknown, or long, becomes an RF64 if
    ///     it passes 4 GiB.
    ///   - metadata: what to carry over.
    ///   - grows: whether a file has its name from the start and stays when writing fails; there must be none yet. See
    ///     `settle` and `salvage`.
    ///   - isDithered: whether bits that are lost are replaced by noise, see `Quantiser`.
    ///   - wavByteLimit: where WAV ends and RF64 begins; for tests.
    /// - Errors: `usage` if the format can't hold this sound; `io` if the output can't be made.
    package init(
        path: String, format: OutputFormat, sampleRate: Int, channelCount: Int, expectedFrameCount: Int? = nil,
        metadata: AudioMetadata = AudioMetadata(), grows: Bool = false, isDithered: Bool = true,
        wavByteLimit: Int64 = AudioFileWriter.standardWavByteLimit
    ) throws(AudioIOError) {
        let file = format.file
        try FormatTrial.check(
            file, path: path == "-" ? "standard output" : path, sampleRate: sampleRate, channelCount: channelCount)
        let isWav = file.container == .wav || file.container == .wavExtensible
        let expectedByteCount = expectedFrameCount.map {
            Double($0) * Double(channelCount * (file.sampleType.byteCount ?? 1))
        }
        // An eighth more for tails that ring on and for chunks.
        let mayOutgrow = expectedByteCount.map { $0 * 1.125 + 1_000_000 > Double(wavByteLimit) } ?? true
        let reservesRoom = isWav && file.byteOrder != .big && file.sampleType.byteCount != nil && mayOutgrow
        let destination = try OutputDestination(
            path: path, canStream: file.container.isStreamable && file.sampleType.byteCount != nil,
            reservesRoom: reservesRoom, grows: grows)
        var failure = (number: Int32(0), text: "")
        guard
            let sound = SndFile(
                writing: destination.file, format: file, sampleRate: sampleRate, channelCount: channelCount,
                failure: &failure)
        else {
            if let code = destination.file.failure { throw .writeFailed(destination.name, code) }
            throw .encoderFailed(destination.name, failure.text)
        }
        metadata.apply(to: sound.handle, format: file)
        self.destination = destination
        lostMetadata = metadata.lostParts(in: file, sampleRate: sampleRate, channelCount: channelCount)
        info = AudioFileInfo(
            path: destination.name, format: file, sampleRate: sampleRate, channelCount: channelCount, frameCount: 0)
        storage = file.sampleType.storage
        self.wavByteLimit = wavByteLimit
        let isStream = destination.file is StreamOutput
        byteLimit =
            destination.hasReservedRoom || isStream
            ? nil : file.container.byteLimit.map { min($0, isWav ? wavByteLimit : $0) }
        switch storage {
        case .integer(let bits):
            quantisers = (0..<channelCount).map { Quantiser(bits: bits, channel: $0, isDithered: isDithered) }
        case .lossyInteger:
            quantisers = (0..<channelCount).map { Quantiser(bits: 16, channel: $0, isDithered: false) }
        case .float, .lossyFloat:
            break
        }
        chunkFrameCount = max(1, Self.chunkSampleCount / channelCount)
        interleaved = .allocate(capacity: chunkFrameCount * channelCount)
        planar = .allocate(capacity: quantisers.isEmpty ? 1 : chunkFrameCount * channelCount)
        let isPacked = Self.takesRawLittleEndian(file, sound.handle)
        packedByteCount = isPacked ? file.sampleType.byteCount : nil
        self.sound = sound
    }

    /// Whether the samples are 16 or 24 bits in little-endian order with nothing between them.
    private static func takesRawLittleEndian(_ file: AudioFileFormat, _ handle: OpaquePointer) -> Bool {
        let containers: [AudioContainer] = [.wav, .wavExtensible, .rf64, .w64, .aiff, .au, .caf]
        guard containers.contains(file.container), [.pcm16, .pcm24].contains(file.sampleType) else { return false }
        let isSwapped = sf_command(handle, SFC_RAW_DATA_NEEDS_ENDSWAP.asCommand, nil, 0) != SF_FALSE.asCommand
        return isSwapped == (UInt32(littleEndian: 1) != 1)
    }

    deinit {
        // SAFETY: allocated in `init`, and nobody else has the pointers.
        interleaved.deallocate()
        planar.deallocate()
    }

    /// Writes the frames of a block, or a part of them.
    ///
    /// - Parameters:
    ///   - block: as many channels as the file, each `block.frameCount` frames after the one before.
    ///   - frames: which of the block's frames, all if it is left out.
    /// - Errors: `io`: the disk is full, the reader of a pipe has gone (`systemError` is EPIPE), the file grew too long.
    package mutating func write(_ block: AudioBlock, frames: Range<Int>? = nil) throws(AudioIOError) {
        let frames = frames ?? 0..<block.frameCount
        precondition(block.channelCount == info.channelCount, "a block has as many channels as the file it goes to")
        precondition(frames.lowerBound >= 0 && frames.upperBound <= block.frameCount, "frames written lie in the block")
        var start = frames.lowerBound
        while start < frames.upperBound {
            let count = min(frames.upperBound - start, chunkFrameCount)
            // SAFETY: `start + count` frames lie in each channel of the block, `count` frames in the scratch memory.
            let written = quantisers.isEmpty ? writeFloats(block, start, count) : writeIntegers(block, start, count)
            if info.frameCount == 0, let byteCount = info.format.sampleType.byteCount {
                soundOffset = destination.file.length - Int64(written * info.channelCount * byteCount)
            }
            info.frameCount! += written
            start += count
            if let code = destination.file.failure { throw .writeFailed(destination.name, code) }
            guard written == count else { throw .encoderFailed(destination.name, sound.errorText) }
            destination.startStream()
            if let code = destination.file.failure { throw .writeFailed(destination.name, code) }
            if let byteLimit, destination.file.length + 4_096 > byteLimit {
                throw .tooLarge(destination.name, info.format.container.displayName, limit: byteLimit)
            }
        }
    }

    /// Finishes the file and puts it in its place.
    ///
    /// - Errors: `io`; then there is no new file, and an existing one is as it was.
    package consuming func commit() throws(AudioIOError) -> AudioOutputSummary {
        // A file without any sound still needs its header, which some formats write only with the first samples.
        if info.frameCount == 0 { sf_command(sound.handle, SFC_UPDATE_HEADER_NOW.asCommand, nil, 0) }
        let isContent = sound.close()
        if let code = destination.file.failure { throw .writeFailed(destination.name, code) }
        guard isContent else { throw .encoderFailed(destination.name, "it could not finish the file") }
        try destination.complete(correcting: lengthCorrection)
        return summary
    }

    /// Bytes of a frame, in formats whose samples all take the same room.
    var frameByteCount: Int? { info.format.sampleType.byteCount.map { info.channelCount * $0 } }

    /// Puts the lengths right that libsndfile leaves wrong. What it returns gives an errno on failure.
    var lengthCorrection: (SeekableFile) -> Int32? {
        let frames = Int64(info.frameCount!)
        let soundByteCount = frames * Int64(frameByteCount ?? 1)
        let limit = wavByteLimit
        let isForm = info.format.container == .aiff && info.format.sampleType.byteCount != nil
        let hasReservedRoom = destination.hasReservedRoom
        let soundOffset = soundOffset
        return { file in
            if isForm {
                return WaveSizes.correctSoundChunk(file, soundOffset: soundOffset, soundByteCount: soundByteCount)
            }
            guard hasReservedRoom else { return nil }
            return WaveSizes.fillReserved(
                file, soundOffset: soundOffset, soundByteCount: soundByteCount, frameCount: frames, limit: limit)
        }
    }

    /// What has become of the sound so far.
    var summary: AudioOutputSummary {
        AudioOutputSummary(
            info: info,
            byteCount: destination.file.length + (destination.hasReservedRoom ? WaveSizes.reservedByteCount : 0),
            clippedSampleCount: quantisers.reduce(clippedCount) { $0 + $1.clippedCount },
            overFullScaleSampleCount: overFullScaleCount,
            nonFiniteSampleCount: quantisers.reduce(nonFiniteCount) { $0 + $1.nonFiniteCount },
            lostMetadata: lostMetadata)
    }

    private mutating func writeFloats(_ block: AudioBlock, _ start: Int, _ count: Int) -> Int {
        let source = UnsafeRawPointer(block.base + start).assumingMemoryBound(to: UInt32.self)
        Interleaving.interleave(
            source, stride: block.frameCount, channelCount: info.channelCount, frameCount: count, into: interleaved)
        let sampleCount = count * info.channelCount
        let samples = UnsafeMutableRawPointer(interleaved).assumingMemoryBound(to: Float.self)
        let found = FloatScan.count(samples, sampleCount)
        nonFiniteCount += found.nonFinite
        if storage == .lossyFloat {
            clippedCount += found.overFullScale
            if found.overFullScale + found.nonFinite > 0 { FloatScan.clip(samples, sampleCount) }
        } else {
            overFullScaleCount += found.overFullScale
        }
        return Int(sf_writef_float(sound.handle, samples, sf_count_t(count)))
    }

    private mutating func writeIntegers(_ block: AudioBlock, _ start: Int, _ count: Int) -> Int {
        for channel in quantisers.indices {
            quantisers[channel].quantise(
                block.base + channel * block.frameCount + start, count: count, into: planar + channel * count)
        }
        if let packedByteCount {
            Packing.pack(
                planar, channelCount: info.channelCount, frameCount: count, byteCount: packedByteCount,
                into: interleaved)
            let frameByteCount = info.channelCount * packedByteCount
            return Int(sf_write_raw(sound.handle, interleaved, sf_count_t(count * frameByteCount))) / frameByteCount
        }
        let source = UnsafeRawPointer(planar).assumingMemoryBound(to: UInt32.self)
        Interleaving.interleave(
            source, stride: count, channelCount: info.channelCount, frameCount: count, into: interleaved)
        let samples = UnsafeRawPointer(interleaved).assumingMemoryBound(to: Int32.self)
        return Int(sf_writef_int(sound.handle, samples, sf_count_t(count)))
    }
}

/// What became of an output, for reports.
package struct AudioOutputSummary: Equatable, Sendable, Codable {
    package var info: AudioFileInfo
    /// Size of the file.
    package var byteCount: Int64
    /// Samples that were outside the range of an integer or lossy format and were set to its end.
    package var clippedSampleCount: Int
    /// Samples above full scale that a floating-point format took as they were.
    package var overFullScaleSampleCount: Int
    /// Samples that were NaN or infinite.
    package var nonFiniteSampleCount: Int
    /// Names of the metadata that the format couldn't keep.
    package var lostMetadata: [String]
}
