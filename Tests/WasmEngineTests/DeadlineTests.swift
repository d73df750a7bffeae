// Deadlines in time, and the watchdog that keeps them.
import CRealtime
import Foundation
import Glibc
import Synchronization
import Testing
import WasmEngine

@Suite struct DeadlineTests {
    private static let endless = #"(module (func (export "run") (loop br 0)))"#
    private static let empty = #"(module (func (export "run") (loop)))"#
    private static let counting = """
        (module (func (export "run") (local $n i32) (loop $on
          (local.set $n (i32.add (local.get $n) (i32.const 1)))
          (br_if $on (i32.lt_u (local.get $n) (i32.const 20000000))))))
        """

    /// An engine of its own, whose epoch nobody else advances, and stores that run one function.
    private final class Host: Sendable {
        let engine: WasmEngine
        let watchdog: DeadlineWatchdog?
        private let template: InstanceTemplate

        init(_ text: String, isWatched: Bool = true, slotCount: Int = 16) throws {
            var configuration = WasmEngine.Configuration()
            configuration.slotCount = 64
            engine = try WasmEngine(configuration)
            watchdog = isWatched ? try DeadlineWatchdog(engine: engine, slotCount: slotCount) : nil
            try watchdog?.start()
            template = try InstanceTemplate(WasmModule(WasmEngine.wasm(fromText: text), engine: engine))
        }

        /// What a call of `run` came to, and when it was stopped.
        struct Outcome {
            let code: TrapCode?
            let deadline: UInt64
            let stopped: UInt64
        }

        func run(nanoseconds: UInt64) throws -> Outcome {
            let store = try Runner(self)
            return try store.run(nanoseconds: nanoseconds)
        }

        final class Runner {
            private var store: WasmStore
            private let function: WasmFunction

            init(_ host: Host) throws {
                var store = try WasmStore(engine: host.engine, watchdog: host.watchdog)
                store.setDeadline(ticks: .max)
                let instance = try store.instantiate(host.template)
                function = try store.function("run", of: instance, signature: FunctionSignature())
                self.store = store
            }

            func run(nanoseconds: UInt64, grace: UInt64 = 0) throws -> Outcome {
                let now = cajon_monotonic_nanoseconds()
                let deadline = now + nanoseconds
                store.setDeadline(nanoseconds: deadline, grace: grace, now: now)
                var value = RawValue()
                let trap = store.call(function, &value, count: 1)
                store.endDeadline()
                return Outcome(
                    code: trap?.describe().code, deadline: deadline, stopped: store.stoppedNanoseconds)
            }

            func run(ticks: UInt64) -> TrapCode? {
                store.setDeadline(ticks: ticks)
                var value = RawValue()
                return store.call(function, &value, count: 1)?.describe().code
            }
        }
    }

    @Test func `a loop without end is stopped, and not before its deadline`() throws {
        let host = try Host(Self.endless)
        for nanoseconds: UInt64 in [0, 1, 50_000, 300_000, 1_000_000, 20_000_000] {
            let outcome = try host.run(nanoseconds: nanoseconds)
            #expect(outcome.code == .deadlineExceeded)
            #expect(outcome.stopped >= outcome.deadline)
        }
    }

    @Test func `without a watchdog it is stopped at the next tick`() throws {
        let host = try Host(Self.endless, isWatched: false)
        let ticker = EpochTicker(engine: host.engine, intervalMilliseconds: 1)
        try ticker.start()
        #expect(try host.run(nanoseconds: 2_000_000).code == .deadlineExceeded)
    }

    @Test func `code that comes back in time is left alone, however often it is looked at`() throws {
        let host = try Host(Self.counting)
        let runner = try Host.Runner(host)
        try Self.whileChecking(host.engine) {
            for _ in 0..<5 {
                let outcome = try runner.run(nanoseconds: 30_000_000_000)
                #expect(outcome.code == nil)
            }
        }
    }

