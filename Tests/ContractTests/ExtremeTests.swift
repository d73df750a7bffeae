// The ends of every parameter's range, and values beyond it that only a broken host would send.

import EffectHost
import EffectTestSupport
import TestSupport
import Testing

@Suite("A shipped effect at its extremes")
struct ExtremeTests {
    /// Combinations of minima and maxima that are tried besides all minima, all maxima, and each alone.
    private static let sampledCombinations = 60

    /// Minima and maxima: all, one at a time, and a seeded sample of the 2^n combinations.
    private static func extremes(of descriptor: EffectDescriptor) -> [[Float]] {
        let parameters = descriptor.parameters
        var list = [parameters.map(\.minimum), parameters.map(\.maximum)]
        for (index, parameter) in parameters.enumerated() where !descriptor.isRepeated(index) {
            let ends =
                parameter.scale == .stepped
                ? Array(stride(from: parameter.minimum, through: parameter.maximum, by: 1))
                : [parameter.minimum, parameter.maximum]
            for value in ends {
                var values = descriptor.initialValues
                values[index] = value
                list.append(values)
            }
        }
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<sampledCombinations {
            list.append(parameters.map { Bool.random(using: &generator) ? $0.minimum : $0.maximum })
        }
        return list
    }

    /// Full-scale noise, then a full-scale constant, then the highest frequency there is, then silence.
    private static func hardSound(channelCount: Int) -> PlanarSound {
        let noise = PlanarSound.noise(channelCount: channelCount, frameCount: 2_000, amplitude: 1, seed: 3)
        return PlanarSound(channelCount: channelCount, frameCount: 8_000) { channel, frame in
            switch frame {
            case ..<2_000: noise[channel, frame]
            case ..<4_000: 1
            case ..<6_000: frame.isMultiple(of: 2) ? 1 : -1
            default: 0
            }
        }
    }

    @Test(
        "stays finite on full-scale sound, from the start and jumping there",
        arguments: StagedEffects.everyName, [8_000, 48_000, 192_000] as [Float])
    func staysFinite(name: String, rate: Float) throws {
        let module = try StagedEffects.module(name)
        let input = Self.hardSound(channelCount: 2)
        let format = EffectFormat(sampleRateHertz: rate, channelCount: 2, maximumFrameCount: 1_024)
        let jumping = try EffectRig(module, format)
        for values in Self.extremes(of: module.descriptor) {
            let rig = try EffectRig(module, format, values: values)
            #expect(try rig.process(input).isFinite && rig.instance.nonFiniteBlockCount == 0, "\(values)")
            try jumping.set(values)
            _ = try jumping.process(input, blocks: .fixed(1_024))
            #expect(jumping.instance.nonFiniteBlockCount == 0, "having jumped to \(values)")
        }
    }

    @Test("holds a value beyond its range at the range's end, and ignores NaN", arguments: StagedEffects.everyName)
    func holdsValues(name: String) throws {
        let module = try StagedEffects.module(name)
        let format = EffectFormat(sampleRateHertz: 48_000, channelCount: 2, maximumFrameCount: 512)
        let input = PlanarSound.noise(channelCount: 2, frameCount: 6_000, seed: 4)
        for (index, parameter) in module.descriptor.parameters.enumerated()
        where !module.descriptor.isRepeated(index) {
            let cases: [(sent: Float, meant: Float)] = [
                (.infinity, parameter.maximum), (-.infinity, parameter.minimum), (3e38, parameter.maximum),
                (-3e38, parameter.minimum), (.nan, parameter.initial),
            ]
            for (sent, meant) in cases {
                let wild = try EffectRig(module, format)
                let tame = try EffectRig(module, format)
                let change = { EffectRig.Change(frame: 1_000, index: index, value: $0) }
                let heard = try wild.process(input, changes: [change(sent)])
                let expected = try tame.process(input, changes: [change(meant)])
                #expect(heard.difference(from: expected) == nil, "\(parameter.id) = \(sent)")
            }
        }
    }

    @Test("ignores parameters that it hasn't", arguments: StagedEffects.everyName)
    func ignoresStrangers(name: String) throws {
        let scene = try Scene(name, rate: 48_000, channelCount: 2, frameCount: 2_000, seed: 5)
        let count = scene.values.count
        let rig = try scene.rig()
        for index in [count, count + 1, 255, Int(UInt32.max)] { try rig.instance.setParameter(index: index, value: 1) }
        #expect(try scene.run(rig).difference(from: scene.run(scene.rig())) == nil)
    }
}
