// Components that are run as wholes and behave: they sound as the same effects do as modules.

import AudioGraph
import CRealtime
import EffectHost
import Foundation
import Glibc
import Realtime
import TestSupport
import Testing
import WasmEngine

@Suite("A component that is run as a whole")
struct GeneralPathTests {
    private static func noise(seed: UInt64, frameCount: Int = 500) -> Signal {
        var generator = SeededGenerator(seed: seed)
        return (0..<2).map { _ in (0..<frameCount).map { _ in Float.random(in: -1...1, using: &generator) } }
    }

    @Test("is described as it describes itself, and says which way it takes")
    func description() throws {
        let guest = Guest().describing {
            $0.parameters[0].choices = ["first", "second"]
            $0.parameters[0].scale = 2
            ($0.parameters[0].minimum, $0.parameters[0].maximum) = (0, 1)
        }
        let general = try Host.loadGeneral(GuestComponent(guest))
        let core = try Host.load(guest)
        #expect(general.descriptor == core.descriptor)
        #expect(general.path == .general(reasons: [Host.reason]))
        #expect(core.path == .core)
        #expect(general.byteCount > core.byteCount)
        #expect(throws: EffectError.self) { try general.requireRealtime() }
        #expect(throws: Never.self) { try core.requireRealtime() }
    }

    @Test("gives the samples of the same effect as a module", arguments: [[64], [1], [7, 64, 13]])
    func samples(blocks: [Int]) throws {
        let (input, sidechain) = (Self.noise(seed: 11), Self.noise(seed: 12))
        let general = try Host.generalPlayer(Guest(), gain: 1.7)
        let core = try Host.player(Guest(), gain: 1.7)
        for _ in 0..<2 {
            let output = general.play(input, sidechain: sidechain, blocks: blocks)
            #expect(output != nil)
            #expect(output == core.play(input, sidechain: sidechain, blocks: blocks))
            for player in [general, core] {
                try player.reset()
                try player.instance.setParameter(index: 0, value: -0.3)
            }
        }
        #expect(general.instance.takeFault() == nil)
    }

    @Test("without a side-chain is given none")
    func noSidechain() throws {
        let player = try Host.generalPlayer(Guest(), gain: 2, sidechainChannelCount: 0)
        #expect(player.play([[1, 2], [3, 4]]) == [[2, 4], [6, 8]])
    }

    @Test("of one sample and of none is as good")
    func shortBlocks() throws {
        let player = try Host.generalPlayer(Guest(), gain: 2)
        #expect(player.play([[1], [2]], sidechain: [[10], [20]]) == [[12], [24]])
        #expect(player.play([[], []], sidechain: [[], []]) == [[], []])
        #expect(player.play([[1], [2]], sidechain: [[10], [20]]) == [[12], [24]])
    }

