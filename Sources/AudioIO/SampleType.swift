// How samples are stored in a file, libsndfile's numbers for it, and what that means for accuracy. Any thread.
import CSndFile

/// How the samples in a file are stored.
///
/// Source: libsndfile's subtypes.
package enum SampleType: String, CaseIterable, Sendable, Codable {
    case pcmS8 = "s8"
    case pcmU8 = "u8"
    case pcm16 = "16"
    case pcm24 = "24"
    case pcm32 = "32"
    case float32 = "32f"
    case float64 = "64f"
    case ulaw, alaw, imaADPCM, msADPCM, gsm610, voxADPCM, nms16, nms24, nms32, g721, g723x24, g723x40
    case dwvw12, dwvw16, dwvw24, dwvwN, dpcm8, dpcm16
    case alac16, alac20, alac24, alac32
    case vorbis, opus, mpegLayerI, mpegLayerII, mpegLayerIII

    /// What a writer has to do with float samples.
    enum Storage: Equatable {
        /// Integers of so many bits, kept exactly.
        case integer(bits: Int)
        /// Floating point: anything passes.
        case float
        /// A lossy code that takes floating point; what is over full scale is the decoder's business.
        case lossyFloat
        /// A lossy code that takes 16-bit integers; its own noise covers that of rounding.
        case lossyInteger
    }

    var storage: Storage {
        switch self {
        case .pcmS8, .pcmU8: .integer(bits: 8)
        case .pcm16, .alac16, .dwvw16: .integer(bits: 16)
        case .dwvw12: .integer(bits: 12)
        case .alac20: .integer(bits: 20)
        case .pcm24, .alac24, .dwvw24: .integer(bits: 24)
        case .pcm32, .alac32: .integer(bits: 32)
        case .float32, .float64: .float
        case .vorbis, .opus, .mpegLayerI, .mpegLayerII, .mpegLayerIII: .lossyFloat
        case .ulaw, .alaw, .imaADPCM, .msADPCM, .gsm610, .voxADPCM, .nms16, .nms24, .nms32, .g721, .g723x24, .g723x40,
            .dwvwN, .dpcm8, .dpcm16:
            .lossyInteger
        }
    }

    /// Bytes for one sample, where every sample takes the same.
    var byteCount: Int? {
        switch self {
        case .pcmS8, .pcmU8, .ulaw, .alaw: 1
        case .pcm16: 2
        case .pcm24: 3
        case .pcm32, .float32: 4
        case .float64: 8
        default: nil
        }
    }

    /// Name for people.
    package var displayName: String {
        switch self {
        case .pcmS8: "8-bit signed"
        case .pcmU8: "8-bit unsigned"
        case .pcm16: "16-bit"
        case .pcm24: "24-bit"
        case .pcm32: "32-bit"
        case .float32: "32-bit float"
        case .float64: "64-bit float"
        case .ulaw: "u-law"
        case .alaw: "A-law"
        case .vorbis: "Vorbis"
        case .opus: "Opus"
        case .mpegLayerI: "layer I"
        case .mpegLayerII: "layer II"
        case .mpegLayerIII: "layer III"
        default: rawValue
        }
    }

    /// libsndfile's number.
    var code: Int32 {
        let value =
            switch self {
            case .pcmS8: SF_FORMAT_PCM_S8
            case .pcmU8: SF_FORMAT_PCM_U8
            case .pcm16: SF_FORMAT_PCM_16
            case .pcm24: SF_FORMAT_PCM_24
            case .pcm32: SF_FORMAT_PCM_32
            case .float32: SF_FORMAT_FLOAT
            case .float64: SF_FORMAT_DOUBLE
            case .ulaw: SF_FORMAT_ULAW
            case .alaw: SF_FORMAT_ALAW
            case .imaADPCM: SF_FORMAT_IMA_ADPCM
            case .msADPCM: SF_FORMAT_MS_ADPCM
            case .gsm610: SF_FORMAT_GSM610
            case .voxADPCM: SF_FORMAT_VOX_ADPCM
            case .nms16: SF_FORMAT_NMS_ADPCM_16
            case .nms24: SF_FORMAT_NMS_ADPCM_24
            case .nms32: SF_FORMAT_NMS_ADPCM_32
            case .g721: SF_FORMAT_G721_32
            case .g723x24: SF_FORMAT_G723_24
            case .g723x40: SF_FORMAT_G723_40
            case .dwvw12: SF_FORMAT_DWVW_12
            case .dwvw16: SF_FORMAT_DWVW_16
            case .dwvw24: SF_FORMAT_DWVW_24
            case .dwvwN: SF_FORMAT_DWVW_N
            case .dpcm8: SF_FORMAT_DPCM_8
            case .dpcm16: SF_FORMAT_DPCM_16
            case .alac16: SF_FORMAT_ALAC_16
            case .alac20: SF_FORMAT_ALAC_20
            case .alac24: SF_FORMAT_ALAC_24
            case .alac32: SF_FORMAT_ALAC_32
            case .vorbis: SF_FORMAT_VORBIS
            case .opus: SF_FORMAT_OPUS
            case .mpegLayerI: SF_FORMAT_MPEG_LAYER_I
            case .mpegLayerII: SF_FORMAT_MPEG_LAYER_II
            case .mpegLayerIII: SF_FORMAT_MPEG_LAYER_III
            }
        return Int32(truncatingIfNeeded: value)
    }

    init?(code: Int32) {
        let minor = code & Int32(truncatingIfNeeded: SF_FORMAT_SUBMASK)
        guard let match = SampleType.allCases.first(where: { $0.code == minor }) else { return nil }
        self = match
    }
}
