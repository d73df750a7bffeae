// The kinds of sound file, their names, extensions and libsndfile's numbers for them. Any thread.
import CSndFile

/// A kind of sound file: what surrounds the samples.
///
/// Source: libsndfile's major formats. Opus and Vorbis are sample types of `ogg`.
package enum AudioContainer: String, CaseIterable, Sendable, Codable {
    case wav
    /// WAV with `WAVE_FORMAT_EXTENSIBLE`, which alone says which channel is which loudspeaker.
    case wavExtensible = "wavex"
    case rf64, w64, aiff, au, caf, flac, ogg
    case mpeg = "mp3"
    case paf, svx, nist, voc, ircam, mat4, mat5, pvf, xi, htk, sds, avr, wve, mpc2k

    /// libsndfile's number.
    var code: Int32 {
        let value =
            switch self {
            case .wav: SF_FORMAT_WAV
            case .wavExtensible: SF_FORMAT_WAVEX
            case .rf64: SF_FORMAT_RF64
            case .w64: SF_FORMAT_W64
            case .aiff: SF_FORMAT_AIFF
            case .au: SF_FORMAT_AU
            case .caf: SF_FORMAT_CAF
            case .flac: SF_FORMAT_FLAC
            case .ogg: SF_FORMAT_OGG
            case .mpeg: SF_FORMAT_MPEG
            case .paf: SF_FORMAT_PAF
            case .svx: SF_FORMAT_SVX
            case .nist: SF_FORMAT_NIST
            case .voc: SF_FORMAT_VOC
            case .ircam: SF_FORMAT_IRCAM
            case .mat4: SF_FORMAT_MAT4
            case .mat5: SF_FORMAT_MAT5
            case .pvf: SF_FORMAT_PVF
            case .xi: SF_FORMAT_XI
            case .htk: SF_FORMAT_HTK
            case .sds: SF_FORMAT_SDS
            case .avr: SF_FORMAT_AVR
            case .wve: SF_FORMAT_WVE
            case .mpc2k: SF_FORMAT_MPC2K
            }
        return Int32(truncatingIfNeeded: value)
    }

    init?(code: Int32) {
        let major = code & Int32(truncatingIfNeeded: SF_FORMAT_TYPEMASK)
        guard let match = AudioContainer.allCases.first(where: { $0.code == major }) else { return nil }
        self = match
    }

    /// Name for people.
    package var displayName: String {
        switch self {
        case .wav: "WAV"
        case .wavExtensible: "WAV (extensible)"
        case .ogg: "Ogg"
        case .mpeg: "MP3"
        case .svx: "8SVX"
        case .mat4: "MATLAB 4"
        case .mat5: "MATLAB 5"
        case .ircam: "IRCAM"
        default: rawValue.uppercased()
        }
    }

    /// The extensions that mean this container, the usual one first; Ogg's are told apart in `NamedFormat`.
    var extensions: [String] {
        switch self {
        case .wav: ["wav", "wave", "bwf"]
        case .wavExtensible: ["wavex"]
        case .aiff: ["aiff", "aif", "aifc"]
        case .au: ["au", "snd"]
        case .ogg: ["ogg", "oga", "opus"]
        case .svx: ["svx", "8svx", "iff"]
        case .nist: ["sph", "nist"]
        case .ircam: ["sf", "ircam"]
        case .mat4: ["mat4"]
        case .mat5: ["mat", "mat5"]
        default: [rawValue]
        }
    }

    /// Whether sound of unknown length can be written front to back, without going back to the header.
    var isStreamable: Bool { self == .wav || self == .wavExtensible || self == .au }

    /// The most bytes whose length the header can state, where that is less than files grow to.
    var byteLimit: Int64? {
        switch self {
        case .wav, .wavExtensible, .aiff, .svx, .voc: 0xFFFF_FFFF
        default: nil
        }
    }

    /// What one chunk-based family's raw chunks are written in; metadata travels unchanged within a family.
    var chunkFamily: ChunkFamily? {
        switch self {
        case .wav, .wavExtensible, .rf64: .riff
        case .aiff: .form
        default: nil
        }
    }
}
