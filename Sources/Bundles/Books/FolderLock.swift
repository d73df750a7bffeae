// Keeping other writers out of a folder. Any thread that may wait, any number of processes.

import Foundation

/// The lock of a folder that is open: it goes with the descriptor, and with the process at the latest.
///
/// Whoever may read a folder can lock it, and keep the lock, so nobody waits for it without end.
package enum FolderLock {
    /// Far longer than anybody needs it who works in order.
    package static let patience = Duration.seconds(10)
    private static let pauseMicroseconds: useconds_t = 20_000

    /// Takes the lock, alone or beside others who don't change anything either.
    ///
    /// Errors: somebody else kept it for longer than `patience`, or the system has none to give.
    package static func take(
        _ folder: Int32, shared: Bool = false, patience: Duration = patience
    ) throws(FolderLockError) {
        let end = ContinuousClock.now + patience
        while flock(folder, (shared ? LOCK_SH : LOCK_EX) | LOCK_NB) != 0 {
            switch errno {
            case EINTR: continue
            case EWOULDBLOCK:
                guard ContinuousClock.now < end else { throw FolderLockError(code: EWOULDBLOCK) }
                usleep(pauseMicroseconds)
            case let code: throw FolderLockError(code: code)
            }
        }
    }
}

/// Why a folder can't be locked.
package struct FolderLockError: Error, Equatable, Sendable, CustomStringConvertible {
    /// An errno; `EWOULDBLOCK` when somebody else has the lock and keeps it.
    package let code: Int32

    package init(code: Int32) { self.code = code }

    /// As the rest of a sentence that begins with the folder, or with a file in it.
    package var description: String {
        code == EWOULDBLOCK
            ? "another program keeps the folder locked; try again once it has ended (‘fuser’ with the folder names it)"
            : "the folder can't be locked: \(String(cString: strerror(code)))"
    }
}
