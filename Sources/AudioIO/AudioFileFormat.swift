// What a sound file is: container, sample type and byte order, with libsndfile's number for the three. Any thread.
import CSndFile

/// The order of bytes within a sample, where the file says other than its container usually does.
package enum AudioByteOrder: String, Sendable, Codable {
    /// The container's own.
    case natural
    case little
    case big

    var code: Int32 {
        let value =
            switch self {
            case .natural: SF_ENDIAN_FILE
            case .little: SF_ENDIAN_LITTLE
            case .big: SF_ENDIAN_BIG
            }
        return Int32(truncatingIfNeeded: value)
    }
}

/// Container, sample type and byte order of a sound file.
package struct AudioFileFormat: Equatable, Hashable, Sendable, Codable {
    package var container: AudioContainer
    package var sampleType: SampleType
    package var byteOrder: AudioByteOrder

    package init(_ container: AudioContainer, _ sampleType: SampleType, byteOrder: AudioByteOrder = .natural) {
        self.container = container
        self.sampleType = sampleType
        self.byteOrder = byteOrder
    }

    /// Nil for numbers that this module doesn't know, as a newer libsndfile might give.
    init?(code: Int32) {
        guard let container = AudioContainer(code: code), let sampleType = SampleType(code: code) else { return nil }
        let order: AudioByteOrder =
            switch Int(code & Int32(truncatingIfNeeded: SF_FORMAT_ENDMASK)) {
            case Int(SF_ENDIAN_LITTLE): .little
            case Int(SF_ENDIAN_BIG): .big
            default: .natural
            }
        self.init(container, sampleType, byteOrder: order)
    }

    var code: Int32 { container.code | sampleType.code | byteOrder.code }

    /// Name for people, as "WAV, 24-bit".
    package var displayName: String {
        let order = byteOrder == .natural ? "" : ", \(byteOrder.rawValue)-endian"
        return "\(container.displayName), \(sampleType.displayName)\(order)"
    }

    /// Whether libsndfile can write it at this rate and channel count, as far as it knows before it tries.
    ///
    /// ALAC of more than 16 bits isn't written: libsndfile 1.2.0 damages packets that it can't compress, and neither it
    /// nor ffmpeg can read them back.
    func isWritable(sampleRate: Int = 48_000, channelCount: Int = 1) -> Bool {
        if [.alac20, .alac24, .alac32].contains(sampleType) { return false }
        var info = SF_INFO()
        info.samplerate = Int32(clamping: sampleRate)
        info.channels = Int32(clamping: channelCount)
        info.format = code
        return sf_format_check(&info) != 0
    }
}

/// A sound file's facts, for reports.
package struct AudioFileInfo: Equatable, Sendable, Codable {
    /// The path as given, or "standard input".
    package var path: String
    package var format: AudioFileFormat
    /// Frames a second; 1 to 16,777,216.
    package var sampleRate: Int
    package var channelCount: Int
    /// What the header says, nil where it says nothing. A compressed file's may be an estimate.
    package var frameCount: Int?
    /// Nil where the frame count is.
    package var seconds: Double? { frameCount.map { Double($0) / Double(sampleRate) } }
}
