// A pipe that looks like a file as long as it is read from front to back. One thread.
import Glibc

/// Sound from a pipe: what was read while libsndfile looked at the header can be read again, the rest only once.
///
/// A read beyond what has arrived in order (libsndfile looking for chunks after the sound) finds the end of the file.
final class StreamInput: VirtualFile {
    /// The length that is told for a stream of unknown length: 2^60 bytes.
    static let endlessLength: Int64 = 1 << 60

    private let descriptor: Int32
    private let ownsDescriptor: Bool
    private let declaredLength: Int64
    private var head: [UInt8]
    private var isRetaining = true
    private var streamPosition: Int64
    private(set) var isAtEnd = false

    /// - Parameters:
    ///   - head: bytes already taken from the pipe, perhaps put right.
    ///   - length: what the header promises, or `endlessLength`.
    init(descriptor: Int32, ownsDescriptor: Bool, head: [UInt8], length: Int64) {
        self.descriptor = descriptor
        self.ownsDescriptor = ownsDescriptor
        self.head = head
        declaredLength = length
        streamPosition = Int64(head.count)
    }

    deinit { if ownsDescriptor { close(descriptor) } }

    override var length: Int64 { declaredLength }

    override var hasReachedEnd: Bool { isAtEnd }

    /// At the end of the pipe this is the declared length, for decoders that compare the two.
    override var reportedPosition: Int64 { isAtEnd && position == streamPosition ? declaredLength : position }

    /// Stops keeping what is read; from now on there is no way back.
    func dropHistory() { isRetaining = false }

    override func read(into destination: UnsafeMutableRawPointer, count: Int) -> Int {
        var done = 0
        if position < Int64(head.count) {
            done = min(count, head.count - Int(position))
            // SAFETY: `done` bytes from `position` on lie in `head`, and the caller's room holds `count`.
            head.withUnsafeBytes {
                destination.copyMemory(from: $0.baseAddress! + Int(position), byteCount: done)
            }
            position += Int64(done)
        }
        guard done < count, position == streamPosition, !isAtEnd else { return done }
        let start = done
        while done < count {
            // SAFETY: `done` of the caller's `count` bytes are filled.
            let got = Glibc.read(descriptor, destination + done, count - done)
            if got < 0 && errno == EINTR { continue }
            if got < 0 {
                isAtEnd = true
                fail(errno, returning: ())
                break
            }
            if got == 0 {
                isAtEnd = true
                break
            }
            done += got
        }
        if isRetaining {
            head.append(contentsOf: UnsafeRawBufferPointer(start: destination + start, count: done - start))
        }
        position += Int64(done - start)
        streamPosition = position
        return done
    }
}
