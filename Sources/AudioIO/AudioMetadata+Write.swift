// Puts metadata into a file that is about to be written, and finds out beforehand what would be lost. One thread.
import CSndFile
import Glibc

extension AudioMetadata {
    /// Whether chunks can go into such a file as they stand.
    private func keepsChunks(in format: AudioFileFormat) -> Bool {
        family != nil && format.container.chunkFamily == family && !(family == .riff && format.byteOrder == .big)
    }

    /// Sets what the file can take. To be called before the first sample is written.
    func apply(to handle: OpaquePointer, format: AudioFileFormat) {
        if var channelMap {
            let size = Int32(channelMap.count * MemoryLayout<Int32>.size)
            sf_command(handle, SFC_SET_CHANNEL_MAP_INFO.asCommand, &channelMap, size)
        }
        guard !keepsChunks(in: format) else { return applyChunks(to: handle) }
        for tag in AudioTextTag.allCases {
            if let text = texts[tag] { Self.set(text, tag, handle) }
        }
        Self.set(broadcast, SFC_SET_BROADCAST_INFO, handle)
        Self.set(cart, SFC_SET_CART_INFO, handle)
        Self.set(cues, SFC_SET_CUE, handle)
        // In an AIFF libsndfile writes either; cues are what people look for.
        if format.container != .aiff || cues == nil { Self.set(instrument, SFC_SET_INSTRUMENT, handle) }
    }

    private func applyChunks(to handle: OpaquePointer) {
        var room = Self.maximumChunkByteCount
        for chunk in chunks {
            var content = Self.paddedToFour(chunk)
            guard content.count <= room else { continue }
            room -= content.count
            var info = SF_CHUNK_INFO()
            info.id_size = 4
            withUnsafeMutableBytes(of: &info.id) {
                $0.copyBytes(from: chunk.name.unicodeScalars.map { UInt8($0.value) })
            }
            info.datalen = UInt32(content.count)
            content.withUnsafeMutableBytes {
                // SAFETY: libsndfile copies the content before it returns.
                info.data = $0.baseAddress
                _ = sf_set_chunk(handle, &info)
            }
        }
    }

    /// libsndfile rounds a chunk up to four bytes. In a list that would leave half a chunk at the end, so the last
    /// text's own length takes the two zeros.
    static func paddedToFour(_ chunk: Chunk) -> [UInt8] {
        guard chunk.name == "LIST", chunk.content.count % 4 != 0 else { return chunk.content }
        var content = chunk.content
        var place = 4
        var last: Int?
        while place + 8 <= content.count {
            let count = Int(UInt32(bytes: content[place + 4..<place + 8], isBigEndian: false))
            guard place + 8 + count <= content.count else { break }
            last = place
            place += 8 + count + (count & 1)
        }
        guard let last else { return content }
        content += [UInt8](repeating: 0, count: 4 - content.count % 4)
        content.replaceSubrange(last + 4..<last + 8, with: UInt32(content.count - last - 8).littleEndianBytes)
        return content
    }

    private static func set(_ bytes: [UInt8]?, _ command: Int, _ handle: OpaquePointer) {
        guard var bytes else { return }
        // SAFETY: libsndfile copies the structure before it returns.
        _ = bytes.withUnsafeMutableBytes { sf_command(handle, command.asCommand, $0.baseAddress, Int32($0.count)) }
    }

    private static func set(_ text: [UInt8], _ tag: AudioTextTag, _ handle: OpaquePointer) {
        let terminated = text.map(CChar.init(bitPattern:)) + [0]
        guard sf_set_string(handle, tag.code, terminated) == 0, tag == .software else { return }
        // libsndfile adds its own name to the software that made the file; that is not ours to change.
        guard let stored = sf_get_string(handle, tag.code), strlen(stored) > text.count,
            memcmp(stored, terminated, text.count) == 0
        else { return }
        // SAFETY: the string is in libsndfile's own writable storage and longer than `text`, as just checked.
        UnsafeMutablePointer(mutating: stored)[text.count] = 0
    }

    // MARK: What is lost

    /// Names of the parts that such a file doesn't keep, found by writing one in memory and reading it back.
    func lostParts(in format: AudioFileFormat, sampleRate: Int, channelCount: Int) -> [String] {
        guard !isEmpty else { return [] }
        guard let kept = roundTrip(format, sampleRate, channelCount) else { return itemNames }
        var lost: [String] = []
        if keepsChunks(in: format) {
            for chunk in chunks where !kept.chunks.contains(where: { $0.matches(chunk) }) {
                lost.append(Self.displayName(ofChunk: chunk.name))
            }
            if channelMap != nil && kept.channelMap != channelMap { lost.append("channel map") }
            return lost
        }
        var comparable = kept
        comparable.broadcast = kept.broadcast.map { Array($0.prefix(Self.comparedBroadcastByteCount)) }
        let names = Set(itemNames)
        lost += AudioTextTag.allCases.filter { texts[$0] != nil && texts[$0] != kept.texts[$0] }.map(\.rawValue)
        if broadcast.map({ Array($0.prefix(Self.comparedBroadcastByteCount)) }) != comparable.broadcast {
            lost.append(Self.displayName(ofChunk: "bext"))
        }
        if cart != kept.cart { lost.append(Self.displayName(ofChunk: "cart")) }
        if cues != nil && kept.cues == nil { lost.append("cue points") }
        if instrument != nil && kept.instrument == nil { lost.append("instrument") }
        if channelMap != kept.channelMap { lost.append("channel map") }
        lost = lost.filter(names.contains)
        let translated: Set = [
            "LIST", "bext", "cart", "cue ", "smpl", "inst", "MARK", "INST", "NAME", "AUTH", "ANNO", "(c) ",
        ]
        lost += chunks.filter { !translated.contains($0.name) }.map { Self.displayName(ofChunk: $0.name) }
        return lost
    }

    /// The coding history is the format's own affair: every writer adds a line.
    private static let comparedBroadcastByteCount = MemoryLayout<SF_BROADCAST_INFO>.offset(of: \.version)!

    private func roundTrip(_ format: AudioFileFormat, _ sampleRate: Int, _ channelCount: Int) -> AudioMetadata? {
        let memory = MemoryFile()
        var failure = (number: Int32(0), text: "")
        do {
            guard
                var file = SndFile(
                    writing: memory, format: format, sampleRate: sampleRate, channelCount: channelCount,
                    failure: &failure)
            else { return nil }
            apply(to: file.handle, format: format)
            let silence = [Float](repeating: 0, count: Self.trialFrameCount * channelCount)
            sf_writef_float(file.handle, silence, sf_count_t(Self.trialFrameCount))
            guard file.close() else { return nil }
        }
        let copy = MemoryFile(memory.bytes)
        guard let file = SndFile(reading: copy, failure: &failure) else { return nil }
        let table = ChunkTable { copy.bytes.bytes(at: $0, count: $1) }
        return AudioMetadata(reading: file.handle, channelCount: channelCount, table: table) {
            copy.bytes.bytes(at: $0, count: $1)
        }
    }

    private static let trialFrameCount = 1_024
}

extension AudioMetadata.Chunk {
    /// Whether a chunk that was read back is this one, but for zeros at the end and the length of a list's last text.
    fileprivate func matches(_ original: AudioMetadata.Chunk) -> Bool {
        guard name == original.name, content.count >= original.content.count else { return false }
        return content.starts(with: original.content) || content == AudioMetadata.paddedToFour(original)
    }
}
