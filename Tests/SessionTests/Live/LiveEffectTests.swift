// The shipped effects, and hostile ones, played live.

import AudioGraph
import EffectHost
import EffectTestSupport
import Foundation
import Presets
import Session
import TestSupport
import Testing
import WasmEngine

@Suite("Effects played live")
struct LiveEffectTests {
    private static func graph(_ preset: ResolvedPreset) throws -> LiveGraph {
        try LiveGraph(preset, format: LiveRig.format(), store: StagedEffects.store())
    }

    private static func sine(_ hertz: Double = 440) -> (Int) -> Float { LiveRig.sine(hertz, 0.25) }

    @Test("sound as they do offline, bit for bit, every shipped preset", arguments: StagedEffects.presetNames)
    func equalsOffline(name: String) throws {
        let preset = try StagedEffects.shippedPreset(name)
        let rig = LiveRig(try Self.graph(preset), settings: LiveSettings(budgetShare: 0, idles: false))
        let sound = PlanarSound.noise(channelCount: 1, frameCount: 12_800, amplitude: 0.3, seed: 5)
        let heard = rig.play(12_800) { sound[0, $0] }
        var offline = try PlayableGraph(preset, format: LiveRig.format(), store: StagedEffects.store())
        let both = PlanarSound([Array(sound.channel(0)), Array(sound.channel(0))])
        let expected = offline.render(both, blocks: .fixed(128))
        #expect(PlanarSound([heard]).difference(from: PlanarSound([Array(expected.channel(0))])) == nil)
        #expect(rig.events.isEmpty)
    }

    @Test("take a thousand random parameter changes a second without a step")
    func parameterChanges() throws {
        let rig = LiveRig(try Self.graph(StagedEffects.chain("gain | filter | gain")))
        let sine = Self.sine()
        rig.play(12_800, sine)
        var generator = SeededGenerator(seed: 6)
        var heard: [Float] = []
        for _ in 0..<334 {
            for _ in 0..<3 {
                let node = try #require(rig.controller.playing.nodes.randomElement(using: &generator))
                // The gain's level and the filter's cutoff; choices step by nature.
                if node.effectName == "gain" {
                    let level = Float.random(in: -24...0, using: &generator)
                    try rig.controller.setParameter(node: node.id, index: 0, value: level)
                } else {
                    let cutoff = Float.random(in: 400...8_000, using: &generator)
                    try rig.controller.setParameter(node: node.id, index: 1, value: cutoff)
                }
            }
            heard += rig.play(128, sine)
        }
        #expect(rig.events.isEmpty)
        // A sine at 440 Hz of 0.25 moves by 0.0144 a frame; the filter lifts it a little where its cutoff passes.
        #expect(LiveRig.greatestStep(heard) < 0.0144 * 1.5)
        #expect(heard.contains { abs($0) > 0.01 })
    }

    @Test(
        "give way to one another without a click", arguments: ["warm-strings", "telephone", "wide-chorus", "tape-echo"])
    func swaps(name: String) throws {
        let names = ["telephone", "warm-strings", "tape-echo", "wide-chorus"]
        let rig = LiveRig(try Self.graph(StagedEffects.shippedPreset(name)))
        let sine = Self.sine()
        var heard = rig.play(24_000, sine)
        var own = LiveRig.greatestStep(heard[12_000...])
        for other in names {
            try rig.controller.swap(to: Self.graph(StagedEffects.shippedPreset(other)))
            heard += rig.play(24_000, sine)
            own = max(own, LiveRig.greatestStep(heard.suffix(9_000)))
        }
        #expect(rig.events.count { if case .swapped = $0 { true } else { false } } == 4)
        #expect(!rig.events.contains { if case .fault = $0 { true } else { false } })
        // What rings out is heard beside what comes, so a little more than either alone; found: 1.05.
        #expect(LiveRig.greatestStep(heard[12_000...]) <= own * 1.1)
    }

    /// Presets that bend the wave in front of a tail.
    private static let bending: Set<String> = ["guitar-crunch", "guitar-lead", "worn-cassette"]

    @Test("give way to themselves without a click, every shipped preset", arguments: StagedEffects.presetNames)
    func swapsToItself(name: String) throws {
        let rig = LiveRig(try Self.graph(StagedEffects.shippedPreset(name)))
        let sine = Self.sine()
        // Its beginning counts, too: a new graph's oscillators and detectors begin where these did.
        let before = rig.play(144_000, sine)
        try rig.controller.swap(to: Self.graph(StagedEffects.shippedPreset(name)))
        let after = rig.play(144_000, sine)
        #expect(rig.events.count { if case .swapped = $0 { true } else { false } } == 1)
        let own = max(LiveRig.greatestStep(before), LiveRig.greatestStep(after[48_000...]))
        let found = LiveRig.greatestStep(before.suffix(1) + after)
        // A graph with a tail fades at its input, where bending makes less of half a sound than half of what it makes of all.
        let allowance: Float = Self.bending.contains(name) ? 1.1 : 1.01
        #expect(found <= own * allowance, "\(found / own)")
    }

