// A pipe or device that is written front to back, and that goes away without taking the process with it. One thread.
import Glibc

/// Where a stream of sound goes.
///
/// Until `start`, everything is kept in memory, so that libsndfile can write its header as often as it likes. Then the
/// header, put right for a stream, goes out; from there on only what extends the stream is sent, and what libsndfile
/// would correct at the end is dropped.
final class StreamOutput: VirtualFile {
    private let descriptor: Int32
    private let ownsDescriptor: Bool
    private var isOpen = true
    private var pending: [UInt8]? = []
    private var end: Int64 = 0

    init(descriptor: Int32, ownsDescriptor: Bool) {
        self.descriptor = descriptor
        self.ownsDescriptor = ownsDescriptor
    }

    deinit { if ownsDescriptor && isOpen { close(descriptor) } }

    override var length: Int64 { end }

    /// Sends what has been kept, after `correct` has put it right. Does nothing the second time.
    func start(correcting correct: (inout [UInt8]) -> Void) {
        guard var bytes = pending else { return }
        pending = nil
        correct(&bytes)
        _ = bytes.withUnsafeBytes { Self.send($0, to: descriptor) }.map { fail($0, returning: ()) }
    }

    override func write(from source: UnsafeRawPointer, count: Int) -> Int {
        guard failure == nil else { return 0 }
        // SAFETY: libsndfile says that `source` holds `count` bytes.
        let bytes = UnsafeRawBufferPointer(start: source, count: count)
        let last = position + Int64(count)
        if pending != nil {
            guard last <= Int.max / 2 else { return fail(EFBIG, returning: 0) }
            if Int(last) > pending!.count {
                pending!.append(contentsOf: repeatElement(0, count: Int(last) - pending!.count))
            }
            pending!.replaceSubrange(Int(position)..<Int(last), with: bytes)
        } else if last > end {
            guard position <= end else { return fail(ESPIPE, returning: 0) }
            let fresh = UnsafeRawBufferPointer(rebasing: bytes[Int(end - position)...])
            if let code = Self.send(fresh, to: descriptor) { return fail(code, returning: 0) }
        }
        position = last
        end = max(end, last)
        return count
    }

    /// Closes, so that errors which only show then are seen; false if there was one, now or before.
    func finish() -> Bool {
        if ownsDescriptor && isOpen {
            isOpen = false
            if close(descriptor) != 0 && errno != EINTR { fail(errno, returning: ()) }
        }
        return failure == nil
    }

    /// Writes all bytes to a descriptor; nil, or the errno.
    ///
    /// A reader that has gone away gives EPIPE, never SIGPIPE: the signal is blocked in this thread for as long as the
    /// write takes, and taken off the queue if the write raised it. The process's own settings are not touched.
    static func send(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32? {
        var pipeSignal = sigset_t()
        var oldMask = sigset_t()
        var waiting = sigset_t()
        sigemptyset(&pipeSignal)
        sigaddset(&pipeSignal, SIGPIPE)
        sigpending(&waiting)
        let wasWaiting = sigismember(&waiting, SIGPIPE) == 1
        pthread_sigmask(SIG_BLOCK, &pipeSignal, &oldMask)
        defer { pthread_sigmask(SIG_SETMASK, &oldMask, nil) }

        var done = 0
        while done < bytes.count {
            // SAFETY: `done` is below the count, so the rest lies in `bytes`.
            let put = Glibc.write(descriptor, bytes.baseAddress! + done, bytes.count - done)
            if put >= 0 {
                done += put
                continue
            }
            let code = errno
            switch code {
            case EINTR:
                continue
            case EAGAIN:
                var poll = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = Glibc.poll(&poll, 1, -1)
            case EPIPE:
                if !wasWaiting {
                    var now = timespec()
                    _ = sigtimedwait(&pipeSignal, nil, &now)
                }
                return code
            default:
                return code
            }
        }
        return nil
    }
}
