// Walks the chunks of RIFF and FORM files, to find the sound's place and to carry chunks over unchanged. Any thread.

/// The two families of files made of chunks with a four-character name and a 32-bit length.
package enum ChunkFamily: String, Sendable, Codable {
    /// RIFF and RF64, little-endian; RIFX files belong to none.
    case riff
    /// IFF's FORM, big-endian: AIFF and AIFF-C.
    case form

    /// Chunks that say how the sound is stored or that would be wrong in a copy; never carried over.
    var ownChunks: Set<String> {
        switch self {
        case .riff: ["fmt ", "data", "fact", "ds64", "PEAK", "JUNK", "junk", "PAD ", "FLLR", "levl", "MD5 ", "wavl"]
        case .form: ["COMM", "SSND", "FVER", "PEAK", "CHAN"]
        }
    }

    /// The chunk that holds the sound.
    var soundChunk: String { self == .riff ? "data" : "SSND" }
}

/// One chunk as it stands in a file.
struct ChunkLocation: Equatable {
    let name: String
    /// Where the chunk's content begins, in bytes from the start of the file.
    let offset: Int64
    /// What the chunk's header says, or for RF64 what `ds64` says.
    let byteCount: Int64
}

/// The chunks of a RIFF, RF64, RIFX or FORM file.
struct ChunkTable {
    let family: ChunkFamily
    /// RIFX: RIFF with its numbers the other way round.
    let isSwapped: Bool
    private(set) var chunks: [ChunkLocation] = []

    /// The most chunks that are looked at; real files have a dozen.
    private static let maximumChunkCount = 1_000

    /// Reads the table; nil if it is no such file. Damage ends the walk, it doesn't fail.
    ///
    /// - Parameters:
    ///   - stopsAtSound: whether the walk ends at the chunk that holds the sound.
    ///   - read: reads so many bytes at an offset; returns fewer at the end.
    init?(stopsAtSound: Bool = false, read: (_ offset: Int64, _ count: Int) -> [UInt8]) {
        let start = read(0, 12)
        guard start.count == 12 else { return nil }
        let isBigEndian: Bool
        switch (fourCharacters(start[0..<4]), fourCharacters(start[8..<12])) {
        case ("RIFF", "WAVE"), ("RF64", "WAVE"): (family, isBigEndian, isSwapped) = (.riff, false, false)
        case ("RIFX", "WAVE"): (family, isBigEndian, isSwapped) = (.riff, true, true)
        case ("FORM", "AIFF"), ("FORM", "AIFC"): (family, isBigEndian, isSwapped) = (.form, true, false)
        default: return nil
        }
        var offset: Int64 = 12
        var longSoundByteCount: Int64?
        while chunks.count < Self.maximumChunkCount {
            let header = read(offset, 8)
            guard header.count == 8 else { return }
            let name = fourCharacters(header[0..<4])
            var byteCount = Int64(UInt32(bytes: header[4..<8], isBigEndian: isBigEndian))
            if name == "ds64" {
                let sizes = read(offset + 16, 8)
                if sizes.count == 8 { longSoundByteCount = Int64(exactly: UInt64(littleEndianBytes: sizes)) }
            }
            if name == "data", byteCount == 0xFFFF_FFFF, let longSoundByteCount { byteCount = longSoundByteCount }
            chunks.append(ChunkLocation(name: name, offset: offset + 8, byteCount: byteCount))
            if stopsAtSound && name == family.soundChunk { return }
            let (next, overflow) = (offset + 8 + (byteCount & 1)).addingReportingOverflow(byteCount)
            guard !overflow else { return }
            offset = next
        }
    }

    /// The chunk that holds the sound, if there is one.
    var sound: ChunkLocation? { chunks.first { $0.name == family.soundChunk } }
}

/// Four bytes as text, each byte one character.
func fourCharacters(_ bytes: some Collection<UInt8>) -> String {
    String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
}

extension UInt32 {
    init(bytes: some Collection<UInt8>, isBigEndian: Bool) {
        let value = bytes.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        self = isBigEndian ? value : value.byteSwapped
    }

    var littleEndianBytes: [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: self >> (8 * UInt32($0))) } }
}

extension UInt64 {
    init(littleEndianBytes bytes: some Collection<UInt8>) {
        self = bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }.byteSwapped
    }

    var littleEndianBytes: [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: self >> (8 * UInt64($0))) } }
}
