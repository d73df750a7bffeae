// The formats, sounds and parameter changes that the contract's tests run effects with. Plain values.

import EffectHost
import EffectTestSupport
import TestSupport

/// What the contract must hold for.
enum Rates {
    static let all: [Float] = [8_000, 22_050, 44_100, 48_000, 96_000, 192_000]
}

extension EffectDescriptor {
    /// Whether a parameter is one of several alike but not the first: ‘gain7’ where there is a ‘gain1’. What is tried
    /// parameter by parameter is tried on the first.
    func isRepeated(_ index: Int) -> Bool {
        let id = parameters[index].id
        let stem = id.prefix { !$0.isNumber }
        guard let number = Int(id.dropFirst(stem.count)), number > 1 else { return false }
        return parameters.contains { $0.id == "\(stem)1" }
    }

    /// The channel counts that may be connected to the side-chain: none, and for an effect that has one, as the graph
    /// connects it and otherwise.
    func sidechainChannelCounts(for channelCount: Int) -> [Int] {
        hasSidechain ? Array(Set([0, 1, channelCount])).sorted() : [0]
    }

    /// Parameters sent to random values at frames that are no block's nor control period's.
    func randomChanges(
        count: Int, frameCount: Int, using generator: inout SeededGenerator
    ) -> [EffectRig.Change] {
        guard !parameters.isEmpty else { return [] }
        let frames = (0..<count).map { _ in Int.random(in: 1..<frameCount, using: &generator) }.sorted()
        return frames.map { frame in
            let values = randomValues(using: &generator)
            let index = Int.random(in: parameters.indices, using: &generator)
            return EffectRig.Change(frame: frame, index: index, value: values[index])
        }
    }
}

/// An effect with values and a sound to run it on, all from one seed.
struct Scene {
    let module: EffectModule
    let format: EffectFormat
    let values: [Float]
    let input: PlanarSound
    let sidechain: PlanarSound?
    var generator: SeededGenerator

    init(
        _ name: String, rate: Float, channelCount: Int, sidechainChannelCount: Int = 0, maximumFrameCount: Int = 8_192,
        frameCount: Int, values: [Float]? = nil, seed: UInt64
    ) throws {
        module = try StagedEffects.module(name)
        var generator = SeededGenerator(seed: seed)
        format = EffectFormat(
            sampleRateHertz: rate, channelCount: channelCount, sidechainChannelCount: sidechainChannelCount,
            maximumFrameCount: maximumFrameCount)
        self.values = values ?? module.descriptor.randomValues(using: &generator)
        input = .noise(channelCount: channelCount, frameCount: frameCount, seed: generator.next())
        sidechain =
            sidechainChannelCount == 0
            ? nil : .noise(channelCount: sidechainChannelCount, frameCount: frameCount, seed: generator.next())
        self.generator = generator
    }

    func rig() throws -> EffectRig { try EffectRig(module, format, values: values) }

    /// The scene's sound through a rig.
    func run(
        _ rig: EffectRig, blocks: BlockLengths = .mixed(seed: 7), changes: [EffectRig.Change] = []
    ) throws -> PlanarSound {
        try rig.process(input, sidechain: sidechain, blocks: blocks, changes: changes)
    }
}
