// What an effect has written to its log and nobody has read yet: a ring that the thread which runs the effect fills,
// and one other thread empties, at any time. It never grows, so that the audio thread may write.
import Synchronization

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
///
/// A line is its level, the count of its bytes (two bytes, little-endian) and its bytes, wrapped round at the end.
struct EffectLog: ~Copyable {
    // Computed, since a stored global is initialised under a lock.
    private static var capacity: Int { @_noLocks get { 8_192 } }
    static var longestMessage: Int { @_noLocks get { 2_048 } }
    /// What an effect may pass at once, although it will be cut: all of it is looked at, on the audio thread.
    static var longestText: UInt32 { @_noLocks get { 65_536 } }
    private static var headerSize: Int { @_noLocks get { 3 } }

    // SAFETY: `capacity` bytes. Those from `readCount` to `writtenCount` are the reader's, all others the writer's.
    private let storage: UnsafeMutablePointer<UInt8>
    /// Bytes ever written and read; a byte's place is its number modulo the capacity.
    private let writtenCount = Atomic<Int>(0)
    private let readCount = Atomic<Int>(0)
    private let droppedLineCount = Atomic<Int>(0)

    init() {
        storage = .allocate(capacity: Self.capacity)
        storage.initialize(repeating: 0, count: Self.capacity)
    }

    deinit { storage.deallocate() }

    /// Keeps a line of UTF-8, cut to `longestMessage` bytes at most. Thread: the writer's; neither allocates nor fails.
    @_noLocks
    func append(level: UInt8, bytes: UnsafePointer<UInt8>, count: Int) {
        var kept = count < Self.longestMessage ? count : Self.longestMessage
        // A cut lies before the first byte of a character.
        while kept > 0 && kept < count && bytes[kept] & 0xc0 == 0x80 { kept &-= 1 }
        let start = writtenCount.load(ordering: .relaxed)
        // Partner: the releasing stores in `drain`, after which the reader touches those bytes no more.
        let free = Self.capacity &- (start &- readCount.load(ordering: .acquiring))
        guard Self.headerSize &+ kept <= free else {
            droppedLineCount.add(1, ordering: .relaxed)
            return
        }
        // SAFETY: the guard keeps the header and the bytes within the writer's part; the caller vouches for `bytes`.
        put(level, at: start)
        put(UInt8(truncatingIfNeeded: kept), at: start &+ 1)
        put(UInt8(truncatingIfNeeded: kept >> 8), at: start &+ 2)
        var index = 0
        while index < kept {
            put(bytes[index], at: start &+ Self.headerSize &+ index)
            index &+= 1
        }
        // Partner: the acquiring load in `drain`.
        writtenCount.store(start &+ Self.headerSize &+ kept, ordering: .releasing)
    }

    /// Takes the newest line out and returns it, if it is an error; nil leaves all as it is. Nobody may be writing, and
    /// the reader's is the thread that asks: an error that it has drained before is not found any more.
    func takeFinalError() -> String? {
        let end = writtenCount.load(ordering: .acquiring)
        var offset = readCount.load(ordering: .relaxed)
        while offset < end {
            let next = offset + Self.headerSize + messageByteCount(at: offset)
            if next == end, Int(byte(at: offset)) == EffectLogEntry.Level.error.rawValue {
                let text = printableLines(message(at: offset))
                writtenCount.store(offset, ordering: .relaxed)
                return text
            }
            offset = next
        }
        return nil
    }

    /// Takes all lines out. Thread: the reader's, also while the writer writes; not the audio thread.
    func drain() -> (entries: [EffectLogEntry], droppedCount: Int) {
        var entries: [EffectLogEntry] = []
        // Partner: the releasing store in `append`.
        let end = writtenCount.load(ordering: .acquiring)
        var offset = readCount.load(ordering: .relaxed)
        while offset < end {
            entries.append(
                EffectLogEntry(
                    level: .init(rawValue: Int(byte(at: offset))) ?? .error,
                    message: printable(message(at: offset), limit: Self.longestMessage)))
            offset += Self.headerSize + messageByteCount(at: offset)
            // Partner: the acquiring load in `append`. Line by line, so that the writer has room again soon.
            readCount.store(offset, ordering: .releasing)
        }
        return (entries, droppedLineCount.exchange(0, ordering: .relaxed))
    }

    @_noLocks
    private func put(_ byte: UInt8, at number: Int) {
        storage[number % Self.capacity] = byte
    }

    private func byte(at number: Int) -> UInt8 { storage[number % Self.capacity] }

    private func messageByteCount(at line: Int) -> Int { Int(byte(at: line + 1)) | Int(byte(at: line + 2)) << 8 }

    private func message(at line: Int) -> String {
        let start = line + Self.headerSize
        let count = messageByteCount(at: line)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        for number in start..<start + count { bytes.append(byte(at: number)) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
