// Waiting for descriptors, timers, messages and signals at once.

import Control
import Foundation
import Synchronization
import Testing

@Suite("The event loop")
struct EventLoopTests {
    /// Runs a loop on this thread until something stops it, at the latest after 30 s.
    private func run(_ prepare: (EventLoop) throws -> Void) throws {
        let loop = try EventLoop()
        loop.after(milliseconds: 30_000) {
            Issue.record("nothing has stopped the loop")
            loop.stop()
        }
        try prepare(loop)
        loop.run()
    }

    @Test("tells of a descriptor that can be read, until that is cancelled")
    func readable() throws {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        var text = ""
        try run { loop in
            var registration: EventLoop.Registration?
            registration = loop.watch(ends[0], for: .readable) { ready in
                #expect(ready == .readable)
                var byte: UInt8 = 0
                #expect(read(ends[0], &byte, 1) == 1)
                text.append(Character(Unicode.Scalar(byte)))
                if text == "ab" {
                    registration?.cancel()
                    loop.after(milliseconds: 20) { loop.stop() }
                }
            }
            #expect(write(ends[1], "abc", 3) == 3)
        }
        #expect(text == "ab")
    }

    @Test("tells of the other side's end")
    func hangUp() throws {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        close(ends[1])
        defer { close(ends[0]) }
        var isTold = false
        try run { loop in
            loop.watch(ends[0], for: .readable) { _ in
                isTold = true
                loop.stop()
            }
        }
        #expect(isTold)
    }

    @Test("sends nobody a descriptor that another has just cancelled")
    func cancelledByAnother() throws {
        var pipes: [[Int32]] = [[-1, -1], [-1, -1]]
        for index in pipes.indices { try #require(pipe(&pipes[index]) == 0) }
        defer { for end in pipes.flatMap(\.self) { close(end) } }
        var calls = 0
        try run { loop in
            var registrations: [EventLoop.Registration] = []
            for ends in pipes {
                registrations.append(
                    loop.watch(ends[0], for: .readable) { _ in
                        calls += 1
                        for registration in registrations { registration.cancel() }
                        loop.after(milliseconds: 10) { loop.stop() }
                    })
                #expect(write(ends[1], "x", 1) == 1)
            }
        }
        #expect(calls == 1)
    }

    @Test("keeps a timer's pace, calls one that is due once, and a cancelled one never")
    func timers() throws {
        var ticks = 0
        var order: [Int] = []
        try run { loop in
            let start = EventLoop.nowNanoseconds
            var ticker: EventLoop.Registration?
            ticker = loop.every(milliseconds: 2) {
                ticks += 1
                guard ticks == 5 else { return }
                #expect(EventLoop.nowNanoseconds - start >= 10_000_000)
                ticker?.cancel()
                loop.after(milliseconds: 10) { loop.stop() }
            }
            loop.after(milliseconds: 4) { order.append(2) }
            loop.after(milliseconds: 1) { order.append(1) }
            loop.after(milliseconds: 3) { order.append(3) }.cancel()
        }
        #expect(ticks == 5)
        #expect(order == [1, 2])
    }

    @Test("leaves out the calls of a timer that were missed")
    func missed() throws {
        var ticks = 0
        try run { loop in
            let start = EventLoop.nowNanoseconds
            loop.every(milliseconds: 5) {
                ticks += 1
                if ticks == 1 { usleep(100_000) }
                guard ticks == 3 else { return }
                // The first after 5 ms, which ended no earlier than 105; one that was due then; the next on the grid.
                #expect(EventLoop.nowNanoseconds - start >= 110_000_000)
                loop.stop()
            }
        }
        #expect(ticks == 3)
    }

    @Test("takes messages of many threads, each thread's in order, and handles them on its own")
    func messages() throws {
        let threadCount = 4
        let messageCount = 10_000
        var received = [[Int]](repeating: [], count: threadCount)
        let owner = Thread.current
        try run { loop in
            var count = 0
            let mailbox = loop.mailbox(for: (thread: Int, number: Int).self) { message in
                if count % 1000 == 0 { #expect(Thread.current === owner) }
                received[message.thread].append(message.number)
                count += 1
                if count == threadCount * messageCount { loop.stop() }
            }
            for thread in 0..<threadCount {
                Thread.detachNewThread { for number in 0..<messageCount { mailbox.post((thread, number)) } }
            }
        }
        for numbers in received { #expect(numbers == Array(0..<messageCount)) }
    }

    @Test("does what is wanted soon before it sleeps, and lets descriptors in between")
    func soon() throws {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        var rounds = 0
        try run { loop in
            func again() {
                rounds += 1
                loop.soon(again)
            }
            again()
            loop.watch(ends[0], for: .readable) { _ in loop.stop() }
            loop.after(milliseconds: 5) { #expect(write(ends[1], "x", 1) == 1) }
        }
        #expect(rounds > 1)
    }

    @Test("tells of signals, of several kinds, and gives them back")
    func signals() throws {
        // Two loops, of which each is told; the second one's handlers outlive the first's.
        signal(SIGUSR2, SIG_IGN)
        var received: Set<Int32> = []
        let other = try EventLoop()
        var countOfOther = 0
        let registration = try other.onSignal(SIGUSR2) {
            countOfOther += 1
            other.stop()
        }
        try run { loop in
            for number in [SIGWINCH, SIGUSR2] {
                try loop.onSignal(number) {
                    received.insert(number)
                    if received.isSuperset(of: [SIGWINCH, SIGUSR2]) { loop.stop() }
                }
                kill(getpid(), number)
            }
        }
        #expect(received == [SIGWINCH, SIGUSR2])
        other.after(milliseconds: 30_000) { other.stop() }
        other.run()
        kill(getpid(), SIGUSR2)
        other.run()
        #expect(countOfOther == 2)
        registration.cancel()
        // Ignored again, as before: it would end this process otherwise.
        kill(getpid(), SIGUSR2)
        #expect(throws: ControlError.self) { try EventLoop().onSignal(SIGKILL) {} }
    }
}
