// A thread that advances an engine's epoch at a steady pace, so that deadlines pass. Any thread may start and stop it.
import Glibc
import Realtime
import Synchronization

/// The clock that deadlines count in.
///
/// Ticks are counted, not time: while the process is suspended there are none, so nothing times out.
package final class EpochTicker: Sendable {
    /// The time between two ticks, in milliseconds; a little more passes, never less.
    package let intervalMilliseconds: Int

    private struct Thread {
        let service: SystemThread
        /// A pipe's writing end; closing it wakes the thread to its end.
        let stopDescriptor: Int32
    }

    private let engine: WasmEngine
    private let thread = Mutex<Thread?>(nil)

    /// A ticker at rest. `intervalMilliseconds` is 1 to 1,000.
    package init(engine: WasmEngine, intervalMilliseconds: Int) {
        precondition((1...1000).contains(intervalMilliseconds), "a ticker's interval is 1 ms to 1 s")
        self.engine = engine
        self.intervalMilliseconds = intervalMilliseconds
    }

    deinit {
        stop()
    }

    /// Starts ticking; does nothing when it ticks already.
    ///
    /// Errors: `system` when there is no thread or descriptor to be had.
    package func start() throws(WasmError) {
        try thread.withLock { (thread: inout Thread?) throws(WasmError) in
            guard thread == nil else { return }
            thread = try launch()
        }
    }

    /// Stops ticking and waits for the thread to end, which takes no longer than a tick's work; does nothing at rest.
    package func stop() {
        thread.withLock { thread in
            guard let running = thread else { return }
            thread = nil
            close(running.stopDescriptor)
            running.service.join()
        }
    }

    /// What the thread works with; it holds the engine and not the ticker, which could otherwise never end.
    private final class Work: Sendable {
        let engine: WasmEngine
        let intervalMilliseconds: Int
        /// The pipe's reading end, which the thread closes.
        let stopDescriptor: Int32

        init(engine: WasmEngine, intervalMilliseconds: Int, stopDescriptor: Int32) {
            self.engine = engine
            self.intervalMilliseconds = intervalMilliseconds
            self.stopDescriptor = stopDescriptor
        }

        func run() {
            var descriptor = pollfd(fd: stopDescriptor, events: Int16(POLLIN), revents: 0)
            while true {
                let readyCount = poll(&descriptor, 1, Int32(intervalMilliseconds))
                if readyCount > 0 { return }
                if readyCount == 0 { engine.incrementEpoch() }
            }
        }

        deinit {
            close(stopDescriptor)
        }
    }

    private func launch() throws(WasmError) -> Thread {
        var ends: (reading: Int32, writing: Int32) = (-1, -1)
        let pipeStatus = withUnsafeMutableBytes(of: &ends) { pipe($0.assumingMemoryBound(to: Int32.self).baseAddress!) }
        guard pipeStatus == 0 else { throw .system("pipe", errno) }
        for end in [ends.reading, ends.writing] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let work = Work(engine: engine, intervalMilliseconds: intervalMilliseconds, stopDescriptor: ends.reading)
        do throws(SystemThreadError) {
            let service = try SystemThread(name: "cajon-ticker", stackBytes: SystemThread.smallStackBytes) {
                work.run()
            }
            return Thread(service: service, stopDescriptor: ends.writing)
        } catch {
            close(ends.writing)
            throw .system("pthread_create", error.code)
        }
    }
}
