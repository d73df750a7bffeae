// The shipped effect with a kernel, against its twin without one.

import EffectHost
import EffectTestSupport
import Foundation
import Testing

@Suite("The cabinet")
struct CabinetTests {
    /// The cabinet's script with the kernel's work done in JavaScript.
    private func twin() throws -> EffectModule {
        let script = try String(
            contentsOf: StagedEffects.root.appending(path: "Effects/cabinet/cabinet.js"), encoding: .utf8)
        let convolution = try String(
            contentsOf: StagedEffects.root.appending(path: "Benchmarks/Twins/convolution.js"), encoding: .utf8)
        let replaced = script.replacing("'kernel:convolution'", with: "'./convolution.js'")
        #expect(replaced != script)
        return try StagedEffects.loader().load(
            [
                ScriptSource(name: "cabinet.js", text: replaced),
                ScriptSource(name: "convolution.js", text: convolution),
            ], name: "cabinet.js")
    }

    @Test("sounds the same with its kernel as in plain JavaScript")
    func sameSound() throws {
        let format = EffectFormat(sampleRateHertz: 44_100, channelCount: 1, maximumFrameCount: 128)
        var state: UInt32 = 7
        // Longer than the response, so that every partition is used.
        let input = PlanarSound(channelCount: 1, frameCount: 2_048) { _, _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return Float(Int32(bitPattern: state) >> 8) / Float(1 << 24)
        }
        let native = try EffectRig(StagedEffects.module("cabinet"), format).process(input).samples
        let plain = try EffectRig(twin(), format).process(input).samples
        let loudest = native.map(abs).max()!
        #expect(loudest > 0.05)
        // The kernel computes in single precision: each of the transform's 8 stages, and each of 14 products summed,
        // adds at most half a unit of 2^-24 of the largest value on the way, which is within 256 times the result's.
        let difference = zip(native, plain).map { abs($0 - $1) }.max()!
        #expect(difference < loudest * 1e-5, "they differ by \(difference), of \(loudest)")
    }

    @Test("runs from the module that `cajon build` made, on the code that all scripts share")
    func built() throws {
        let module = try StagedEffects.module("cabinet")
        #expect(module.sharesEngine)
        #expect(module.descriptor.quantum == 128)
        #expect(try Data(contentsOf: URL(filePath: StagedEffects.modulePath("cabinet"))).count > 1 << 20)
    }
}
