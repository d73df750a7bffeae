// Nothing of an effect stays behind. Each test runs in a process of its own, where nobody else takes memory.

import EffectHost
import Foundation
import TestSupport
import Testing
import WasmEngine

@Suite("What an effect leaves behind")
struct LeakTests {
    /// More than the allocator takes while it settles (measured: up to 135 kB), and less than the smallest thing that
    /// could leak: a thousand traps take 1.7 MB (measured with their release left out).
    private static let toleratedBytes = 1 << 20

    /// Fails the process when a thousand more runs of something make it larger.
    static func measure(_ body: () throws -> Void) throws {
        for _ in 0..<200 { try body() }
        let before = residentBytes()
        for _ in 0..<1_000 { try body() }
        let growth = residentBytes() - before
        guard growth <= toleratedBytes else { fatalError("it grew by \(growth) bytes") }
    }

    /// Of this process. Source: proc(5), `statm`.
    private static func residentBytes() -> Int {
        let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
        return (fields.count > 1 ? Int(fields[1]) ?? 0 : 0) * Int(getpagesize())
    }

    @Test("is nothing, when it played and went")
    func playing() async {
        await #expect(processExitsWith: .success) {
            let module = try Host.load(Guest())
            try LeakTests.measure {
                let player = try Player(module, gain: 2, sidechainChannelCount: 2)
                guard player.play([[1], [1]]) == [[2], [2]] else { fatalError("it didn't play") }
            }
        }
    }

    @Test("is nothing, when it trapped and nobody asked why")
    func trapping() async {
        await #expect(processExitsWith: .success) {
            let module = try Host.load(Guest().with(.process, "(unreachable)"))
            try LeakTests.measure {
                let player = try Player(module)
                guard player.play([[1], [1]]) == nil else { fatalError("it played") }
            }
        }
    }

    @Test("is nothing, when it trapped and was asked why")
    func explained() async {
        await #expect(processExitsWith: .success) {
            let module = try Host.load(Guest().with(.configure, "(unreachable)"))
            try LeakTests.measure {
                do throws(EffectError) {
                    _ = try Player(module)
                    fatalError("it was configured")
                } catch {
                    guard error.fault?.description.contains("unreachable") == true else { fatalError("\(error)") }
                }
            }
        }
    }

    @Test("is nothing, when it failed as it started")
    func starting() async {
        await #expect(processExitsWith: .success) {
            // Starts once, for its description, and never again.
            let guest = Guest().with(.initialize, "(if (i32.load (i32.const 40)) (then (unreachable)))")
            let module = try Host.load(guest)
            let refused = try WasmEngine.wasm(fromText: guest.with(.start, "(unreachable)").text)
            try LeakTests.measure { _ = try module.instantiate() }
            var count = 0
            try LeakTests.measure {
                count += 1
                // Compiling is slow; every tenth is enough to see megabytes.
                guard count % 10 == 0 else { return }
                guard try Host.refusal(of: refused) != nil else { fatalError("it started") }
            }
        }
    }

    @Test("is nothing, when it was refused")
    func refused() async {
        await #expect(processExitsWith: .success) {
            let foreign = try WasmEngine.wasm(
                fromText: Guest().importing("(import \"env\" \"x\" (func))").text)
            try LeakTests.measure {
                guard try Host.refusal(of: foreign) != nil else { fatalError("it was accepted") }
            }
        }
    }

    @Test("is none of its memory, however much it took")
    func memory() async {
        await #expect(processExitsWith: .success) {
            // Writes to each page of a mebibyte.
            var guest = Guest().with(
                .configure,
                """
                (memory.fill (i32.const 65536) (i32.const 1) (i32.const 1048576))
                (i32.store (i32.const 20) (i32.const 0)) (i32.const 16)
                """)
            guest.memory = "17"
            let module = try Host.load(guest)
            try LeakTests.measure { _ = try Player(module) }
        }
    }
}
