// Effects that never come back, from each of their functions in turn.

import EffectHost
import TestSupport
import Testing

@Suite("An effect that never comes back")
struct EndlessLoopTests {
    @Test("is stopped at its limit, and the fault says where", arguments: Guest.Part.allCases)
    func isStopped(part: Guest.Part) throws {
        let loader = try Host.impatient.get()
        let error = try #require(try Host.live(Guest().with(part, Guest.endlessLoop), loader))
        let limit = "ran longer than its limit of \(Host.shortLimit) ms"
        #expect(error.description == "effect ‘guest’ \(limit) \(part.place)")
        #expect(error.fault?.function == part.function)
    }

    @Test("to a loop, but only calls the host, one call after the other, is stopped too", arguments: [false, true])
    func callsTheHost(isWhole: Bool) throws {
        // Each call has the host look at 60,000 bytes; there is no loop and no function in which the time is looked at.
        let call = "(call $log (i32.const 0) (i32.const 131072) (i32.const 60000))\n"
        let guest = Guest().with(.process, String(repeating: call, count: 30_000) + Guest.returnInput)
        let loader = try Host.loader { $0.blockMilliseconds = 50 }
        let module = try isWhole ? Host.loadGeneral(GuestComponent(guest), loader) : Host.load(guest, loader)
        let player = try Player(module)
        #expect(player.play([[1], [2]]) == nil)
        #expect(player.instance.takeFault()?.description == "ran longer than its limit of 50 ms in process")
    }

    @Test("by calling itself through its start function is stopped too")
    func startsForEver() throws {
        let guest = Guest().with(.start, "(call $spin)").adding("(func $spin (loop $on (br $on)))")
        let error = try Host.refusal(of: guest, Host.impatient.get())
        #expect(error?.description.hasSuffix("ms while starting") == true)
    }

    @Test("is given its time anew for each block, and none for the time between them")
    func timeIsPerBlock() throws {
        // Each block takes a good part of the limit; together they take many times as much.
        let guest = Guest().with(.process, "(call $wait)" + Guest.returnInput).adding(
            """
            (func $wait (local $n i32) (loop $on
              (local.set $n (i32.add (local.get $n) (i32.const 1)))
              (br_if $on (i32.lt_u (local.get $n) (i32.const 5000000)))))
            """)
        let loader = try Host.loader { $0.blockMilliseconds = 500 }
        let player = try Host.player(guest, loader, sidechainChannelCount: 0)
        let input: Signal = [[1], [2]]
        for _ in 0..<300 {
            #expect(player.play(input) == input)
        }
    }

    @Test("is not called again, whatever the host asks of it")
    func isDead() throws {
        let guest = Guest().with(.process, Guest.endlessLoop)
        let player = try Host.player(guest, Host.impatient.get())
        #expect(player.play([[1], [2]]) == nil)
        #expect(player.instance.takeFault() != nil)
        // Each of these would take the whole limit if the effect were entered.
        for _ in 0..<1_000 { #expect(player.play([[1], [2]]) == nil) }
        #expect(player.instance.takeFault() == nil)
        let asked: [() throws -> Void] = [
            { try player.instance.reset() },
            { try player.instance.setParameter(index: 0, value: 1) },
            {
                _ = try player.instance.configure(
                    EffectFormat(sampleRateHertz: 48_000, channelCount: 2, maximumFrameCount: 64))
            },
        ]
        for ask in asked {
            let error = #expect(throws: EffectError.self) { try ask() }
            #expect(error?.description == "effect ‘guest’ could not be set up: it has failed before")
        }
    }
}

extension Guest.Part {
    /// How faults name the function.
    var function: EffectFunction {
        switch self {
        case .start, .initialize: .start
        case .describe: .describe
        case .configure: .configure
        case .setParameter: .setParameter
        case .process: .process
        case .reset: .reset
        case .allocate: .allocate
        case .describePostReturn, .configurePostReturn, .processPostReturn: .postReturn
        }
    }

    /// As it stands in a sentence.
    var place: String { function == .start ? "while starting" : "in \(function.rawValue)" }
}
