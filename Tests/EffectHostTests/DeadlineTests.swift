// Effects that overrun the deadline of their step, from each function that a step enters.

import CRealtime
import EffectHost
import Foundation
import TestSupport
import Testing

@Suite("An effect that overruns its share of the period")
struct DeadlineTests {
    /// In nanoseconds: far less than a tick, so that only the watchdog can have stopped it in time.
    private static let share: UInt64 = 400_000

    private static let loader = Result { () throws(EffectError) in
        try EffectLoader(cache: nil, watchesDeadlines: true)
    }

    private func player(_ guest: Guest, _ policy: EffectPolicy = .live) throws -> Player {
        try Player(Host.load(guest, Self.loader.get()), sidechainChannelCount: 2, policy: policy)
    }

    private static func deadline(in nanoseconds: UInt64 = share) -> UInt64 {
        cajon_monotonic_nanoseconds() + nanoseconds
    }

    private static let input: Signal = [[1], [2]]

    /// The figures of a fault, in microseconds.
    private func figures(_ fault: EffectFault) -> (share: Int, stopped: Int)? {
        if case .trapped(_, .period(let share, let stopped)) = fault.cause { (share, stopped) } else { nil }
    }

    @Test(
        "is stopped inside it, and the fault says by how much and where",
        arguments: [Guest.Part.process, .allocate, .processPostReturn])
    func isStopped(part: Guest.Part) throws {
        let player = try player(
            part == .allocate
                // The arena is asked for input only when there are samples; setting up asks for none.
                ? Guest().with(.allocate, Guest.endlessLoop) : Guest().with(part, Guest.endlessLoop))
        let output = player.play(Self.input, deadline: Self.deadline())
        // Post-return runs when the output has been read.
        #expect((output == nil) == (part != .processPostReturn))
        let fault = try #require(player.instance.takeFault())
        let (share, stopped) = try #require(figures(fault))
        #expect(share <= 400)
        #expect(stopped >= share)
        #expect(
            fault.description
                == "ran longer than its share of the period (\(share) µs) \(part.place), and was stopped after "
                + "\(stopped) µs")
        #expect(player.play(Self.input, deadline: Self.deadline()) == nil)
    }

    @Test("while a parameter is set is stopped too")
    func parameter() throws {
        let player = try player(
            Guest().with(.setParameter, "(if (f32.eq (local.get $value) (f32.const 3)) (then \(Guest.endlessLoop)))"))
        var step = player.instance.step
        #expect(
            cajon_step_set_parameter(&step, 0, 2, cajon_deadline(moment: Self.deadline(in: 30_000_000_000), grace: 0)))
        #expect(!cajon_step_set_parameter(&step, 0, 3, cajon_deadline(moment: Self.deadline(), grace: 0)))
        #expect(player.instance.takeFault()?.function == .setParameter)
    }

    @Test("by writing to its log for ever is stopped too")
    func log() throws {
        let flood = "(loop $on (call $log (i32.const 1) (i32.const 131072) (i32.const 2048)) (br $on)) (unreachable)"
        let player = try player(Guest().with(.process, flood))
        #expect(player.play(Self.input, deadline: Self.deadline()) == nil)
        #expect(player.instance.takeFault()?.description.hasPrefix("ran longer than its share") == true)
        #expect(player.instance.drainLog().droppedCount >= 0)
    }

    @Test("by filling memory over and over is stopped between two fills")
    func fill() throws {
        let fill = "(loop $on (memory.fill (i32.const 65536) (i32.const 0) (i32.const 196608)) (br $on)) (unreachable)"
        let player = try player(Guest().with(.process, fill))
        #expect(player.play(Self.input, deadline: Self.deadline()) == nil)
        #expect(player.instance.takeFault()?.function == .process)
    }

    @Test("with a block length of its own is stopped in whichever of its blocks that is")
    func quantum() throws {
        let late = """
            (if (i64.ge_u (local.get $position) (i64.const 64)) (then \(Guest.endlessLoop)))
            \(Guest.multiply) \(Guest.returnInput)
            """
        let player = try player(Guest().with(.process, late).describing { $0.quantum = 32 })
        let input = Signal(repeating: Array(repeating: 1, count: 64), count: 2)
        #expect(player.play(input, deadline: Self.deadline(in: 30_000_000_000)) != nil)
        #expect(player.play(input, deadline: Self.deadline()) == nil)
        #expect(figures(try #require(player.instance.takeFault())) != nil)
    }

    @Test("leaves the others of its engine untouched, block after block")
    func neighbours() throws {
        let loader = try Self.loader.get()
        let good = try Player(Host.load(Guest(), loader), gain: 3, policy: .live)
        for _ in 0..<20 {
            let bad = try player(Guest().with(.process, Guest.endlessLoop))
            #expect(bad.play(Self.input, deadline: Self.deadline()) == nil)
            for _ in 0..<20 {
                #expect(good.play(Self.input, deadline: Self.deadline(in: 30_000_000_000)) == [[3], [6]])
            }
        }
    }

    @Test("only when it has a deadline: without, its limit is that of its loader")
    func noDeadline() throws {
        let loader = try EffectLoader(limits: Self.shortLimits, cache: nil, watchesDeadlines: true)
        let player = try Player(Host.load(Guest().with(.process, Guest.endlessLoop), loader), policy: .live)
        #expect(player.play(Self.input) == nil)
        #expect(player.instance.takeFault()?.description == "ran longer than its limit of 100 ms in process")
    }

    @Test("is stopped as well where nobody watches, only later")
    func unwatched() throws {
        let player = try Player(Host.load(Guest().with(.process, Guest.endlessLoop)), policy: .live)
        #expect(player.play(Self.input, deadline: Self.deadline()) == nil)
        #expect(figures(try #require(player.instance.takeFault())) != nil)
    }

    private static var shortLimits: EffectLimits {
        var limits = EffectLimits()
        limits.blockMilliseconds = Host.shortLimit
        return limits
    }
}