    @Test("says its timing, and frees what it returned when it has been read")
    func timingAndPostReturn() throws {
        var guest = Guest()
        (guest.latencyFrames, guest.tailFrames) = (3, 5)
        // Each post-return adds to what the next block puts out.
        for part in [Guest.Part.configurePostReturn, .processPostReturn] {
            guest = guest.with(part, "(global.set $freed (f32.add (global.get $freed) (f32.const 1)))")
        }
        guest = guest.adding("(global $freed (mut f32) (f32.const 0))")
            .with(.process, "(f32.store (local.get $input) (global.get $freed))" + Guest.returnInput)
        let player = try Host.generalPlayer(guest)
        #expect((player.timing.latencyFrameCount, player.timing.tailFrameCount) == (3, 5))
        for count in 1...3 { #expect(player.play([[9], [2]]) == [[Float(count)], [2]]) }
    }

    @Test("is initialized before anything is asked of it")
    func initialized() throws {
        let guest = Guest().with(.initialize, "(global.set $gain (f32.const 3))")
        let module = try Host.loadGeneral(GuestComponent(guest.describing { $0.parameters = [] }))
        #expect(try Player(module).play([[1], [2]]) == [[3], [6]])
    }

    @Test("refuses a format in its own words")
    func refusedFormat() throws {
        let guest = Guest().with(
            .configure,
            """
            (i32.store8 (i32.const 16) (i32.const 1))
            (i32.store (i32.const 20) (i32.const 512)) (i32.store (i32.const 24) (i32.const 17)) (i32.const 16)
            """
        ).adding(#"(data (i32.const 512) "too \1b[31mchannels")"#)
        let refusal = try #require(try Host.liveGeneral(guest)?.description)
        #expect(refusal == (try Host.live(guest)?.description))
        #expect(refusal.hasPrefix("effect ‘guest’ refused the format: too  [31mchan"))
    }

    @Test("is told options and messages if it takes them, and refuses them in its own words")
    func settings() throws {
        func export(_ name: String, _ body: String) -> String {
            """
            (func (export "\(GuestComponent.settings)#\(name)") (param $at i32) (param $count i32) (result i32)
              \(body) (i32.const 40))
            """
        }
        // Takes what has five bytes, and sets the gain to the first of them; refuses all else by repeating it.
        let options = export(
            "set-options",
            """
            (global.set $gain (f32.convert_i32_u (i32.load8_u (local.get $at))))
            (i32.store8 (i32.const 40) (i32.ne (local.get $count) (i32.const 5)))
            (i32.store (i32.const 44) (local.get $at)) (i32.store (i32.const 48) (local.get $count))
            """)
        let receive = export(
            "receive", "(global.set $gain (f32.const 7)) (i32.store8 (i32.const 40) (i32.const 0))")
        var component = GuestComponent(Guest().describing { $0.parameters = [] }.adding(options, receive))
        #expect(try !Host.loadGeneral(component).descriptor.takesOptions)
        component.hasSettings = true
        let module = try Host.loadGeneral(component)
        #expect(module.descriptor.takesOptions)
        let player = try Player(module)
        try player.instance.setOptions("!    ")
        #expect(player.play([[1], [2]]) == [[33], [66]])
        try player.instance.receive("anything")
        #expect(player.play([[1], [2]]) == [[7], [14]])
        let refused = #expect(throws: EffectError.self) { try player.instance.setOptions("{\"x\": \"ä\"}") }
        #expect(refused?.description == "effect ‘guest’ refused the options: {\"x\": \"ä\"}")

        let deaf = try Host.generalPlayer(Guest())
        let unheard = #expect(throws: EffectError.self) { try deaf.instance.receive("1") }
        #expect(unheard?.description == "effect ‘guest’ refused a message: it takes none")
    }

    @Test("collects after each block, or when it is told to", arguments: [EffectPolicy.offline, .live])
    func collects(policy: EffectPolicy) throws {
        let collect = """
            (func (export "\(GuestComponent.maintenance)#collect")
              (global.set $gain (f32.add (global.get $gain) (f32.const 1))))
            """
        var component = GuestComponent(Guest().describing { $0.parameters = [] }.adding(collect))
        component.hasMaintenance = true
        let player = try Player(Host.loadGeneral(component), policy: policy)
        for block in 0..<4 {
            #expect(player.play([[1], [1]]) == [[Float(1 + block)], [Float(1 + block)]])
            var step = player.instance.step
            #expect(cajon_step_maintain(&step, cajon_deadline()))
        }
    }

    @Test("writes its log through the host")
    func log() throws {
        let writes = (0..<4).map {
            "(call $log (i32.const \($0)) (i32.const \(8_192 + $0)) (i32.const \($0 == 3 ? 0 : 2)))"
        }
        let guest = Guest().with(.process, writes.joined() + Guest.returnInput)
            .adding("(data (i32.const 8192) \"hello\")")
        let player = try Host.generalPlayer(guest)
        #expect(player.play([[1], [1]]) == [[1], [1]])
        let log = player.instance.drainLog()
        #expect(log.entries.map(\.message) == ["he", "el", "ll", ""])
        #expect(log.entries.map(\.level) == [.debug, .info, .warning, .error])
        #expect(player.instance.drainLog().entries.isEmpty)
    }

    @Test("cuts a long log line, and drops and counts what there is no room for")
    func longLog() throws {
        let write = "(call $log (i32.const 1) (i32.const 131072) (i32.const 60000))"
        let guest = Guest().with(.process, write + write + write + write + write + Guest.returnInput)
            .with(.start, "(memory.fill (i32.const 131072) (i32.const 120) (i32.const 60000))")
        let player = try Host.generalPlayer(guest)
        #expect(player.play([[1], [1]]) != nil)
        let log = player.instance.drainLog()
        #expect(log.entries.count == 3)
        #expect(log.entries.allSatisfy { $0.message.utf8.count <= 2_048 })
        #expect(log.droppedCount == 2)
    }

    @Test("copies and fills much memory as it is written")
    func bulkMemory() throws {
        // Fills 200,000 bytes, moves them by one with the ranges overlapping, and adds up bytes at the ends.
        let guest = Guest().with(
            .process,
            """
            (memory.fill (i32.const 70000) (local.get $count) (i32.const 150000))
            (i32.store8 (i32.const 219999) (i32.const 9))
            (memory.copy (i32.const 70007) (i32.const 70000) (i32.const 150000))
            (memory.copy (i32.const 69990) (i32.const 70000) (i32.const 150007))
            (f32.store (local.get $input) (f32.convert_i32_u (i32.load8_u (i32.const 219996))))
            (f32.store offset=4 (local.get $input) (f32.convert_i32_u (i32.load8_u (i32.const 219989))))
            (f32.store offset=8 (local.get $input) (f32.convert_i32_u (i32.load8_u (i32.const 69990))))
            \(Guest.returnInput)
            """)
        let general = try Host.generalPlayer(guest, sidechainChannelCount: 0)
        let output = general.play([[1, 1], [1, 1]])
        #expect(output == [[9, 4], [4, 1]])
        #expect(output == (try Host.player(guest, sidechainChannelCount: 0).play([[1, 1], [1, 1]])))
    }

    @Test("with a quantum gives the same samples whatever the blocks", arguments: [[64], [1], [16], [3, 40, 15]])
    func quantum(blocks: [Int]) throws {
        let guest = Guest().describing { $0.quantum = 16 }.with(
            .process,
            """
            (if (i32.ne (local.get $count) (i32.const 32)) (then (unreachable)))
            \(Guest.multiply)
            (f32.store (local.get $input)
              (f32.add (f32.load (local.get $input)) (f32.convert_i64_u (local.get $position))))
            \(Guest.returnInput)
            """)
        let (input, sidechain) = (Self.noise(seed: 21), Self.noise(seed: 22))
        let general = try Host.generalPlayer(guest, gain: 3)
        let core = try Host.player(guest, gain: 3)
        #expect(general.timing == core.timing)
        #expect(general.timing.latencyFrameCount == 16)
        for _ in 0..<2 {
            let output = general.play(input, sidechain: sidechain, blocks: blocks)
            #expect(output != nil)
            #expect(output == core.play(input, sidechain: sidechain, blocks: blocks))
            try general.reset()
            try core.reset()
        }
    }

    @Test("plays in a plan beside a module, and when it fails its input takes its place")
    func plan() throws {
        let failing = Guest().with(
            .process,
            """
            (if (i64.ge_u (local.get $position) (i64.const 640)) (then (unreachable)))
            \(Guest.multiply) \(Guest.returnInput)
            """)
        let general = try Host.loadGeneral(GuestComponent(failing), Host.patient.get()).instantiate()
        let core = try Host.load(Guest()).instantiate()
        var steps: [String: NodeStep] = [:]
        for (id, instance, gain) in [("general", general, 2), ("core", core, 0.5)] as [(String, EffectInstance, Float)]
        {
            try instance.setParameter(index: 0, value: gain)
            let timing = try instance.configure(
                EffectFormat(sampleRateHertz: 48_000, channelCount: 2, maximumFrameCount: 64))
            steps[id] = NodeStep(
                step: instance.step, latencyFrames: timing.latencyFrameCount, tailFrames: timing.tailFrameCount)
        }
        var plan = try RenderPlan.compile(
            .chain([GraphNode("general"), GraphNode("core")]),
            format: RenderFormat(sampleRate: 48_000, channelCount: 2, maximumFrames: 64), steps: steps)
        let source = (0..<128).map { Float($0) / 256 }
        for block in 0..<20 {
            var output = [Float](repeating: .nan, count: 128)
            source.withUnsafeBufferPointer { source in
                output.withUnsafeMutableBufferPointer { output in
                    plan.render(
                        position: UInt64(64 * block),
                        input: AudioBlock(base: source.baseAddress!, channelCount: 2, frameCount: 64),
                        output: MutableAudioBlock(base: output.baseAddress!, channelCount: 2, frameCount: 64))
                }
            }
            if block < 10 { #expect(output == source) }
            if block > 14 { #expect(output == source.map { $0 / 2 }) }
        }
        #expect(plan.failedNodes.map(\.id) == ["general"])
        #expect(general.takeFault()?.description.hasPrefix("trapped in process: it reached code marked") == true)
    }

    @Test("in a file is what the file's path stands for, once it was loaded so")
    func file() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(WasmEngine.wasm(fromText: GuestComponent(Guest()).text), "guest.wasm")
        // A file that was written just now may be written again without a trace.
        usleep(60_000)
        let loader = try EffectLoader(cache: nil)
        let module = try loader.loadGeneral(path: path, reasons: ["is forced"])
        #expect(module.path == .general(reasons: ["is forced"]))
        #expect(module.sourceFiles == [path])
        #expect(module.isCurrent)
        #expect(try loader.load(path: path) === module)
        #expect(throws: EffectError.self) { try loader.loadGeneral(path: path + ".not", reasons: []) }
    }
}
