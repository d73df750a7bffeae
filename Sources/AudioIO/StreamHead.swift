// The first bytes of a pipe, looked at before it is decided how to read the rest. One thread.
import Glibc

/// Takes as many bytes from a pipe as one asks to see, and keeps them.
struct StreamHead {
    let descriptor: Int32
    /// No byte beyond this offset is taken.
    let limit: Int
    private(set) var bytes: [UInt8] = []
    private(set) var failure: Int32?

    init(descriptor: Int32, limit: Int) {
        self.descriptor = descriptor
        self.limit = limit
    }

    /// Up to `count` bytes at an offset; fewer, or none, at the end or beyond the limit.
    mutating func bytes(at offset: Int64, count: Int) -> [UInt8] {
        guard offset <= Int64(limit - count) else { return [] }
        let last = Int(offset) + count
        while bytes.count < last && failure == nil {
            let missing = last - bytes.count
            let more = [UInt8](unsafeUninitializedCapacity: missing) { buffer, filled in
                // SAFETY: the buffer holds `missing` bytes.
                let got = read(descriptor, buffer.baseAddress, missing)
                if got < 0 && errno != EINTR { failure = errno }
                filled = max(0, got)
                if got == 0 { failure = failure ?? 0 }
            }
            bytes += more
        }
        if failure == 0 { failure = nil }
        return bytes.bytes(at: offset, count: count)
    }

    /// Whether the first bytes are those of a format that libsndfile may read: what isn't is refused at once, not
    /// collected to its end, which may never come.
    static func looksLikeSound(_ start: [UInt8]) -> Bool {
        let known = [
            "RIFF", "RIFX", "RF64", "riff", "FORM", "caff", "OggS", "ID3", "fLaC", ".snd", "dns.", "Crea", "NIST",
            "PVF1",
            " paf", "fap ", "MATL", "2BIT", "ALaw", "Exte", "\u{F0}~", "d\u{A3}", "\u{1}\u{4}",
        ]
        if start.count >= 2, start[0] == 0xFF, start[1] & 0xE0 == 0xE0 { return true }
        return known.contains { start.starts(with: $0.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }) }
    }
}
