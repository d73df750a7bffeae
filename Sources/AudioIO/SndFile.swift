// Owns libsndfile's handle and the bytes behind it. One thread at a time.
import CSndFile

/// An open sound file of libsndfile's.
struct SndFile: ~Copyable {
    private var openHandle: OpaquePointer?
    /// What libsndfile reads or writes; held here, so that it outlives the handle.
    let file: VirtualFile
    let info: SF_INFO

    /// Opens for reading.
    ///
    /// - Throws: nothing of its own: nil with libsndfile's number and text in `failure`.
    init?(reading file: VirtualFile, failure: inout (number: Int32, text: String)) {
        self.init(file, mode: SFM_READ, info: SF_INFO(), failure: &failure)
    }

    /// Opens for writing.
    init?(
        writing file: VirtualFile, format: AudioFileFormat, sampleRate: Int, channelCount: Int,
        failure: inout (number: Int32, text: String)
    ) {
        var info = SF_INFO()
        info.samplerate = Int32(clamping: sampleRate)
        info.channels = Int32(clamping: channelCount)
        info.format = format.code
        self.init(file, mode: SFM_WRITE, info: info, failure: &failure)
        SndFile.configure(handle, format)
    }

    private init?(
        _ file: VirtualFile, mode: Int, info: SF_INFO, failure: inout (number: Int32, text: String)
    ) {
        var info = info
        var callbacks = VirtualFile.callbacks
        // SAFETY: libsndfile copies the callbacks; `file` outlives the handle because this struct holds both.
        let opened = sf_open_virtual(&callbacks, Int32(mode), &info, Unmanaged.passUnretained(file).toOpaque())
        guard let opened else {
            failure = (sf_error(nil), String(cString: sf_strerror(nil)))
            return nil
        }
        openHandle = opened
        self.file = file
        self.info = info
    }

    deinit {
        // SAFETY: the handle is ours alone and is closed once; `file` still lives.
        if let openHandle { sf_close(openHandle) }
    }

    /// libsndfile's handle; valid until `close`.
    var handle: OpaquePointer { openHandle! }

    /// Closes the handle and says whether libsndfile was content; what the system said is in `file.failure`.
    mutating func close() -> Bool {
        guard let handle = openHandle else { return true }
        openHandle = nil
        return sf_close(handle) == 0
    }

    var errorText: String { String(cString: sf_strerror(handle)) }
    var hasError: Bool { sf_error(handle) != 0 }

    /// Settings that make equal sound give equal bytes, and lossy codes worth listening to.
    private static func configure(_ handle: OpaquePointer, _ format: AudioFileFormat) {
        // The PEAK chunk holds the time of writing.
        sf_command(handle, SFC_SET_ADD_PEAK_CHUNK.asCommand, nil, SF_FALSE.asCommand)
        switch format.sampleType {
        case .vorbis:
            set(handle, SFC_SET_VBR_ENCODING_QUALITY, vorbisQuality)
        case .opus:
            set(handle, SFC_SET_COMPRESSION_LEVEL, opusCompressionLevel)
        case .mpegLayerIII:
            var mode = SF_BITRATE_MODE_VARIABLE.asCommand
            sf_command(handle, SFC_SET_BITRATE_MODE.asCommand, &mode, Int32(MemoryLayout<Int32>.size))
            set(handle, SFC_SET_COMPRESSION_LEVEL, mp3CompressionLevel)
        default:
            break
        }
    }

    private static func set(_ handle: OpaquePointer, _ command: Int, _ value: Double) {
        var value = value
        sf_command(handle, command.asCommand, &value, Int32(MemoryLayout<Double>.size))
    }

    /// oggenc's -q 6: about 192 kbit/s for stereo.
    private static let vorbisQuality = 0.6
    /// About 80 kbit/s for each channel: libsndfile's bit rate is (1 - level) · 250 + 6 kbit/s for each.
    private static let opusCompressionLevel = 0.704
    /// LAME's -V 2: about 190 kbit/s for stereo.
    private static let mp3CompressionLevel = 0.2
}

extension Int {
    /// libsndfile's constants come as Int and its functions take Int32.
    var asCommand: Int32 { Int32(truncatingIfNeeded: self) }
}