    @Test func `a deadline in ticks counts ticks alone`() throws {
        let host = try Host(Self.counting)
        let runner = try Host.Runner(host)
        Self.whileChecking(host.engine) {
            // Not a single tick comes, whatever else advances the epoch.
            for _ in 0..<5 { #expect(runner.run(ticks: 1) == nil) }
        }
        let stopped = try Host.Runner(Host(Self.empty))
        #expect(stopped.run(ticks: 0) == .deadlineExceeded)
    }

    @Test func `each thread has its own deadline, and none is stopped by another's`() throws {
        let endless = try Host(Self.endless)
        let failures = Mutex<[String]>([])
        DispatchQueue.concurrentPerform(iterations: 6) { number in
            do {
                for round in 0..<10 {
                    let outcome = try endless.run(nanoseconds: UInt64(200_000 * (number + 1) + 10_000 * round))
                    guard outcome.code == .deadlineExceeded, outcome.stopped >= outcome.deadline else {
                        failures.withLock { $0.append("thread \(number), round \(round): \(outcome)") }
                        return
                    }
                }
            } catch {
                failures.withLock { $0.append("thread \(number): \(error)") }
            }
        }
        #expect(failures.withLock { $0 } == [])
    }

    @Test func `engines have watchdogs of their own`() throws {
        let hosts = try (0..<4).map { _ in try Host(Self.endless) }
        for host in hosts + hosts.reversed() {
            #expect(try host.run(nanoseconds: 500_000).code == .deadlineExceeded)
        }
    }

    @Test func `a watchdog that has nothing to do sleeps, and wakes for the next deadline`() throws {
        let host = try Host(Self.endless)
        let watchdog = try #require(host.watchdog)
        for _ in 0..<3 {
            #expect(try host.run(nanoseconds: 1_000_000).code == .deadlineExceeded)
            // It dozes when it has not woken for much longer than its longest interval.
            let limit = cajon_monotonic_nanoseconds() + 30_000_000_000
            var count = watchdog.wakeCount
            while true {
                usleep(300_000)
                let later = watchdog.wakeCount
                if later == count { break }
                count = later
                try #require(cajon_monotonic_nanoseconds() < limit, "it never dozes")
            }
        }
        #expect(try host.run(nanoseconds: 1_000_000).code == .deadlineExceeded)
    }

    @Test func `a store for which there is no slot has deadlines that hold to a tick`() throws {
        let host = try Host(Self.endless, slotCount: 1)
        let watched = try Host.Runner(host)
        let unwatched = try Host.Runner(host)
        #expect(try watched.run(nanoseconds: 500_000).code == .deadlineExceeded)
        let ticker = EpochTicker(engine: host.engine, intervalMilliseconds: 1)
        try ticker.start()
        #expect(try unwatched.run(nanoseconds: 500_000).code == .deadlineExceeded)
    }

    @Test func `slots are given back with their stores`() throws {
        let host = try Host(Self.endless, slotCount: 1)
        // Without a ticker, a store without a slot would run for ever.
        for _ in 0..<20 { #expect(try host.run(nanoseconds: 100_000).code == .deadlineExceeded) }
    }

    @Test func `a watchdog may be started and stopped any number of times`() throws {
        let host = try Host(Self.endless)
        let watchdog = try #require(host.watchdog)
        for _ in 0..<20 {
            watchdog.stop()
            watchdog.stop()
            try watchdog.start()
            try watchdog.start()
            #expect(try host.run(nanoseconds: 200_000).code == .deadlineExceeded)
        }
    }

    @Test func `time that the system took from the thread is not held against the code`() throws {
        let host = try Host(Self.counting)
        let runner = try Host.Runner(host)
        let endless = try Host.Runner(Host(Self.endless))
        // As if other threads had had the processor since the period began: the thread sleeps.
        defer { cajon_end_period() }
        cajon_begin_period()
        usleep(500_000)
        #expect(cajon_stolen_nanoseconds(cajon_monotonic_nanoseconds()) > 400_000_000)
        #expect(try runner.run(nanoseconds: 1).code == nil)
        // It is as much as was taken, and no more.
        cajon_begin_period()
        #expect(try endless.run(nanoseconds: 1).code == .deadlineExceeded)
    }

    @Test func `code that is late is given the time in which it is seen to run, and no more`() throws {
        let endless = try Host.Runner(Host(Self.endless))
        let grace: UInt64 = 2_000_000
        let outcome = try endless.run(nanoseconds: 100_000, grace: grace)
        #expect(outcome.code == .deadlineExceeded)
        #expect(outcome.stopped >= outcome.deadline + grace)
        // What needs less than the grace comes back, and one look between that never came changes nothing.
        let host = try Host(Self.counting)
        #expect(try Host.Runner(host).run(nanoseconds: 1, grace: 30_000_000_000).code == nil)
    }

    @Test func `without a watchdog a grace ends with a few ticks`() throws {
        let host = try Host(Self.endless, isWatched: false)
        let ticker = EpochTicker(engine: host.engine, intervalMilliseconds: 1)
        try ticker.start()
        #expect(try Host.Runner(host).run(nanoseconds: 500_000, grace: 500_000).code == .deadlineExceeded)
    }

    @Test func `a period that nobody has begun anew for long, or that was ended, adds nothing to a deadline`() throws {
        let endless = try Host.Runner(Host(Self.endless))
        defer { cajon_end_period() }
        cajon_begin_period()
        usleep(1_200_000)
        #expect(cajon_stolen_nanoseconds(cajon_monotonic_nanoseconds()) == 0)
        #expect(try endless.run(nanoseconds: 1).code == .deadlineExceeded)
        cajon_begin_period()
        usleep(100_000)
        cajon_end_period()
        #expect(cajon_stolen_nanoseconds(cajon_monotonic_nanoseconds()) == 0)
    }

    /// Runs `body` while another thread advances the epoch without a tick.
    private static func whileChecking(_ engine: WasmEngine, _ body: () throws -> Void) rethrows {
        let checker = Checker(engine)
        checker.start()
        defer { checker.stop() }
        try body()
    }

    private final class Checker: Sendable {
        private let engine: WasmEngine
        private let isDone = Atomic<Bool>(false)
        private let ended = DispatchSemaphore(value: 0)

        init(_ engine: WasmEngine) { self.engine = engine }

        func start() {
            let thread = Thread { [self] in
                while !isDone.load(ordering: .acquiring) {
                    engine.checkDeadlines()
                    usleep(20)
                }
                ended.signal()
            }
            thread.start()
        }

        func stop() {
            isDone.store(true, ordering: .releasing)
            ended.wait()
        }
    }
}
