// A WAV's `fmt ` chunk, as far as streaming needs it. Any thread.

/// What a WAV's samples are.
struct WaveFormatChunk {
    private let tag: UInt32
    /// Bytes for one frame, at least 1.
    let frameByteCount: Int64

    init?(_ table: ChunkTable, read: (_ offset: Int64, _ count: Int) -> [UInt8]) {
        guard let chunk = table.chunks.first(where: { $0.name == "fmt " }) else { return nil }
        let bytes = read(chunk.offset, 16)
        guard bytes.count == 16 else { return nil }
        tag = UInt32(bytes[0]) | UInt32(bytes[1]) << 8
        frameByteCount = max(1, Int64(bytes[12]) | Int64(bytes[13]) << 8)
    }

    /// Whether each sample stands by itself: integers, floats, A-law, u-law, extensible; not the ADPCM codes.
    var isStreamable: Bool { [1, 3, 6, 7, 0xFFFE].contains(tag) }
}
