// The format of one file of compiled code. Pure functions on bytes, any thread.
import Crypto

/// A header, and the code:
///
///     0   magic "CAJNCODE"
///     8   format version, u32 little-endian
///     12  zero, u32
///     16  length of the code, u64 little-endian
///     24  the key it is filed under, 32 bytes: a renamed file is no other entry
///     56  SHA-256 of bytes 0 to 55 and of the code, 32 bytes
///     88  the code
enum CacheEntry {
    static let headerByteCount = 88
    private static let magic = Array("CAJNCODE".utf8)
    private static let version: UInt32 = 1
    private static let checkedHeaderByteCount = 56

    static func encode(payload: [UInt8], key: [UInt8]) -> [UInt8] {
        let header = checkedHeader(payloadByteCount: payload.count, key: key)
        return header + checksum(header[...], payload[...]) + payload
    }

    /// The code in `entry`, or nil if a bit of it is not as it was written for `key`.
    static func payload(of entry: [UInt8], key: [UInt8]) -> ArraySlice<UInt8>? {
        guard entry.count >= headerByteCount else { return nil }
        let payload = entry[headerByteCount...]
        let header = checkedHeader(payloadByteCount: payload.count, key: key)
        guard entry[..<checkedHeaderByteCount].elementsEqual(header),
            entry[checkedHeaderByteCount..<headerByteCount].elementsEqual(checksum(header[...], payload))
        else { return nil }
        return payload
    }

    private static func checkedHeader(payloadByteCount: Int, key: [UInt8]) -> [UInt8] {
        precondition(key.count == SHA256.byteCount)
        func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
            withUnsafeBytes(of: value.littleEndian) { Array($0) }
        }
        return magic + littleEndian(version) + littleEndian(UInt32(0)) + littleEndian(UInt64(payloadByteCount)) + key
    }

    private static func checksum(_ header: ArraySlice<UInt8>, _ payload: ArraySlice<UInt8>) -> [UInt8] {
        var hash = SHA256()
        header.withUnsafeBytes { hash.update(bufferPointer: $0) }
        payload.withUnsafeBytes { hash.update(bufferPointer: $0) }
        return Array(hash.finalize())
    }
}
