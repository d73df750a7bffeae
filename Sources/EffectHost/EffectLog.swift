// What an effect has written to its log and nobody has read yet. Written by the thread that runs the effect, read by
// the same thread or while that thread rests; never grows, so that the audio thread may write.

/// One line from an effect.
package struct EffectLogEntry: Equatable, Sendable {
    /// As the contract's `level` enum.
    package enum Level: Int, CaseIterable, Sendable {
        case debug, info, warning, error
    }

    package let level: Level
    /// Without control characters.
    package let message: String
}

/// A fixed store of log lines; when it is full, further lines are counted and dropped.
struct EffectLog: ~Copyable {
    // Computed, since a stored global is initialised under a lock.
    private static var capacity: Int { @_noLocks get { 8_192 } }
    private static var longestMessage: Int { @_noLocks get { 2_048 } }
    private static var headerSize: Int { @_noLocks get { 3 } }

    private let storage: UnsafeMutablePointer<UInt8>
    private var used = 0
    private(set) var droppedCount = 0

    init() {
        storage = .allocate(capacity: Self.capacity)
    }

    deinit { storage.deallocate() }

    /// Keeps a line of UTF-8, cut to `longestMessage` bytes at most. Thread: the audio thread's own; neither allocates
    /// nor fails.
    @_noLocks
    mutating func append(level: UInt8, bytes: UnsafePointer<UInt8>, count: Int) {
        var kept = count < Self.longestMessage ? count : Self.longestMessage
        // A cut lies before the first byte of a character.
        while kept > 0 && kept < count && bytes[kept] & 0xc0 == 0x80 { kept &-= 1 }
        guard used + Self.headerSize + kept <= Self.capacity else {
            droppedCount &+= 1
            return
        }
        // SAFETY: the guard keeps the header and the bytes within `storage`; the caller vouches for `bytes`.
        storage[used] = level
        storage[used + 1] = UInt8(truncatingIfNeeded: kept)
        storage[used + 2] = UInt8(truncatingIfNeeded: kept >> 8)
        var index = 0
        while index < kept {
            storage[used + Self.headerSize + index] = bytes[index]
            index &+= 1
        }
        used += Self.headerSize + kept
    }

    /// Takes the newest line out and returns it, if it is an error; nil leaves all as it is. Not on the audio thread.
    mutating func takeFinalError() -> String? {
        var offset = 0
        while offset < used {
            let next = offset + Self.headerSize + Self.messageByteCount(storage + offset)
            if next == used, Int(storage[offset]) == EffectLogEntry.Level.error.rawValue {
                used = offset
                return printableLines(Self.message(storage + offset))
            }
            offset = next
        }
        return nil
    }

    private static func messageByteCount(_ line: UnsafePointer<UInt8>) -> Int { Int(line[1]) | Int(line[2]) << 8 }

    private static func message(_ line: UnsafePointer<UInt8>) -> String {
        // SAFETY: `append` wrote so many bytes behind the header.
        let bytes = UnsafeBufferPointer(start: line + headerSize, count: messageByteCount(line))
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Takes all lines out. Not on the audio thread.
    mutating func drain() -> (entries: [EffectLogEntry], droppedCount: Int) {
        var entries: [EffectLogEntry] = []
        var offset = 0
        while offset < used {
            entries.append(
                EffectLogEntry(
                    level: .init(rawValue: Int(storage[offset])) ?? .error,
                    message: printable(Self.message(storage + offset), limit: Self.longestMessage)))
            offset += Self.headerSize + Self.messageByteCount(storage + offset)
        }
        defer { (used, droppedCount) = (0, 0) }
        return (entries, droppedCount)
    }
}
