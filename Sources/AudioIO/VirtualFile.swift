// What libsndfile reads from and writes to: one base class, so that every system error is seen and kept. One thread.
import CSndFile
import Glibc

/// Bytes that libsndfile reads or writes through callbacks.
///
/// libsndfile loses most errors of the system, above all a full disk while it writes headers; so every subclass keeps
/// the first one in `failure`, and whoever called libsndfile looks there afterwards.
class VirtualFile {
    /// Where the next read or write happens, in bytes from the start.
    var position: Int64 = 0
    /// The first error of the system, as an errno.
    private(set) var failure: Int32?

    /// Bytes in the file; for a stream of unknown length, `StreamInput.endlessLength`.
    var length: Int64 { preconditionFailure("a subclass says how long it is") }

    /// Reads up to `count` bytes; fewer at the end or after a failure.
    func read(into destination: UnsafeMutableRawPointer, count: Int) -> Int { fail(EBADF, returning: 0) }

    /// Writes `count` bytes; fewer after a failure.
    func write(from source: UnsafeRawPointer, count: Int) -> Int { fail(EBADF, returning: 0) }

    /// Whether there is nothing left to read.
    var hasReachedEnd: Bool { position >= length }

    /// What libsndfile is told of the position.
    var reportedPosition: Int64 { position }

    final func seek(to offset: Int64, from origin: Int32) -> Int64 {
        let base: Int64 =
            switch origin {
            case SEEK_CUR: position
            case SEEK_END: length
            default: 0
            }
        let (target, overflow) = base.addingReportingOverflow(offset)
        guard !overflow, target >= 0 else { return -1 }
        position = target
        return target
    }

    /// Goes on after a failure that was dealt with.
    final func forgetFailure() { failure = nil }

    @discardableResult
    final func fail<Result>(_ code: Int32, returning result: Result) -> Result {
        if failure == nil { failure = code }
        return result
    }
}

extension VirtualFile {
    /// libsndfile's callbacks, each for an unretained `VirtualFile`.
    static var callbacks: SF_VIRTUAL_IO {
        SF_VIRTUAL_IO(
            get_filelen: { context in virtualFile(context).length },
            seek: { offset, origin, context in virtualFile(context).seek(to: offset, from: origin) },
            read: { destination, count, context in
                guard let destination, count > 0 else { return 0 }
                // SAFETY: libsndfile owns `destination` and says that it holds `count` bytes.
                return Int64(virtualFile(context).read(into: destination, count: Int(count)))
            },
            write: { source, count, context in
                guard let source, count > 0 else { return 0 }
                // SAFETY: libsndfile owns `source` and says that it holds `count` bytes.
                return Int64(virtualFile(context).write(from: source, count: Int(count)))
            },
            tell: { context in virtualFile(context).reportedPosition })
    }
}

private func virtualFile(_ context: UnsafeMutableRawPointer?) -> VirtualFile {
    // SAFETY: `SndFile` passes the object it holds on to until it has closed libsndfile's handle.
    Unmanaged<VirtualFile>.fromOpaque(context!).takeUnretainedValue()
}
