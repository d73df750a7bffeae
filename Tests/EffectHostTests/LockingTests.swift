// Memory that is locked while an effect plays. Each test runs in a process of its own, where nobody else locks any.

import EffectHost
import Foundation
import Realtime
import TestSupport
import Testing

@Suite("An effect whose memory is locked")
struct LockingTests {
    /// What the kernel says this process has locked. Source: proc(5), `status`.
    static func lockedBytes() -> Int {
        let lines = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8))?.split(separator: "\n") ?? []
        let fields = lines.first { $0.hasPrefix("VmLck:") }?.split(separator: " ") ?? []
        return (fields.count > 1 ? Int(fields[1]) ?? 0 : 0) << 10
    }

    static func check(_ condition: Bool, _ words: @autoclosure () -> String) {
        if !condition { fatalError(words()) }
    }

    @Test("has all of it locked, what it grows by too, and none when it has gone")
    func lifetime() async {
        await #expect(processExitsWith: .success) {
            // Grows by a mebibyte when it is configured.
            var guest = Guest().with(
                .configure,
                """
                (drop (memory.grow (i32.const 16)))
                (i32.store (i32.const 20) (i32.const 0)) (i32.const 16)
                """)
            guest.memory = "3"
            let module = try Host.load(guest)
            do {
                let instance = try module.instantiate()
                instance.lockMemory()
                LockingTests.check(
                    LockingTests.lockedBytes() == 3 << 16, "\(LockingTests.lockedBytes()) bytes at first")
                _ = try instance.configure(
                    EffectFormat(sampleRateHertz: 48_000, channelCount: 1, maximumFrameCount: 64))
                instance.lockGrowth()
                instance.lockGrowth()
                LockingTests.check(LockingTests.lockedBytes() == 19 << 16, "\(LockingTests.lockedBytes()) bytes, grown")
                LockingTests.check(LockedPages.shared.account.lockedByteCount == 19 << 16, "the account is wrong")
                withExtendedLifetime(instance) {}
            }
            LockingTests.check(LockingTests.lockedBytes() == 0, "\(LockingTests.lockedBytes()) bytes stay locked")
            LockingTests.check(LockedPages.shared.account == LockedPages.Account(), "the account isn't settled")
        }
    }

    @Test("plays, traps and is started again, over and over, in a slot as good as new")
    func restarts() async {
        await #expect(processExitsWith: .success) {
            // Every other one fails in its first block; each finds its memory as the module has it.
            let guest = Guest().with(
                .configure,
                """
                (if (i32.load (i32.const 65536)) (then (unreachable)))
                (memory.fill (i32.const 65536) (i32.const 1) (i32.const 1048576))
                (i32.store (i32.const 20) (i32.const 0)) (i32.const 16)
                """)
            var roomy = guest
            roomy.memory = "17"
            var trapping = guest.with(.process, "(unreachable)")
            trapping.memory = "17"
            let modules = try [Host.load(roomy), Host.load(trapping)]
            try LeakTests.measure {
                for (index, module) in modules.enumerated() {
                    let player = try Player(module)
                    player.instance.lockMemory()
                    LockingTests.check(LockingTests.lockedBytes() == 17 << 16, "it isn't locked")
                    LockingTests.check((player.play([[1], [1]]) == nil) == (index == 1), "it played otherwise")
                }
                LockingTests.check(LockingTests.lockedBytes() == 0, "it stays locked")
            }
        }
    }
}
