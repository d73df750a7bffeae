// The control thread of a live session: waits for descriptors, timers, signals and messages. Owned by one thread.

private import Glibc

/// One thread that sleeps in poll(2) until something is to be done.
///
/// Everything but `Mailbox.post` belongs to the thread that calls `run`; nothing here is `Sendable`, so the compiler
/// holds to it. What it calls may watch, cancel, start timers and stop the loop.
package final class EventLoop {
    /// Who is told of a descriptor, a timer or a signal, until it is cancelled or released.
    package final class Registration {
        fileprivate let token: Int
        private weak var loop: EventLoop?
        private var onCancel: ((EventLoop, Int) -> Void)?

        fileprivate init(_ loop: EventLoop, token: Int, onCancel: @escaping (EventLoop, Int) -> Void) {
            self.loop = loop
            self.token = token
            self.onCancel = onCancel
        }

        /// Nothing is called any more, not even for what has already happened. Letting go of a registration without
        /// cancelling it leaves everything as it is.
        package func cancel() {
            if let loop { onCancel?(loop, token) }
            onCancel = nil
        }
    }

    /// What a descriptor is watched for.
    package struct Readiness: OptionSet, Sendable {
        package let rawValue: Int16

        package init(rawValue: Int16) { self.rawValue = rawValue }

        /// Something can be read; the end and an error count as something.
        package static let readable = Readiness(rawValue: Int16(POLLIN))
        /// Something can be written.
        package static let writable = Readiness(rawValue: Int16(POLLOUT))
    }

    private var watches: [Int: Watch] = [:]
    private var nextToken = 0
    var timers: [Timer] = []
    var signals: [Int32: [SignalHandler]] = [:]
    var signalPipe: Int32?
    /// What is done before the loop sleeps again, in order.
    private var soon: [() -> Void] = []
    private var isRunning = false
    /// What other threads sent.
    let messages: MessageQueue

    /// - Throws: `.unavailable` when the system has no descriptors left.
    package init() throws(ControlError) {
        messages = try MessageQueue()
        watch(messages.descriptor, for: .readable) { [messages] _ in
            for body in messages.takeAll() { body() }
        }
    }

    deinit { releaseSignals() }

    /// Runs until `stop`.
    package func run() {
        isRunning = true
        while isRunning {
            runSoon()
            guard isRunning else { break }
            waitOnce()
            fireTimers()
        }
    }

    /// Ends `run` after what is being called has returned.
    package func stop() { isRunning = false }

    /// Calls this before the loop sleeps again, after whatever is ready now: work cut into pieces lets others in.
    package func soon(_ body: @escaping () -> Void) { soon.append(body) }

    private func runSoon() {
        let bodies = soon
        soon = []
        for body in bodies { body() }
    }

    /// Sleeps until a descriptor is ready or a timer due, and calls the ready ones.
    private func waitOnce() {
        var tokens: [Int] = []
        var polled: [pollfd] = []
        for (token, watch) in watches where !watch.events.isEmpty {
            tokens.append(token)
            polled.append(pollfd(fd: watch.descriptor, events: watch.events.rawValue, revents: 0))
        }
        let wait = soon.isEmpty ? nanosecondsToNextTimer : 0
        // Rounded up: waking before the timer is due would mean to spin until it is.
        let milliseconds = wait.map { Int32(min(($0 + 999_999) / 1_000_000, 86_400_000)) } ?? -1
        let count = polled.withUnsafeMutableBufferPointer { buffer in
            // SAFETY: the buffer holds as many entries as it says.
            unsafe poll(buffer.baseAddress, nfds_t(buffer.count), milliseconds)
        }
        guard count > 0 else { return }
        for (token, entry) in zip(tokens, polled) where entry.revents != 0 {
            // Gone when one that was called before it has cancelled it.
            guard let watch = watches[token] else { continue }
            let ready = Readiness(rawValue: entry.revents).intersection(watch.events)
            // An error or the other side's end alone: whoever reads or writes finds out.
            watch.body(ready.isEmpty ? watch.events : ready)
        }
    }
}

extension EventLoop {
    /// A watched descriptor.
    final class Watch {
        let descriptor: Int32
        var events: Readiness
        let body: (Readiness) -> Void

        init(descriptor: Int32, events: Readiness, body: @escaping (Readiness) -> Void) {
            self.descriptor = descriptor
            self.events = events
            self.body = body
        }
    }

    /// Calls `body` whenever the descriptor is ready. It stays the caller's: cancel before closing it.
    @discardableResult
    package func watch(
        _ descriptor: Int32, for events: Readiness, _ body: @escaping (Readiness) -> Void
    ) -> Registration {
        let (registration, token) = register { loop, token in loop.watches[token] = nil }
        watches[token] = Watch(descriptor: descriptor, events: events, body: body)
        return registration
    }

    /// Watches for something else from now on; for nothing at all is allowed.
    package func change(_ registration: Registration, to events: Readiness) {
        watches[registration.token]?.events = events
    }

    /// A registration with a number of its own.
    func register(_ onCancel: @escaping (EventLoop, Int) -> Void) -> (Registration, token: Int) {
        nextToken += 1
        return (Registration(self, token: nextToken, onCancel: onCancel), nextToken)
    }
}
