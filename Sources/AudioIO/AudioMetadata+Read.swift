// Takes metadata out of an open file. One thread, the file's.
import CSndFile
import Glibc

extension AudioMetadata {
    /// The most bytes of one chunk, and of all, that are carried: libsndfile's header has room for 100 KiB.
    static let maximumChunkByteCount = 64 * 1024

    /// Reads everything that libsndfile and the file's own chunks tell.
    ///
    /// - Parameters:
    ///   - table: the file's chunks, if it is made of chunks that can be read.
    ///   - readBytes: reads so many bytes at an offset of the file.
    init(
        reading handle: OpaquePointer, channelCount: Int, table: ChunkTable?,
        readBytes: (_ offset: Int64, _ count: Int) -> [UInt8]
    ) {
        for tag in AudioTextTag.allCases {
            guard let text = sf_get_string(handle, tag.code), text.pointee != 0 else { continue }
            // SAFETY: libsndfile's string is terminated and lives as long as the handle; it is copied here.
            texts[tag] = Array(UnsafeBufferPointer(start: text, count: strlen(text)).map(UInt8.init(bitPattern:)))
        }
        broadcast = Self.structure(handle, SFC_GET_BROADCAST_INFO, Self.broadcastHead, Self.broadcastHistoryLimit)
        cart = Self.structure(handle, SFC_GET_CART_INFO, Self.cartHead, Self.cartTextLimit)
        cues = Self.cues(handle)
        instrument = Self.bytes(handle, SFC_GET_INSTRUMENT, count: MemoryLayout<SF_INSTRUMENT>.size)
        channelMap = Self.channelMap(handle, channelCount)

        guard let table, !table.isSwapped else { return }
        family = table.family
        for chunk in table.chunks where !table.family.ownChunks.contains(chunk.name) {
            guard chunk.byteCount > 0, chunk.byteCount <= Self.chunkReadLimit else { continue }
            let content = readBytes(chunk.offset, Int(chunk.byteCount))
            if content.count == Int(chunk.byteCount) { chunks.append(Chunk(name: chunk.name, content: content)) }
        }
        if chunks.isEmpty { family = nil }
        correctSoftware()
    }

    /// libsndfile reads an AIFF's software text beyond its end into what was in memory before; the chunk knows better.
    private mutating func correctSoftware() {
        guard family == .form, texts[.software] != nil else { return }
        let signature = Array("m3ga".utf8)
        for chunk in chunks where chunk.name == "APPL" && chunk.content.starts(with: signature) {
            texts[.software] = Array(chunk.content.dropFirst(signature.count).prefix { $0 != 0 })
        }
    }

    /// Larger chunks aren't even kept; 16 MiB.
    private static let chunkReadLimit: Int64 = 16 << 20

    /// `SF_BROADCAST_INFO` up to its variable part, whose length is in the last four bytes.
    static let broadcastHead = MemoryLayout<SF_BROADCAST_INFO>.offset(of: \.coding_history)!
    /// `SF_CART_INFO` likewise.
    static let cartHead = MemoryLayout<SF_CART_INFO>.offset(of: \.tag_text)!
    private static let broadcastHistoryLimit = 16_384
    private static let cartTextLimit = 16_384

    /// A structure whose last member has a length that the member before it gives.
    private static func structure(_ handle: OpaquePointer, _ command: Int, _ head: Int, _ limit: Int) -> [UInt8]? {
        guard var bytes = bytes(handle, command, count: head + limit) else { return nil }
        let tail = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: head - 4, as: UInt32.self) }
        bytes.removeLast(bytes.count - head - min(Int(tail), limit))
        return bytes
    }

    private static func bytes(_ handle: OpaquePointer, _ command: Int, count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        // SAFETY: libsndfile writes at most `count` bytes.
        let found = bytes.withUnsafeMutableBytes {
            sf_command(handle, command.asCommand, $0.baseAddress, Int32(count)) == SF_TRUE.asCommand
        }
        return found ? bytes : nil
    }

    private static func cues(_ handle: OpaquePointer) -> [UInt8]? {
        var count: UInt32 = 0
        let size = Int32(MemoryLayout<UInt32>.size)
        guard sf_command(handle, SFC_GET_CUE_COUNT.asCommand, &count, size) == SF_TRUE.asCommand else { return nil }
        guard (1...maximumCueCount).contains(count) else { return nil }
        return bytes(handle, SFC_GET_CUE, count: 4 + Int(count) * MemoryLayout<SF_CUE_POINT>.size)
    }

    private static let maximumCueCount: UInt32 = 10_000

    private static func channelMap(_ handle: OpaquePointer, _ channelCount: Int) -> [Int32]? {
        var map = [Int32](repeating: 0, count: channelCount)
        let size = Int32(channelCount * MemoryLayout<Int32>.size)
        guard sf_command(handle, SFC_GET_CHANNEL_MAP_INFO.asCommand, &map, size) == SF_TRUE.asCommand else {
            return nil
        }
        return map.allSatisfy { $0 == 0 } ? nil : map
    }
}

extension AudioTextTag {
    /// libsndfile's number.
    var code: Int32 {
        let value =
            switch self {
            case .title: SF_STR_TITLE
            case .copyright: SF_STR_COPYRIGHT
            case .software: SF_STR_SOFTWARE
            case .artist: SF_STR_ARTIST
            case .comment: SF_STR_COMMENT
            case .date: SF_STR_DATE
            case .album: SF_STR_ALBUM
            case .license: SF_STR_LICENSE
            case .trackNumber: SF_STR_TRACKNUMBER
            case .genre: SF_STR_GENRE
            }
        return Int32(truncatingIfNeeded: value)
    }
}
