// Many threads, one module: each instance is a world of its own.

import EffectHost
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite("One effect on many threads")
struct ConcurrencyTests {
    private static let threadCount = 8

    /// Runs something on as many threads at once, each with its number, and waits for all; what they threw.
    private static func onThreads(_ body: @escaping @Sendable (Int) throws -> Void) -> [String] {
        let failures = Failures()
        let running = DispatchGroup()
        for number in 0..<threadCount {
            running.enter()
            let thread = Thread {
                do { try body(number) } catch { failures.add("thread \(number): \(error)") }
                running.leave()
            }
            // As much as a thread that renders has.
            thread.stackSize = 8 << 20
            thread.start()
        }
        running.wait()
        return failures.all
    }

    private final class Failures: Sendable {
        private let messages = Mutex<[String]>([])
        func add(_ message: String) { messages.withLock { $0.append(message) } }
        var all: [String] { messages.withLock { $0 } }
    }

    private struct Mismatch: Error {
        let block: Int
    }

    @Test("plays in each as if it were alone")
    func plays() throws {
        let module = try Host.load(Guest())
        let failures = Self.onThreads { number in
            for round in 0..<20 {
                let gain = Float(number % 4)
                let player = try Player(module, gain: gain, channelCount: 1 + round % 3, maximumFrameCount: 64)
                let input = Signal(repeating: (0..<64).map { Float($0 + number) }, count: 1 + round % 3)
                for block in 0..<50 where player.play(input) != input.map({ $0.map { $0 * gain } }) {
                    throw Mismatch(block: block)
                }
            }
        }
        #expect(failures == [])
    }

    @Test("fails in some and plays in the others")
    func someFail() throws {
        // Traps where the gain is negative.
        let guest = Guest().with(
            .process,
            "(if (f32.lt (global.get $gain) (f32.const 0)) (then (unreachable)))" + Guest.multiply + Guest.returnInput)
        let module = try Host.load(guest)
        let failures = Self.onThreads { number in
            let isBad = number % 2 == 1
            for round in 0..<100 {
                let player = try Player(module, gain: isBad ? -1 : 2)
                for _ in 0..<5 where (player.play([[1], [2]]) == (isBad ? nil : [[2], [4]])) == false {
                    throw Mismatch(block: round)
                }
                guard (player.instance.takeFault() != nil) == isBad else { throw Mismatch(block: round) }
            }
        }
        #expect(failures == [])
    }

    @Test("is loaded by all at once")
    func loads() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(Guest(), "guest.wasm")
        let loader = try Host.patient.get()
        let failures = Self.onThreads { _ in
            let module = try loader.load(path: path)
            guard try Player(module, gain: 2).play([[1], [2]]) == [[2], [4]] else { throw Mismatch(block: 0) }
        }
        #expect(failures == [])
    }
}
