// A second of noise through presets: what is measured, what is warned of, what fails.

import Bundles
import EffectHost
import EffectTestSupport
import Foundation
import Presets
import Session
import TestSupport
import Testing
import WasmEngine

@Suite("A dry render")
struct CheckTests {
    private let folder: SessionTests.TemporaryFolder

    init() throws { folder = try SessionTests.TemporaryFolder() }

    private func store(_ limits: EffectLimits = DryRender.Limits.effects, grants: EffectGrants = EffectGrants()) throws
        -> EffectStore
    {
        EffectStore(
            loader: try EffectLoader(limits: limits, cache: nil, scriptEngine: nil, grants: grants),
            library: EffectLibrary(directories: []))
    }

    private func write(_ guest: Guest, _ name: String = "guest.wasm") throws {
        try Data(WasmEngine.wasm(fromText: guest.text)).write(to: URL(filePath: folder.file(name)))
    }

    /// Tries a chain of guests.
    private func report(_ chain: String, limits: EffectLimits = DryRender.Limits.effects) throws -> DryRenderReport {
        let store = try store(limits)
        let text = chain.replacing("./", with: folder.path + "/")
        let dry = DryRender(store: store)
        return try dry.run(dry.resolve(PresetDocument.parse(chain: text)))
    }

    private static func isNear(_ one: Double?, _ other: Double, within tolerance: Double) -> Bool {
        one.map { abs($0 - other) < tolerance } ?? false
    }

    @Test("of nothing but a wire measures the noise twice")
    func wire() throws {
        try write(Guest())
        let report = try report("./guest.wasm")
        #expect(report.sampleRate == 48_000 && report.channelCount == 2)
        #expect(report.input == report.output && report.warnings == [] && report.faults.isEmpty)
        // 96,000 samples of noise: their mean square strays by less than 1 % of its mean, 0.04 dB.
        #expect(Self.isNear(report.input.rmsDecibels, -18, within: 0.05))
        // Evenly distributed noise has peaks 4.77 dB above its RMS.
        #expect(Self.isNear(report.peakDecibels, -18 + 4.77, within: 0.01))
        #expect(report.loudnessChange == 0 && report.latencyFrames == 0 && report.tailFrames == 0)
        #expect(report.nodes.map(\.nonFiniteBlocks) == [0])
        #expect(throws: Never.self) { try JSONEncoder().encode(report) }
    }

    @Test("measures the loudness of a sine as the standard says")
    func loudness() throws {
        // BS.1770-5: a sine of 997 Hz at full scale in one channel is at -3.01 LUFS.
        let sine = (0..<48_000).map { Float(sin(2 * .pi * 997 * Double($0) / 48_000)) }
        let measures = SoundMeasures([sine])
        #expect(Self.isNear(measures.loudnessLUFS, -3.01, within: 0.01))
        #expect(Self.isNear(measures.rmsDecibels, -3.01, within: 0.01))
        #expect(SoundMeasures([[Float]()]).loudnessLUFS == nil)
    }

    @Test("warns of what makes sounds louder, and of what clips")
    func loud() throws {
        try write(Guest())
        #expect(try report("./guest.wasm gain=1.9").warnings == [])
        let louder = try report("./guest.wasm gain=4")
        #expect(Self.isNear(louder.loudnessChange, 12.04, within: 0.01))
        #expect(louder.warnings == ["it makes noise 12 dB louder; take care of your ears"])
        let clipping = try report("./guest.wasm gain=4 | ./guest.wasm gain=4")
        #expect(clipping.warnings.count == 2)
        #expect(clipping.warnings[1].hasPrefix("it clips: noise at -18 dBFS comes out with peaks 10.9 dB above"))
    }

    @Test("warns of silence, of a NaN, and of an offset")
    func odd() throws {
        try write(Guest())
        let silent = try report("./guest.wasm gain=0")
        #expect(silent.warnings == ["it is silent: nothing of a second of noise comes out"])
        #expect(silent.peakDecibels == nil && silent.loudnessChange == nil)
        #expect(throws: Never.self) { try JSONEncoder().encode(silent) }
        try write(Guest().with(.process, "(f32.store (local.get $input) (f32.const nan)) \(Guest.returnInput)"))
        let poisoned = try report("./guest.wasm")
        #expect(poisoned.nodes[0].nonFiniteBlocks > 0)
        #expect(poisoned.warnings.contains { $0.contains("put out NaN or infinity in ") })
        let sum = Guest.multiply.replacing(
            "(global.get $gain)", with: "(f32.const 1)"
        ).replacing("(f32.store ", with: "(local.set $x (f32.add (local.get $x) (f32.const 0.1))) (f32.store ")
        try write(Guest().with(.process, "\(sum) \(Guest.returnInput)"))
        let shifted = try report("./guest.wasm")
        // The mean of 48,000 samples of the noise strays by 0.0006.
        #expect(Self.isNear(shifted.output.offset, 0.1, within: 0.003))
        #expect(shifted.warnings.count == 1 && shifted.warnings[0].hasPrefix("its output is off centre, by "))
    }

    @Test("tells latency and tail, and doesn't wait for one that never ends")
    func timing() throws {
        var guest = Guest()
        (guest.latencyFrames, guest.tailFrames) = (100, 500)
        try write(guest)
        var report = try report("./guest.wasm")
        #expect(report.latencyFrames == 100 && report.tailFrames == 500)
        guest.tailFrames = .max
        // A sound that goes on and grows with every block, so that nothing but the limit ends it, and its peak says when.
        let growing = "(global.set $gain (f32.add (global.get $gain) (f32.const 1)))"
        try write(
            guest.with(.process, "\(growing) (f32.store (local.get $input) (global.get $gain)) \(Guest.returnInput)"))
        report = try self.report("./guest.wasm")
        #expect(report.tailFrames == nil)
        // A second of noise and four of tail, in blocks of 1,024 frames.
        let blockCount = (Double(5 * 48_000 + 100) / 1_024).rounded(.up)
        let peak = try #require(report.peakDecibels)
        #expect(peak > 20 * log10(blockCount / 2) && peak <= 20 * log10(blockCount + 3))
    }

