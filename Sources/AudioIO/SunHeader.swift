// The header of Sun and NeXT AU files, as far as streaming needs it. Any thread.

/// Where the sound of an AU file is and how long it says it is.
struct SunHeader {
    let soundOffset: Int64
    /// Nil for "unknown", 0xFFFFFFFF in the file.
    let soundByteCount: Int64?
    private let encoding: UInt32

    /// Nil if these are not an AU file's first 24 bytes.
    init?(_ start: [UInt8]) {
        guard start.count >= 24 else { return nil }
        let isBigEndian: Bool
        switch fourCharacters(start[0..<4]) {
        case ".snd": isBigEndian = true
        case "dns.": isBigEndian = false
        default: return nil
        }
        soundOffset = Int64(UInt32(bytes: start[4..<8], isBigEndian: isBigEndian))
        let count = UInt32(bytes: start[8..<12], isBigEndian: isBigEndian)
        // sox writes 0x7FFFF000 when it can't know; see WaveSizes.
        soundByteCount = count == 0 || WaveSizes.isUnknown(Int64(count), frameByteCount: 64) ? nil : Int64(count)
        encoding = UInt32(bytes: start[12..<16], isBigEndian: isBigEndian)
    }

    /// Whether each sample stands by itself: u-law, integers, floats, A-law; not the G.72x codes.
    var isStreamable: Bool { (1...7).contains(encoding) || encoding == 27 }

    /// Makes a header say that the length is unknown, so that everything that comes is sound.
    func makeEndless(_ head: inout [UInt8]) {
        head.replaceSubrange(8..<12, with: [0xFF, 0xFF, 0xFF, 0xFF])
    }
}
