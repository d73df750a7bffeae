// A file that can be read and written at any place, through one buffer. One thread.
import Glibc

/// A file behind a descriptor, or the part of it from a base offset on.
///
/// libsndfile moves 8 KiB at a time; the buffer makes that a system call for each 256 KiB. Larger reads and writes go
/// past it. The descriptor is closed in `deinit` unless it is borrowed.
final class SeekableFile: VirtualFile {
    /// Room that is left free in what is written: `byteCount` bytes that appear at `offset` of the real file only.
    struct Gap {
        let offset: Int64
        let byteCount: Int64
    }

    static let bufferByteCount = 256 * 1024

    let descriptor: Int32
    private let ownsDescriptor: Bool
    private var isOpen = true
    private let base: Int64
    private let gap: Gap?
    private var knownLength: Int64
    /// Bytes that stand before the file's own at its start, in their place: a header that was put right.
    private let replacedHead: [UInt8]

    private let buffer = UnsafeMutableRawPointer.allocate(byteCount: bufferByteCount, alignment: 64)
    private var bufferStart: Int64 = 0
    private var bufferCount = 0
    private var isDirty = false

    /// - Parameter base: where in the real file position 0 is.
    init(
        descriptor: Int32, length: Int64, base: Int64 = 0, gap: Gap? = nil, replacedHead: [UInt8] = [],
        ownsDescriptor: Bool = true
    ) {
        self.descriptor = descriptor
        self.ownsDescriptor = ownsDescriptor
        self.base = base
        self.gap = gap
        self.replacedHead = replacedHead
        knownLength = length
    }

    deinit {
        // SAFETY: allocated with this object, and nobody else has the pointer.
        buffer.deallocate()
        if ownsDescriptor && isOpen { close(descriptor) }
    }

    override var length: Int64 { knownLength }

    override func read(into destination: UnsafeMutableRawPointer, count: Int) -> Int {
        if isDirty && !flush() { return 0 }
        var done = 0
        while done < count {
            let wanted = count - done
            // SAFETY: `done` bytes of the caller's `count` are filled, so `wanted` remain after them.
            let place = destination + done
            let got: Int
            if position < Int64(replacedHead.count) {
                got = min(wanted, replacedHead.count - Int(position))
                replacedHead.withUnsafeBytes { place.copyMemory(from: $0.baseAddress! + Int(position), byteCount: got) }
            } else if position >= bufferStart && position < bufferStart + Int64(bufferCount) {
                let offset = Int(position - bufferStart)
                got = min(wanted, bufferCount - offset)
                place.copyMemory(from: buffer + offset, byteCount: got)
            } else if wanted >= Self.bufferByteCount / 4 {
                got = readFile(into: place, count: wanted, at: position)
            } else {
                bufferStart = position
                bufferCount = 0
                bufferCount = readFile(into: buffer, count: Self.bufferByteCount, at: position)
                if bufferCount == 0 { break }
                continue
            }
            if got == 0 { break }
            done += got
            position += Int64(got)
        }
        return done
    }

    override func write(from source: UnsafeRawPointer, count: Int) -> Int {
        guard failure == nil else { return 0 }
        let continues = isDirty && position == bufferStart + Int64(bufferCount)
        if !(continues && bufferCount + count <= Self.bufferByteCount) {
            guard flush() else { return 0 }
            bufferCount = 0
            if count >= Self.bufferByteCount / 4 {
                guard writeFile(from: source, count: count, at: position) else { return 0 }
                position += Int64(count)
                knownLength = max(knownLength, position)
                return count
            }
            bufferStart = position
        }
        isDirty = true
        // SAFETY: it was checked that `count` bytes fit after the `bufferCount` that are there.
        (buffer + bufferCount).copyMemory(from: source, byteCount: count)
        bufferCount += count
        position += Int64(count)
        knownLength = max(knownLength, position)
        return count
    }

    /// Hands what is buffered to the system; false if it refused, now or before.
    @discardableResult
    func flush() -> Bool {
        if isDirty {
            isDirty = false
            guard writeFile(from: buffer, count: bufferCount, at: bufferStart) else {
                bufferCount = 0
                return false
            }
        }
        return failure == nil
    }

    /// Makes the file end at `length`, whatever was buffered or lost beyond; false if the system refused.
    func truncate(to length: Int64) -> Bool {
        (isDirty, bufferCount, knownLength) = (false, 0, length)
        position = min(position, length)
        return ftruncate(descriptor, Int(realOffset(length))) == 0
    }

    /// How much of the file has reached the system; -1 when it doesn't say.
    var writtenLength: Int64 {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return -1 }
        // What lies before the gap lies at its own place, what comes after it further back.
        let length = Int64(status.st_size) - base
        guard let gap, length > gap.offset else { return length }
        return max(gap.offset, length - gap.byteCount)
    }

    /// Flushes and closes, so that errors which only show then are seen; false if there was one, now or before.
    func finish() -> Bool {
        flush()
        if ownsDescriptor && isOpen {
            isOpen = false
            if close(descriptor) != 0 && errno != EINTR { fail(errno, returning: ()) }
        }
        return failure == nil
    }

    /// Where in the real file a position is.
    func realOffset(_ position: Int64) -> Int64 {
        guard let gap, position >= gap.offset else { return base + position }
        return base + position + gap.byteCount
    }

    private func readFile(into destination: UnsafeMutableRawPointer, count: Int, at offset: Int64) -> Int {
        var done = 0
        while done < count {
            // SAFETY: the caller gives `count` writable bytes.
            let got = pread(descriptor, destination + done, count - done, Int(realOffset(offset + Int64(done))))
            if got < 0 && errno == EINTR { continue }
            if got < 0 { return fail(errno, returning: done) }
            if got == 0 { break }
            done += got
        }
        return done
    }

    private func writeFile(from source: UnsafeRawPointer, count: Int, at offset: Int64) -> Bool {
        var done = 0
        while done < count {
            let start = offset + Int64(done)
            var portion = count - done
            if let gap, start < gap.offset { portion = min(portion, Int(gap.offset - start)) }
            // SAFETY: the caller gives `count` readable bytes.
            let put = pwrite(descriptor, source + done, portion, Int(realOffset(start)))
            if put < 0 && errno == EINTR { continue }
            if put <= 0 { return fail(put < 0 ? errno : ENOSPC, returning: false) }
            done += put
        }
        return true
    }
}
