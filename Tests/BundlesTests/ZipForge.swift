// Zips by hand, which can lie in every field of every record. Test threads.

/// A zip to be: honest until somebody changes it.
struct ZipForge {
    /// What a header says of a file.
    struct Header {
        var name: [UInt8]
        var version = 20
        var flags = 0
        var method = 0
        var time = 0x0021_0000
        var crc32 = 0
        var packedByteCount = 0
        var byteCount = 0
        var extra: [UInt8] = []
    }

    /// A file.
    struct Entry {
        /// Packed.
        var data: [UInt8]
        /// In front of the file, and in the directory.
        var local: Header
        var central: Header
        /// After it.
        var descriptor: [UInt8] = []
        var attributes = 0o100644 << 16
        var comment: [UInt8] = []
        var disk = 0
        /// Where the directory says it is, instead of where it is.
        var offset: Int?
        /// Bytes in front of its header.
        var gap: [UInt8] = []

        /// A stored file.
        init(_ name: [UInt8], _ content: [UInt8]) {
            let isASCII = name.allSatisfy { $0 < 0x80 }
            local = Header(
                name: name, flags: isASCII ? 0 : 1 << 11, crc32: CRC32.of(content), packedByteCount: content.count,
                byteCount: content.count)
            central = local
            data = content
        }

        /// Changes what both headers say.
        mutating func both(_ change: (inout Header) -> Void) {
            change(&local)
            change(&central)
        }

        /// Makes it a deflated file, in whose headers stands what is true.
        mutating func deflate(_ packed: [UInt8]) {
            data = packed
            both { header in
                header.method = 8
                header.packedByteCount = packed.count
            }
        }

        /// Lets sizes and checksum follow the file.
        mutating func describe() {
            both { $0.flags |= 1 << 3 }
            descriptor =
                number(0x0807_4B50, 4) + number(central.crc32, 4) + number(central.packedByteCount, 4)
                + number(central.byteCount, 4)
            (local.crc32, local.packedByteCount, local.byteCount) = (0, 0, 0)
        }
    }

    var entries: [Entry]
    var prefix: [UInt8] = []
    /// Between the last file and the directory.
    var gap: [UInt8] = []
    /// Between the directory and its end.
    var locator: [UInt8] = []
    var comment: [UInt8] = []
    var suffix: [UInt8] = []
    /// What the end says, instead of what is.
    var count: Int?
    var directoryOffset: Int?
    var directoryByteCount: Int?
    var disk = 0

    var bytes: [UInt8] {
        var bytes = prefix
        var directory: [UInt8] = []
        for entry in entries {
            bytes += entry.gap
            let offset = bytes.count
            let local = entry.local
            bytes += number(0x0403_4B50, 4) + number(local.version, 2) + Self.middle(local)
            bytes += number(local.name.count, 2) + number(local.extra.count, 2) + local.name + local.extra
            bytes += entry.data + entry.descriptor
            let central = entry.central
            directory += number(0x0201_4B50, 4) + number(0x0314, 2) + number(central.version, 2) + Self.middle(central)
            directory += number(central.name.count, 2) + number(central.extra.count, 2) + number(entry.comment.count, 2)
            directory +=
                number(entry.disk, 2) + number(0, 2) + number(entry.attributes, 4) + number(entry.offset ?? offset, 4)
            directory += central.name + central.extra + entry.comment
        }
        bytes += gap
        let offset = bytes.count
        bytes += directory + locator + number(0x0605_4B50, 4) + number(disk, 2) + number(disk, 2)
        bytes += number(count ?? entries.count, 2) + number(count ?? entries.count, 2)
        bytes += number(directoryByteCount ?? directory.count, 4) + number(directoryOffset ?? offset, 4)
        return bytes + number(comment.count, 2) + comment + suffix
    }

    private static func middle(_ header: Header) -> [UInt8] {
        number(header.flags, 2) + number(header.method, 2) + number(header.time, 4) + number(header.crc32, 4)
            + number(header.packedByteCount, 4) + number(header.byteCount, 4)
    }
}

/// Little-endian.
func number(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }

/// A field of a zip's header.
func field(_ kind: Int, _ content: [UInt8]) -> [UInt8] { number(kind, 2) + number(content.count, 2) + content }

/// Source: APPNOTE.TXT 6.3.10, 4.4.7.
enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 0 ? value >> 1 : value >> 1 ^ 0xEDB8_8320 }
    }

    static func of(_ bytes: [UInt8]) -> Int {
        var value = ~UInt32(0)
        for byte in bytes { value = value >> 8 ^ table[Int(UInt8(truncatingIfNeeded: value) ^ byte)] }
        return Int(~value)
    }
}

/// Deflate streams by hand. Source: RFC 1951.
enum Deflated {
    /// Content in blocks that are stored.
    static func stored(_ content: [UInt8]) -> [UInt8] {
        [1] + number(content.count, 2) + number(~content.count, 2) + content
    }

    /// Zeros: one, and then as often as asked 258 more, which takes 13 bits each.
    static func zeros(runs: Int) -> [UInt8] {
        var bits = BitWriter()
        bits.write(0b1, 1)
        bits.write(0b01, 2)
        bits.writeCode(0b0011_0000, 8)
        for _ in 0..<runs {
            bits.writeCode(0b1100_0101, 8)
            bits.writeCode(0, 5)
        }
        bits.writeCode(0, 7)
        return bits.bytes
    }

    private struct BitWriter {
        var bytes: [UInt8] = []
        private var free = 0

        mutating func write(_ value: Int, _ count: Int) {
            for index in 0..<count {
                if free == 0 {
                    bytes.append(0)
                    free = 8
                }
                if value >> index & 1 != 0 { bytes[bytes.count - 1] |= 1 << UInt8(8 - free) }
                free -= 1
            }
        }

        /// Codes are packed from their highest bit.
        mutating func writeCode(_ code: Int, _ count: Int) {
            for index in (0..<count).reversed() { write(code >> index & 1, 1) }
        }
    }
}
