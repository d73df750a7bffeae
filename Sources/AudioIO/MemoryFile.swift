// A file in memory, to try out what a format can hold before anything is written. One thread.

/// Bytes in memory that libsndfile reads and writes.
final class MemoryFile: VirtualFile {
    private(set) var bytes: [UInt8]

    init(_ bytes: [UInt8] = []) { self.bytes = bytes }

    override var length: Int64 { Int64(bytes.count) }

    override func read(into destination: UnsafeMutableRawPointer, count: Int) -> Int {
        guard position < length else { return 0 }
        let got = min(count, bytes.count - Int(position))
        // SAFETY: `got` bytes from `position` on lie in `bytes`, and the caller's room holds `count`.
        bytes.withUnsafeBytes {
            destination.copyMemory(from: $0.baseAddress! + Int(position), byteCount: got)
        }
        position += Int64(got)
        return got
    }

    override func write(from source: UnsafeRawPointer, count: Int) -> Int {
        let last = Int(position) + count
        if last > bytes.count { bytes.append(contentsOf: repeatElement(0, count: last - bytes.count)) }
        // SAFETY: libsndfile says that `source` holds `count` bytes.
        bytes.replaceSubrange(Int(position)..<last, with: UnsafeRawBufferPointer(start: source, count: count))
        position += Int64(count)
        return count
    }
}