    @Test(
        "sound after a rest as if there had been none, from the first frame on",
        arguments: ["filter cutoff=2kHz | compressor | gain level=-3dB", "biquad | filter type=peak gain=6dB"])
    func resumes(chain: String) throws {
        let burst = PlanarSound.noise(channelCount: 1, frameCount: 12_800, amplitude: 0.3, seed: 7)
        // Sound, nothing for twelve seconds, longer than any tail is waited for, and the same sound again.
        let pause = 576_000
        let sound: (Int) -> Float = { frame in
            frame < 12_800 ? burst[0, frame] : frame < pause ? 0 : burst[0, (frame - pause) % 12_800]
        }
        func play(idles: Bool) throws -> (heard: [Float], latencyFrames: Int, restedPeriods: Int) {
            let rig = LiveRig(
                try Self.graph(StagedEffects.chain(chain)), settings: LiveSettings(budgetShare: 0, idles: idles))
            let heard = rig.play(pause + 12_800, sound)
            let latencyFrames = rig.controller.playing.latencyFrames
            return (heard, latencyFrames, Int(rig.controller.load.idlePeriodCount))
        }
        let rested = try play(idles: true)
        let awake = try play(idles: false)
        #expect(rested.restedPeriods > 400)
        #expect(awake.restedPeriods == 0)
        let greatest = zip(rested.heard, awake.heard).reduce(Float(0)) { max($0, abs($1.0 - $1.1)) }
        // What a rest leaves out had fallen below the engine's silence of 1e-6.
        #expect(greatest <= 2e-6)
        // The first frames are there, and as loud as they were without a rest before them.
        let first = pause + rested.latencyFrames
        #expect(rested.heard[first..<first + 16].contains { abs($0) > 0.01 })
    }

    @Test("are restarted after a trap, and told of once each", arguments: [true, false])
    func hostile(loops: Bool) throws {
        let folder = try TemporaryFolder()
        let guest = loops ? TestGuest.looping(atFrame: 12_800) : .trapping(atFrame: 12_800)
        let path = try guest.write(to: folder)
        let rig = LiveRig(try Self.graph(StagedEffects.chain("gain level=-6 | '\(path)'")))
        let before = rig.play(12_800) { _ in 0.5 }
        // It fails in its first block after each restart, since frames go on counting.
        try rig.play(until: { $0.events.contains { if case .gaveUp = $0 { true } else { false } } }) { _ in 0.5 }
        let faults = rig.events.compactMap { if case .fault(let fault) = $0 { fault } else { nil } }
        #expect(faults.count == 4)
        #expect(faults.first?.frame == 12_800)
        #expect(faults.allSatisfy { $0.cause.contains(loops ? "ran longer" : "trapped") }, "\(faults)")
        // The gain before it plays on.
        #expect(rig.play(1_280) { _ in 0.5 }.last == before.last)
    }

    @Test("show what they measure while they play, and nothing before and after")
    func meters() throws {
        let rig = LiveRig(
            try Self.graph(StagedEffects.chain("gain | compressor threshold=-18 ratio=4 knee=0 attack=1ms")))
        let node = try #require(rig.controller.playing.node("compressor"))
        #expect(node.effect.meterReadings.map(\.value) == [nil])
        for _ in 0..<20 {
            rig.play(1_280) { _ in 1 }
            rig.engine.maintain(until: 0)
        }
        #expect(abs(try #require(node.effect.meterReadings[0].value) - 13.5) < 0.01)
        #expect(rig.controller.playing.node("gain")?.effect.meterReadings == [])
        #expect(rig.events.isEmpty)
    }

    @Test("whose meters break a rule are restarted as after any fault")
    func hostileMeters() throws {
        let folder = try TemporaryFolder()
        var meters = GuestMeters()
        meters.read = GuestMeters.returning(count: 9)
        try Data(WasmEngine.wasm(fromText: Guest().metering(meters).text))
            .write(to: URL(filePath: folder.file("bad.wasm")))
        let rig = LiveRig(try Self.graph(StagedEffects.chain("'\(folder.file("bad.wasm"))'")))
        try rig.play(until: {
            $0.engine.maintain(until: 0)
            return $0.events.contains { if case .gaveUp = $0 { true } else { false } }
        }) { _ in 0.5 }
        let faults = rig.events.compactMap { if case .fault(let fault) = $0 { fault } else { nil } }
        #expect(faults.count == 4)
        #expect(faults.allSatisfy { $0.cause.contains("returned 9 numbers in read of its meters") }, "\(faults)")
    }

    @Test("write to their log while they play")
    func logs() throws {
        let folder = try TemporaryFolder()
        let path = try TestGuest.talking.write(to: folder)
        let rig = LiveRig(try Self.graph(StagedEffects.chain("'\(path)'")))
        rig.play(1_280) { _ in 0 }
        let lines = rig.events.filter { if case .log(_, let entry) = $0 { entry.message == "guest" } else { false } }
        #expect(lines.count >= 10)
    }

    @Test("that refuse the format are named, and leave what plays alone")
    func refusal() throws {
        let folder = try TemporaryFolder()
        let path = try TestGuest(refusal: "too fast for me").write(to: folder)
        #expect(throws: RenderError.self) { _ = try Self.graph(StagedEffects.chain("'\(path)'")) }
    }
}
