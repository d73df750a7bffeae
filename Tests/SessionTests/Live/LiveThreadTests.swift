// Engine and controller on threads of their own, as they are when a device plays.

import Foundation
import Realtime
import Session
import Synchronization
import TestSupport
import Testing

@Suite("A live engine and its controller on two threads")
struct LiveThreadTests {
    /// Plays noise for as long as it isn't stopped, as fast as it can.
    private final class Player: Sendable {
        let isStopped = Atomic<Bool>(false)
        let hasEnded = DispatchSemaphore(value: 0)

        func start(_ controller: LiveController) {
            let engine = Handover(engine: controller.makeEngine())
            let thread = Thread { [self] in
                var engine = engine.take()
                let input = AudioBuffer(channelCount: 2, frameCapacity: 128)
                let output = AudioBuffer(channelCount: 2, frameCapacity: 128)
                var generator = SeededGenerator(seed: 1)
                for index in 0..<256 {
                    input.block(frameCount: 128).base[index] = Float.random(in: -1...1, using: &generator)
                }
                // Relaxed: nothing else is concluded from it.
                while !isStopped.load(ordering: .relaxed) {
                    engine.render(
                        input: AudioBlock(input.block(frameCount: 128)), output: output.block(frameCount: 128))
                    engine.maintain(until: 0)
                    sched_yield()
                }
                hasEnded.signal()
            }
            thread.stackSize = 1 << 20
            thread.start()
        }

        func stop() {
            isStopped.store(true, ordering: .relaxed)
            hasEnded.wait()
        }
    }

    /// Takes an engine into a closure that may be run once.
    private final class Handover: Sendable {
        private let engine: Mutex<LiveEngine?>

        init(engine: consuming sending LiveEngine) { self.engine = Mutex(engine) }

        func take() -> LiveEngine {
            engine.withLock { engine in
                var taken: LiveEngine?
                swap(&taken, &engine)
                return taken!
            }
        }
    }

    @Test("change, swap and restart without disturbing one another")
    func twoThreads() throws {
        func graph(_ number: Int) throws -> LiveGraph {
            try LiveRig.graph(
                "\(number)",
                [
                    LiveRig.node("echo", .echo(400, 0.5), tailFrames: number % 2 == 0 ? 400 : 9_600),
                    LiveRig.node("faulty", .gain, configure: { $0.failsAfter = 300 }),
                ])
        }
        let controller = LiveController(try graph(0), settings: LiveSettings(budgetShare: 0))
        let player = Player()
        player.start(controller)
        var events: [LiveEvent] = []
        var generator = SeededGenerator(seed: 2)
        let limit = Date.now + 60
        var lastFailed = false
        for number in 1...12 {
            if !lastFailed { try controller.swap(to: graph(number)) }
            // Until it is heard, has failed and plays again.
            while !events.contains(.swapped(to: "\(number)"))
                || controller.playing.node("faulty")?.faultCount == 0
                || controller.playing.node("faulty")?.state != .playing
            {
                guard Date.now < limit else {
                    lastFailed = true
                    break
                }
                try controller.setParameter(node: "echo", index: 0, value: Float.random(in: 0...1, using: &generator))
                try controller.setMix(node: "faulty", mix: Float.random(in: 0...1, using: &generator))
                events += controller.poll()
                sched_yield()
            }
        }
        controller.fadeOut()
        while !controller.isFadedOut, Date.now < limit { events += controller.poll() }
        player.stop()
        events += controller.poll()
        #expect(!lastFailed, "\(events)")
        #expect(controller.isFadedOut)
        #expect(controller.playing.name == "12")
        #expect(events.count { if case .retired = $0 { true } else { false } } >= 11)
    }
}
