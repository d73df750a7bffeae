// Components that are run as wholes and misbehave: they end as the same effects do as modules, in the same words.

import CRealtime
import EffectHost
import TestSupport
import Testing

@Suite("A component that misbehaves")
struct GeneralFaultTests {
    /// Where wasmtime enters the guest by itself, in the course of another function.
    private static let inner: Set<Guest.Part> = [
        .allocate, .describePostReturn, .configurePostReturn, .processPostReturn,
    ]

    private static let parts = Guest.Part.allCases.filter { !inner.contains($0) }

    @Test(
        "and traps is ended, and the fault is the module's",
        arguments: TrapTests.misdeeds, [Guest.Part.start, .configure, .process, .reset])
    func traps(misdeed: TrapTests.Misdeed, part: Guest.Part) throws {
        var guest = Guest().with(part, misdeed.body)
        guest.items += misdeed.items
        let error = try #require(try Host.liveGeneral(guest))
        #expect(error.fault?.function == part.function)
        #expect(error.description.hasPrefix("effect ‘guest’ trapped \(part.place): \(misdeed.words) in "))
        if misdeed.name != "stack overflow" { #expect(error.description == (try Host.live(guest)?.description)) }
    }

    @Test("and traps in any of its functions is ended", arguments: parts)
    func trapsAnywhere(part: Guest.Part) throws {
        let guest = Guest().with(part, "(unreachable)")
        let error = try #require(try Host.liveGeneral(guest)?.description)
        #expect(error == (try Host.live(guest)?.description))
    }

    @Test(
        "and traps while memory is allocated or freed is ended in the function that this is for",
        arguments: [
            (Guest.Part.allocate, "process"), (.describePostReturn, "describe"), (.configurePostReturn, "configure"),
            (.processPostReturn, "process"),
        ])
    func trapsWithin(part: Guest.Part, function: String) throws {
        let error = try #require(try Host.liveGeneral(Guest().with(part, "(unreachable)")))
        #expect(error.fault?.function.rawValue == function)
        #expect(
            error.description.hasPrefix("effect ‘guest’ trapped in \(function): it reached code marked unreachable"))
    }

