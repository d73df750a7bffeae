// The unfinished files of this process, so that a signal handler can remove them. Any thread, and any signal handler.
import Glibc
import Synchronization

/// A list of the paths of unfinished files.
///
/// Its memory is made once and lives as long as the process; slots are taken and given back by single atomic
/// operations, so the handler may run in the midst of any of them.
package enum PartialFiles {
    /// Unfinished files beyond so many aren't known to the handler; leaving the writer's scope still removes them.
    private static let slotCount = 256

    private typealias Slot = Atomic<UnsafeMutablePointer<CChar>?>

    // SAFETY: made once, never freed, and only used through atomic operations.
    nonisolated(unsafe) private static let slots: UnsafeMutablePointer<Slot> = {
        let memory = UnsafeMutablePointer<Slot>.allocate(capacity: slotCount)
        for index in 0..<slotCount { (memory + index).initialize(to: Slot(nil)) }
        return memory
    }()

    /// Removes all unfinished files.
    ///
    /// It may be called from a signal handler: it only exchanges atomics and calls `unlink`, once `prepare` has run.
    /// The paths' memory is left alone, because the interrupted code may be about to free it.
    package static func removeAll() {
        for index in 0..<slotCount {
            // Acquires what `add` released: the path's bytes.
            if let path = slots[index].exchange(nil, ordering: .acquiring) { unlink(path) }
        }
    }

    /// Makes the list, so that `removeAll` finds it made. Any first use does it too.
    package static func prepare() { _ = slots }

    /// Lets these signals remove all unfinished files and then do what they do by default, which is to end the process.
    ///
    /// A signal that the process was started to ignore (as under nohup) stays ignored.
    package static func removeOnSignals(_ signals: [Int32] = [SIGINT, SIGTERM, SIGHUP]) {
        prepare()
        for number in signals {
            var old = sigaction()
            sigaction(number, nil, &old)
            let ignored = unsafeBitCast(old.__sigaction_handler.sa_handler, to: Int.self) == 1
            if ignored { continue }
            var action = sigaction()
            action.__sigaction_handler.sa_handler = { number in
                PartialFiles.removeAll()
                signal(number, SIG_DFL)
                raise(number)
            }
            sigaction(number, &action, nil)
        }
    }

    /// Adds a path; what comes back is for `remove`. Nil when the list is full.
    static func add(_ path: String) -> Int? {
        guard let copy = strdup(path) else { return nil }
        for index in 0..<slotCount {
            // Releases the path's bytes to `removeAll`.
            if slots[index].compareExchange(expected: nil, desired: copy, ordering: .releasing).exchanged {
                return index
            }
        }
        free(copy)
        return nil
    }

    /// Takes a path off the list.
    static func remove(_ index: Int?) {
        guard let index else { return }
        free(slots[index].exchange(nil, ordering: .acquiring))
    }
}
