// How a device stores samples, alsa-lib's numbers for it, and which of several is best. Any thread.
internal import CALSA

/// One of the ways to store a sample that Cajon reads and writes.
package struct DeviceSampleFormat: Hashable, Sendable, Codable {
    /// The kind of number, without its byte order.
    package enum Encoding: String, Sendable, Codable, CaseIterable {
        case float32 = "FLOAT"
        case pcm32 = "S32"
        /// 24 bits in the lower three bytes of four.
        case pcm24 = "S24"
        /// 24 bits in three bytes.
        case pcm24Packed = "S24_3"
        case pcm16 = "S16"
    }

    package let encoding: Encoding
    package let isBigEndian: Bool

    package init(_ encoding: Encoding, isBigEndian: Bool = false) {
        self.encoding = encoding
        self.isBigEndian = isBigEndian
    }

    /// Takes alsa-lib's names: `FLOAT_LE`, `S24_3BE`; without a byte order, little-endian. Nil for others.
    package init?(name: String) {
        let all = Self.all
        guard let match = all.first(where: { $0.name == name || $0.encoding.rawValue == name }) else { return nil }
        self = match
    }

    /// alsa-lib's name.
    package var name: String {
        encoding.rawValue + (encoding == .pcm24Packed ? "" : "_") + (isBigEndian ? "BE" : "LE")
    }

    /// Significant bits of an integer; nil for floats.
    package var bits: Int? {
        switch encoding {
        case .float32: nil
        case .pcm32: 32
        case .pcm24, .pcm24Packed: 24
        case .pcm16: 16
        }
    }

    /// Every format, the best first: floats pass as they are, then the more bits the better; this machine's byte order
    /// before the other.
    package static var all: [DeviceSampleFormat] {
        Encoding.allCases.flatMap { encoding in
            [false, true].map { DeviceSampleFormat(encoding, isBigEndian: $0) }
        }
    }

    var byteCount: Int { cajon_encoding_byte_count(code) }

    /// The converters' name for it.
    var code: cajon_encoding {
        switch encoding {
        case .float32: CAJON_ENCODING_FLOAT
        case .pcm32: CAJON_ENCODING_S32
        case .pcm24: CAJON_ENCODING_S24
        case .pcm24Packed: CAJON_ENCODING_S24_3
        case .pcm16: CAJON_ENCODING_S16
        }
    }

    /// alsa-lib's number.
    var alsaFormat: snd_pcm_format_t {
        switch (encoding, isBigEndian) {
        case (.float32, false): SND_PCM_FORMAT_FLOAT_LE
        case (.float32, true): SND_PCM_FORMAT_FLOAT_BE
        case (.pcm32, false): SND_PCM_FORMAT_S32_LE
        case (.pcm32, true): SND_PCM_FORMAT_S32_BE
        case (.pcm24, false): SND_PCM_FORMAT_S24_LE
        case (.pcm24, true): SND_PCM_FORMAT_S24_BE
        case (.pcm24Packed, false): SND_PCM_FORMAT_S24_3LE
        case (.pcm24Packed, true): SND_PCM_FORMAT_S24_3BE
        case (.pcm16, false): SND_PCM_FORMAT_S16_LE
        case (.pcm16, true): SND_PCM_FORMAT_S16_BE
        }
    }
}