    @Test("and never comes back is stopped at its limit, and the fault says where", arguments: parts)
    func loops(part: Guest.Part) throws {
        let error = try #require(try Host.liveGeneral(Guest().with(part, Guest.endlessLoop), Host.impatient.get()))
        #expect(
            error.description
                == "effect ‘guest’ ran longer than its limit of \(Host.shortLimit) ms \(part.place)")
        #expect(error.fault?.function == part.function)
    }

    @Test("and overruns the deadline of its step is stopped, and the fault says by how much")
    func deadline() throws {
        let loader = try EffectLoader(cache: nil, watchesDeadlines: true)
        let body = """
            (if (i64.eqz (local.get $position)) (then \(Guest.multiply) (return \(Guest.returnInput))))
            \(Guest.endlessLoop)
            """
        let player = try Host.generalPlayer(Guest().with(.process, body), loader, policy: .live)
        let far = cajon_monotonic_nanoseconds() + 30_000_000_000
        #expect(player.play([[1], [2]], deadline: far) == [[1], [2]])
        #expect(player.play([[1], [2]], deadline: cajon_monotonic_nanoseconds() + 400_000) == nil)
        let fault = try #require(player.instance.takeFault())
        guard case .trapped(_, .period(let share, let stopped)) = fault.cause else {
            Issue.record("\(fault)")
            return
        }
        #expect(share <= 400)
        #expect(stopped >= share)
        #expect(
            fault.description
                == "ran longer than its share of the period (\(share) µs) in process, and was stopped after \(stopped) µs"
        )
    }

    @Test("is not called again, whatever the host asks of it")
    func isDead() throws {
        let player = try Host.generalPlayer(Guest().with(.process, Guest.endlessLoop), Host.impatient.get())
        #expect(player.play([[1], [2]]) == nil)
        #expect(player.instance.takeFault() != nil)
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

    @Test("and lies about its output's length is refused", arguments: [0, 1, 3, 5, 1_000] as [UInt32])
    func wrongLength(count: UInt32) throws {
        let body = Guest.returning(address: "(local.get $input)", count: "(i32.const \(count))")
        let player = try Host.generalPlayer(Guest().with(.process, body))
        #expect(player.play([[0.25, 0.5], [0.75, 1]]) == nil)
        #expect(
            player.instance.takeFault()?.description
                == "returned \(count) samples in process, expected 4, as many as its input has")
    }

    @Test(
        "and gives addresses that lie breaks the canonical ABI",
        arguments: [
            Guest.returning(address: "(i32.const -4)", count: "(local.get $count)"),
            Guest.returning(address: "(local.get $input)", count: "(i32.const -1)"),
            Guest.returning(address: "(i32.const 65538)", count: "(local.get $count)"), "(i32.const -8)",
            "(i32.const 2)",
        ])
    func pointers(body: String) throws {
        let player = try Host.generalPlayer(Guest().with(.process, body))
        #expect(player.play([[0.25, 0.5], [0.75, 1]]) == nil)
        let fault = try #require(player.instance.takeFault())
        guard case .brokeABI(let rule) = fault.cause else {
            Issue.record("\(fault)")
            return
        }
        #expect(!rule.isEmpty)
        #expect(fault.description == "broke the canonical ABI in process: \(rule)")
    }

    @Test(
        "and calls the log wrongly breaks the canonical ABI",
        arguments: ["(i32.const 4) (i32.const 0) (i32.const 1)", "(i32.const 1) (i32.const -1) (i32.const 9)"])
    func log(arguments: String) throws {
        let player = try Host.generalPlayer(Guest().with(.process, "(call $log \(arguments))" + Guest.returnInput))
        #expect(player.play([[1], [1]]) == nil)
        #expect(player.instance.takeFault()?.description.hasPrefix("broke the canonical ABI in process: ") == true)
        #expect(player.instance.drainLog().entries.isEmpty)
    }

    @Test("and gives up with an error in its log is reported with that")
    func lastWords() throws {
        let body = "(call $log (i32.const 3) (i32.const 8192) (i32.const 6)) (unreachable)"
        let player = try Host.generalPlayer(
            Guest().with(.process, body).adding("(data (i32.const 8192) \"no\\n it\")"))
        #expect(player.play([[1], [1]]) == nil)
        #expect(player.instance.takeFault()?.description == "failed in process: no\n    it")
        #expect(player.instance.drainLog().entries.isEmpty)
    }

    @Test("and says too much of itself is refused as a module is")
    func longAnswer() throws {
        var guest = Guest().describing { $0.name = .at(65_536, count: 2_000_000) }
            .with(.start, "(memory.fill (i32.const 65536) (i32.const 120) (i32.const 2000000))")
        guest.memory = "64"
        let error = try #require(try Host.liveGeneral(guest)?.description)
        #expect(error == (try Host.live(guest)?.description))
        #expect(error.contains("1048576 bytes that are allowed"))
    }

    @Test("and puts out what is no number is silent for that block", arguments: ["nan", "-inf"])
    func nonFinite(value: String) throws {
        let guest = Guest().with(
            .process,
            """
            \(Guest.multiply)
            (if (i64.eqz (i64.and (local.get $position) (i64.const 255))) (then
              (f32.store offset=12 (local.get $input) (f32.const \(value)))))
            \(Guest.returnInput)
            """)
        let player = try Host.generalPlayer(guest, gain: 2)
        let input = Signal(repeating: Array(repeating: 0.5, count: 64), count: 2)
        for block in 0..<9 {
            #expect(player.play(input) == input.map { $0.map { $0 * (block % 4 == 0 ? 0 : 2) } }, "block \(block)")
        }
        #expect(player.instance.nonFiniteBlockCount == 3)

        let live = try Host.generalPlayer(guest, policy: .live)
        #expect(live.play(input) == nil)
        #expect(
            live.instance.takeFault()?.description == "put out a NaN or an infinity in process: sample 4 of 128")
    }

    @Test("and wants more memory than there is is refused it from inside, and lives on")
    func memory() throws {
        let guest = Guest().with(
            .process,
            """
            (loop $more (br_if $more (i32.ne (memory.grow (i32.const 16)) (i32.const -1))))
            (loop $more (br_if $more (i32.ne (memory.grow (i32.const 1)) (i32.const -1))))
            (f32.store (local.get $input) (f32.convert_i32_u (memory.size)))
            \(Guest.returnInput)
            """)
        let loader = try Host.loader { $0.memoryBytes = 8 << 20 }
        let player = try Host.generalPlayer(guest, loader)
        for _ in 0..<3 { #expect(player.play([[0, 1], [2, 3]]) == [[128, 1], [2, 3]]) }
    }

    @Test("and wants more memory from the start, or too many, is refused")
    func declaredMemory() throws {
        let loader = try Host.loader { $0.memoryBytes = 1 << 20 }
        var guest = Guest()
        guest.memory = "17"
        #expect(
            try Host.generalRefusal(of: GuestComponent(guest).text, loader)?.description
                .contains("17 pages of memory; at most 16 are allowed") == true)
        var component = GuestComponent(Guest())
        component.items =
            ["(core module $more (memory 1))"]
            + Array(repeating: "(core instance (instantiate $more))", count: 4)
        let refusal = try Host.generalRefusal(of: component.text)?.description
        #expect(refusal?.hasPrefix("effect ‘guest’ could not be set up: ") == true, "\(String(describing: refusal))")
        component.items =
            ["(core module $more)"] + Array(repeating: "(core instance (instantiate $more))", count: 1_000)
        #expect(
            try Host.generalRefusal(of: component.text)?.description
                .hasPrefix("effect ‘guest’ ") == true)
    }

    @Test("leaves its neighbours untouched, and room for others when it goes")
    func neighbours() throws {
        let neighbour = try Host.generalPlayer(Guest(), gain: 3)
        let module = try Host.loadGeneral(GuestComponent(Guest().with(.process, "(unreachable)")))
        // Many more than there are slots.
        for _ in 0..<600 { #expect(try Player(module).play([[1], [1]]) == nil) }
        #expect(neighbour.play([[1, 2], [3, 4]]) == [[3, 6], [9, 12]])
    }
}
