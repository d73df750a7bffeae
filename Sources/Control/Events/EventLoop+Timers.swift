// What an event loop does at a time. Its thread only.

private import Glibc

extension EventLoop {
    /// Something that is due.
    struct Timer {
        let token: Int
        var dueNanoseconds: UInt64
        /// nil: once.
        let intervalNanoseconds: UInt64?
        let body: () -> Void
    }

    /// Calls `body` every so often, first after one interval. A call that comes late moves none of those after it; those
    /// that were missed altogether are left out.
    ///
    /// - Parameter milliseconds: more than 0.
    @discardableResult
    package func every(milliseconds: Double, _ body: @escaping () -> Void) -> Registration {
        precondition(milliseconds > 0, "a timer that is always due never lets the loop sleep")
        return add(after: milliseconds, interval: UInt64(milliseconds * 1e6), body)
    }

    /// Calls `body` once.
    @discardableResult
    package func after(milliseconds: Double, _ body: @escaping () -> Void) -> Registration {
        add(after: milliseconds, interval: nil, body)
    }

    /// Monotonic time, in nanoseconds since some moment in the past.
    package static var nowNanoseconds: UInt64 {
        var time = timespec()
        // SAFETY: a variable that outlives the call; this clock always exists.
        _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    private func add(after milliseconds: Double, interval: UInt64?, _ body: @escaping () -> Void) -> Registration {
        let due = Self.nowNanoseconds + UInt64(max(0, milliseconds) * 1e6)
        let (registration, token) = register { loop, token in loop.timers.removeAll { $0.token == token } }
        timers.append(Timer(token: token, dueNanoseconds: due, intervalNanoseconds: interval, body: body))
        return registration
    }

    /// 0 when one is due, nil without timers.
    var nanosecondsToNextTimer: UInt64? {
        guard let due = timers.map(\.dueNanoseconds).min() else { return nil }
        let now = Self.nowNanoseconds
        return due > now ? due - now : 0
    }

    func fireTimers() {
        let now = Self.nowNanoseconds
        for timer in timers.filter({ $0.dueNanoseconds <= now }).sorted(by: { $0.dueNanoseconds < $1.dueNanoseconds }) {
            guard let index = timers.firstIndex(where: { $0.token == timer.token }) else { continue }
            if let interval = timer.intervalNanoseconds {
                let missed = (now - timer.dueNanoseconds) / interval
                timers[index].dueNanoseconds += (missed + 1) * interval
            } else {
                timers.remove(at: index)
            }
            timer.body()
        }
    }
}
