// What tells one state of a file from another without reading it. A plain value, any thread.

import Foundation

/// A file's identity, size and time of change, at the moment when it was asked for.
struct FileStamp: Equatable, Sendable {
    /// A file written so lately may be written again without its time changing: clocks of file systems tick every few
    /// milliseconds.
    private static let settlingNanoseconds: Int64 = 50_000_000

    private struct State: Equatable {
        let device: UInt64
        let inode: UInt64
        let byteCount: Int64
        let changeNanoseconds: Int64
    }

    let path: String
    private let state: State?
    /// Whether the file had been left alone for long enough that a change would show.
    private let isSettled: Bool

    /// Whether there was such a file.
    var exists: Bool { state != nil }

    init(_ path: String) {
        self.path = path
        var status = stat()
        guard stat(path, &status) == 0 else {
            (state, isSettled) = (nil, true)
            return
        }
        func nanoseconds(_ time: timespec) -> Int64 { Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec) }
        let change = nanoseconds(status.st_mtim)
        state = State(
            device: UInt64(status.st_dev), inode: UInt64(status.st_ino), byteCount: Int64(status.st_size),
            changeNanoseconds: change)
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        isSettled = nanoseconds(now) - change > Self.settlingNanoseconds
    }

    /// Whether the file is certainly as it was then.
    var isCurrent: Bool { isSettled && FileStamp(path).state == state }
}
