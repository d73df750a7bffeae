// Instances that come and go beside one that plays, and a log that is read while it is written.

import CRealtime
import EffectHost
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite("An effect that plays on one thread")
struct ChurnTests {
    /// Runs `play` on a thread of its own, as the audio thread would be, and `beside` on this one until that has ended.
    private func play(_ play: @escaping @Sendable () -> Bool, beside: (_ isPlaying: () -> Bool) throws -> Void) rethrows
        -> Bool
    {
        let playing = Playing()
        let thread = Thread {
            playing.result.store(play(), ordering: .relaxed)
            playing.isDone.store(true, ordering: .releasing)
            playing.ended.signal()
        }
        thread.stackSize = 8 << 20
        thread.start()
        defer { playing.ended.wait() }
        try beside { !playing.isDone.load(ordering: .acquiring) }
        while !playing.isDone.load(ordering: .acquiring) { usleep(1_000) }
        return playing.result.load(ordering: .relaxed)
    }

    private final class Playing: Sendable {
        let isDone = Atomic<Bool>(false)
        let result = Atomic<Bool>(false)
        let ended = DispatchSemaphore(value: 0)
    }

    @Test("doesn't notice that others are made, configured and thrown away on another")
    func churn() throws {
        let loader = try EffectLoader(cache: nil, watchesDeadlines: true)
        let module = try Host.load(Guest(), loader)
        nonisolated(unsafe) let player = try Player(module, gain: 2, policy: .live)
        let isRight = try play {
            for _ in 0..<10_000 {
                let output = player.play([[1], [2]], deadline: cajon_monotonic_nanoseconds() + 30_000_000_000)
                guard output == [[2], [4]] else { return false }
            }
            return true
        } beside: { _ in
            for number in 0..<500 {
                let other = try Player(module, gain: 3, maximumFrameCount: 1 + number, policy: .live)
                try other.instance.warmUp()
                guard number % 7 == 0 else { continue }
                #expect(other.play([[1], [2]]) == [[3], [6]])
            }
        }
        #expect(isRight)
        #expect(player.instance.takeFault() == nil)
    }

    @Test("can have its log and its counts read on another at any time, and no line is torn or lost uncounted")
    func log() throws {
        let lineCount = 200_000
        // Line after line of one letter repeated, by turns long and short.
        let guest = Guest().with(
            .process,
            """
            (memory.fill (i32.const 8192) (i32.add (i32.const 97) (i32.wrap_i64 (i64.rem_u (local.get $position) (i64.const 26))))
              (i32.const 2000))
            (call $log (i32.const 1) (i32.const 8192)
              (i32.wrap_i64 (i64.rem_u (i64.mul (local.get $position) (i64.const 37)) (i64.const 300))))
            \(Guest.returnInput)
            """)
        nonisolated(unsafe) let player = try Player(Host.load(guest))
        let instance = Reader(player.instance)
        var readCount = 0
        var droppedCount = 0
        var isWhole = true
        func read() {
            let log = instance.instance.drainLog()
            readCount += log.entries.count
            droppedCount += log.droppedCount
            for entry in log.entries where Set(entry.message.utf8).count > 1 { isWhole = false }
            _ = instance.instance.memoryByteCount + instance.instance.nonFiniteBlockCount
        }
        let isRight = play {
            for _ in 0..<lineCount { guard player.play([[1], [2]]) != nil else { return false } }
            return true
        } beside: { isPlaying in
            while isPlaying() { read() }
        }
        read()
        #expect(isRight)
        #expect(isWhole)
        #expect(readCount + droppedCount == lineCount)
        #expect(readCount > 0)
    }

    /// The one thread that reads.
    private struct Reader: @unchecked Sendable {
        let instance: EffectInstance

        init(_ instance: EffectInstance) { self.instance = instance }
    }
}