    @Test("goes on past an effect that fails, and reports it")
    func faults() throws {
        try write(Guest().with(.process, "(unreachable)"), "bomb.wasm")
        try write(Guest())
        let report = try report("./bomb.wasm | ./guest.wasm gain=2")
        #expect(report.faults.map(\.cause).allSatisfy { $0.contains("trapped in process") } && report.faults.count == 1)
        #expect(Self.isNear(report.loudnessChange, 6.02, within: 0.01))
    }

    @Test("stops an effect that never returns")
    func endless() throws {
        try write(Guest().with(.process, Guest.endlessLoop))
        var limits = DryRender.Limits.effects
        limits.blockMilliseconds = 50
        let report = try report("./guest.wasm", limits: limits)
        #expect(report.faults.count == 1 && report.faults[0].cause.contains("longer than its limit"))
    }

    @Test("has an end for all of a check, whatever has taken so long")
    func slow() throws {
        try write(Guest())
        let store = try store()
        let document = try PresetDocument.parse(chain: folder.file("guest.wasm"))
        let dry = DryRender(store: store, timeLimit: .zero)
        let unresolved = try #require(throws: PresetError.self) { try dry.resolve(document) }
        #expect(unresolved.description.contains("the preset had taken longer than 0.0 s"))
        let preset = try document.resolve(using: store)
        let error = try #require(throws: RenderError.self) { try dry.run(preset) }
        guard case .setUpTooSlow = error.kind else { throw error }
        #expect(error.description == "setting up the effects took longer than 0.0 s, and had come to node ‘guest’")
    }

    @Test("ends between the calls of an effect that is slow to set up")
    func slowSetUp() throws {
        // Its call is ended by its own limit, after that of the whole.
        try write(Guest().with(.setParameter, Guest.endlessLoop))
        var limits = DryRender.Limits.effects
        limits.blockMilliseconds = 300
        let store = try store(limits)
        let preset = try PresetDocument.parse(chain: folder.file("guest.wasm")).resolve(using: store)
        let error = try #require(throws: RenderError.self) {
            try DryRender(store: store, timeLimit: .milliseconds(100)).run(preset)
        }
        guard case .setUpTooSlow(_, "guest") = error.kind else { throw error }
    }

    @Test("ends a render that takes too long")
    func slowRender() throws {
        try write(Guest())
        let store = try store()
        let preset = try PresetDocument.parse(chain: folder.file("guest.wasm")).resolve(using: store)
        let input = try folder.write(.noise(channelCount: 2, frameCount: 3_000, seed: 60))
        var request = RenderRequest(input: input, output: folder.file("out.wav"), preset: preset)
        // Time enough to set the graph up, and then none.
        let bounds = WorkBounds(timeLimit: .seconds(2), memoryBytes: DryRender.Limits.memoryBytes)
        request.bounds = bounds
        let render = try OfflineRender(request, store: store)
        while .now < bounds.deadline { usleep(10_000) }
        do throws(RenderError) {
            _ = try render.run()
            Issue.record("it has rendered all of it")
        } catch {
            guard case .tooSlow(_, let frame, _) = error.kind else { throw error }
            #expect(frame == RenderRequest.defaultBlockFrameCount)
            #expect(error.description.contains("rendering took longer than 2.0 s"))
        }
    }

    @Test("refuses effects that together could take more memory than there is for them, and makes none")
    func memory() throws {
        try write(Guest())
        let store = try store()
        let resolve = { (count: Int) in
            let chain = Array(repeating: folder.file("guest.wasm"), count: count).joined(separator: " | ")
            return try PresetDocument.parse(chain: chain).resolve(using: store)
        }
        #expect(try DryRender(store: store).run(resolve(64)).nodes.count == 64)
        let error = try #require(throws: RenderError.self) { try DryRender(store: store).run(resolve(65)) }
        guard case .tooMuchMemory(_, 4_294_967_296, 65) = error.kind else { throw error }
        #expect(error.description.hasPrefix("its 65 effects could come to take 4160 MiB of memory together, more "))
    }

    @Test("puts numbers into words that no sound has", arguments: ["3e38", "-3e38"])
    func huge(value: String) throws {
        let sum = Guest.multiply.replacing("(global.get $gain)", with: "(f32.const 1)")
            .replacing("(f32.store ", with: "(local.set $x (f32.const \(value))) (f32.store ")
        try write(Guest().with(.process, "\(sum) \(Guest.returnInput)"))
        let report = try report("./guest.wasm")
        #expect(Self.isNear(report.peakDecibels, 769.5, within: 0.1))
        #expect(report.warnings.contains { $0.hasPrefix("its output is off centre, by 3") && $0.contains("e+40 %") })
        #expect(throws: Never.self) { try JSONEncoder().encode(report) }
    }

    @Test("works in a folder that goes away")
    func files() throws {
        var folder: ScratchFolder? = try ScratchFolder()
        let path = try #require(folder?.path)
        try Data("x".utf8).write(to: URL(filePath: path + "/x"))
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o700)
        folder = nil
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("is refused what nobody grants")
    func grants() throws {
        try write(
            Guest().importing(
                "(import \"cajon:effect/assets@0.1.0\" \"[static]sound.open\" (func $open (param i32 i32 i32)))"))
        let error = try #require(throws: PresetError.self) { try report("./guest.wasm") }
        #expect(error.description.contains("nobody granted it any"))
    }
}