@Suite("An effect that plays live")
struct LivePolicyTests {
    @Test("ends at a NaN or an infinity, and the fault says where", arguments: ["nan", "inf", "-inf"])
    func notFinite(value: String) throws {
        let guest = Guest().with(
            .process,
            "\(Guest.multiply) (f32.store offset=12 (local.get $input) (f32.const \(value))) \(Guest.returnInput)")
        let player = try Player(Host.load(guest), policy: .live)
        #expect(player.play([[1, 2], [3, 4]]) == nil)
        let fault = player.instance.takeFault()
        #expect(fault?.description == "put out a NaN or an infinity in process: sample 4 of 4")
        #expect(player.instance.nonFiniteBlockCount == 1)
        #expect(player.play([[1, 2], [3, 4]]) == nil)
    }

    @Test("gives the same bits as one that renders a file, with a deadline or without")
    func sameBits() throws {
        let module = try Host.load(Guest())
        let input: Signal = [(0..<64).map { Float($0) * 0.01 }, (0..<64).map { Float($0) * -0.03 }]
        let offline = try Player(module, gain: 0.7)
        let live = try Player(module, gain: 0.7, policy: .live)
        for _ in 0..<10 {
            let expected = offline.play(input)
            #expect(live.play(input, deadline: cajon_monotonic_nanoseconds() + 30_000_000_000) == expected)
        }
    }

    @Test("can be warmed up, and then plays as if it had not been")
    func warm() throws {
        // Remembers how many blocks it has had; a reset forgets it.
        let guest = Guest().with(
            .process,
            """
            (i32.store (i32.const 48) (i32.add (i32.load (i32.const 48)) (i32.const 1)))
            (f32.store (local.get $input) (f32.convert_i32_u (i32.load (i32.const 48)))) \(Guest.returnInput)
            """
        ).with(.reset, "(i32.store (i32.const 48) (i32.const 0))")
        let module = try Host.load(guest)
        let player = try Player(module, policy: .live)
        try player.instance.warmUp()
        #expect(player.play([[0], [0]]) == [[1], [0]])
        let failing = try Player(Host.load(Guest().with(.process, "(unreachable)")), policy: .live)
        let error = #expect(throws: EffectError.self) { try failing.instance.warmUp() }
        #expect(error?.fault?.function == .process)
    }

    @Test("says in its log what it said before and after it was warmed up, and not what it said meanwhile")
    func warmLog() throws {
        let write = "(call $log (i32.const 1) (i32.const 8192) (i32.const 3))"
        let guest = Guest().with(
            .configure,
            "(call $log (i32.const 2) (i32.const 8192) (i32.const 3)) (i32.store (i32.const 20) (i32.const 0)) (i32.const 16)"
        ).with(.process, write + Guest.returnInput).with(.reset, write)
            .adding("(data (i32.const 8192) \"abc\")")
        let player = try Player(Host.load(guest), policy: .live)
        try player.instance.warmUp()
        #expect(player.instance.drainLog().entries.map(\.level) == [.warning])
        _ = player.play([[0], [0]])
        #expect(player.instance.drainLog().entries.map(\.level) == [.info])
    }

    @Test("runs on a thread that was prepared")
    func prepared() throws {
        let loader = try Host.patient.get()
        let module = try Host.load(Guest())
        let player = try Player(module, gain: 2, policy: .live)
        let done = DispatchSemaphore(value: 0)
        nonisolated(unsafe) var output: Signal?
        nonisolated(unsafe) let moved = player
        let thread = Thread {
            try? loader.prepareThread()
            output = moved.play([[1], [2]])
            done.signal()
        }
        thread.stackSize = 8 << 20
        thread.start()
        done.wait()
        #expect(output == [[2], [4]])
    }
}
