// Somebody's part of the locked pages. Its owner's thread, which isn't the audio thread.

/// Keeps memory from being paged out for as long as this lives, as far as the system allows.
///
/// What the system refuses is in the account of `LockedPages`, and works as well, if a little late after a while in which
/// others needed memory. Its owner releases it before the memory goes: to unlock what is gone would unlock what has come
/// in its place.
package final class LockedMemory {
    private let pages: LockedPages
    private var held: [LockedPages.Run] = []
    private var refused: [LockedPages.Run] = []

    package init(_ parts: [UnsafeRawBufferPointer] = [], pages: LockedPages = .shared) {
        self.pages = pages
        for part in parts { add(part) }
    }

    deinit { release() }

    /// Locks more. A page may be in several parts.
    package func add(_ part: UnsafeRawBufferPointer) {
        guard let run = LockedPages.run(of: part) else { return }
        if pages.hold(run) { held.append(run) } else { refused.append(run) }
    }

    /// Unlocks all that nobody else holds; nothing the second time.
    package func release() {
        for run in held { pages.release(run) }
        for run in refused { pages.forgetRefused(run) }
        (held, refused) = ([], [])
    }
}
