// The lengths that WAV, AIFF and AU headers state: what stands for "unknown", and how they are put right. Any thread.
import Glibc

/// Lengths in the headers of WAV, AIFF and AU files.
enum WaveSizes {
    /// The room left at the start of a WAV of unknown length: a JUNK chunk that can become RF64's `ds64`.
    ///
    /// Source: EBU Tech 3306, the on-the-fly conversion.
    static let reservedByteCount: Int64 = 36
    static let reservedOffset: Int64 = 12

    /// Whether a length in a header means "not known when this was written".
    ///
    /// ffmpeg writes 0xFFFFFFFF; sox 0x7FFFF000 (WAV) or 0x7F000000 (AIFF), each rounded down to whole frames; others
    /// 0x7FFFFFFF or 0.
    static func isUnknown(_ byteCount: Int64, frameByteCount: Int64) -> Bool {
        let frame = max(1, min(frameByteCount, 8_192))
        return byteCount == 0 || byteCount > 0xFFFF_FFFF - 256 - frame
            || (byteCount <= 0x7FFF_F000 && byteCount >= 0x7FFF_F000 - frame)
            || (byteCount <= 0x7F00_0000 + 64 && byteCount > 0x7F00_0000 - 64 - frame)
            || (byteCount <= 0x8000_0000 && byteCount > 0x7FFF_FFFF - 64 - frame)
    }

    /// Makes a WAV's header say that everything up to the end of the file is sound, whatever the file's length.
    ///
    /// libsndfile takes a sound of length 0 in a RIFF of length 8 for a file that was never closed.
    static func makeEndless(_ head: inout [UInt8], soundOffset: Int) {
        head.replaceSubrange(4..<8, with: UInt32(8).littleEndianBytes)
        head.replaceSubrange(soundOffset - 4..<soundOffset, with: UInt32(0).littleEndianBytes)
    }

    /// Puts the length of the sound into an RF64's header.
    static func setLongLength(_ head: inout [UInt8], _ table: ChunkTable, soundByteCount: Int64) {
        guard let sizes = table.chunks.first(where: { $0.name == "ds64" }), Int(sizes.offset) + 16 <= head.count else {
            return
        }
        let place = Int(sizes.offset) + 8
        head.replaceSubrange(place..<place + 8, with: UInt64(soundByteCount).littleEndianBytes)
    }

    /// Makes the header of a WAV or AU file that is sent down a pipe say that the length is unknown.
    static func markUnknown(_ bytes: inout [UInt8]) {
        let unknown: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF]
        if fourCharacters(bytes.prefix(4)) == ".snd" && bytes.count >= 12 {
            bytes.replaceSubrange(8..<12, with: unknown)
            return
        }
        let copy = bytes
        guard let table = ChunkTable(stopsAtSound: true, read: { copy.bytes(at: $0, count: $1) }) else { return }
        bytes.replaceSubrange(4..<8, with: unknown)
        for chunk in table.chunks {
            let start = Int(chunk.offset)
            if chunk.name == "fact" && start + 4 <= bytes.count {
                bytes.replaceSubrange(start..<start + 4, with: unknown)
            }
            if chunk.name == "data" {
                bytes.replaceSubrange(start - 4..<start, with: unknown)
                return
            }
        }
    }

    /// Fills the room that was left in a finished WAV: with JUNK, or beyond `limit` bytes by making it an RF64.
    ///
    /// - Parameters:
    ///   - soundOffset: where the sound begins, as libsndfile sees it.
    ///   - soundByteCount: length of the sound.
    ///   - frameCount: frames of sound.
    /// - Returns: nil, or the errno of the system call that failed.
    static func fillReserved(
        _ file: SeekableFile, soundOffset: Int64, soundByteCount: Int64, frameCount: Int64, limit: Int64
    ) -> Int32? {
        let descriptor = file.descriptor
        let total = file.realOffset(file.length) - file.realOffset(0)
        let start = file.realOffset(0)
        let junkByteCount = UInt32(reservedByteCount - 8)
        guard total > limit else {
            return put(UInt32(truncatingIfNeeded: total - 8).littleEndianBytes, descriptor, start + 4)
                ?? put(
                    Array("JUNK".utf8) + junkByteCount.littleEndianBytes
                        + [UInt8](repeating: 0, count: Int(junkByteCount)), descriptor, start + reservedOffset)
        }
        var sizes = Array("ds64".utf8) + junkByteCount.littleEndianBytes
        sizes += UInt64(total - 8).littleEndianBytes
        sizes += UInt64(soundByteCount).littleEndianBytes
        sizes += UInt64(frameCount).littleEndianBytes
        sizes += UInt32(0).littleEndianBytes
        if let code = put(Array("RF64".utf8) + [0xFF, 0xFF, 0xFF, 0xFF], descriptor, start)
            ?? put(sizes, descriptor, start + reservedOffset)
        {
            return code
        }
        return put([0xFF, 0xFF, 0xFF, 0xFF], descriptor, file.realOffset(soundOffset) - 4)
    }

    /// Takes the padding byte, which libsndfile counts as sound, off the length of an AIFF's sound chunk.
    static func correctSoundChunk(_ file: SeekableFile, soundOffset: Int64, soundByteCount: Int64) -> Int32? {
        guard soundByteCount % 2 == 1 else { return nil }
        // Between the chunk's length and the sound stand two numbers of four bytes, which the length counts.
        let length = UInt32(truncatingIfNeeded: soundByteCount + 8).littleEndianBytes
        return put(length.reversed(), file.descriptor, file.realOffset(soundOffset) - 12)
    }

    private static func put(_ bytes: [UInt8], _ descriptor: Int32, _ offset: Int64) -> Int32? {
        let written = bytes.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, bytes.count, Int(offset)) }
        return written == bytes.count ? nil : (written < 0 ? errno : ENOSPC)
    }
}

extension [UInt8] {
    /// Up to `count` bytes at an offset; fewer, or none, at the end.
    func bytes(at offset: Int64, count: Int) -> [UInt8] {
        guard offset >= 0, offset < Int64(self.count) else { return [] }
        let start = Int(offset)
        return Array(self[start..<Swift.min(start + count, self.count)])
    }
}
