// An effect driven by its render step, as a plan drives it. One thread at a time.

import CRealtime
import EffectHost

/// One channel per row.
typealias Signal = [[Float]]

/// A configured effect and its place in the stream.
final class Player {
    let instance: EffectInstance
    let timing: EffectTiming
    private let channelCount: Int
    private let sidechainChannelCount: Int
    private var position: UInt64 = 0

    init(
        _ module: EffectModule, gain: Float = 1, sampleRate: Float = 48_000, channelCount: Int = 2,
        sidechainChannelCount: Int = 0, maximumFrameCount: Int = 64, policy: EffectPolicy = .offline
    ) throws(EffectError) {
        instance = try module.instantiate(policy)
        if !module.descriptor.parameters.isEmpty { try instance.setParameter(index: 0, value: gain) }
        timing = try instance.configure(
            EffectFormat(
                sampleRateHertz: sampleRate, channelCount: channelCount,
                sidechainChannelCount: sidechainChannelCount, maximumFrameCount: maximumFrameCount))
        self.channelCount = channelCount
        self.sidechainChannelCount = module.descriptor.hasSidechain ? sidechainChannelCount : 0
    }

    /// Begins another stream.
    func reset() throws(EffectError) {
        try instance.reset()
        position = 0
    }

    /// Passes one block through the effect; nil when it fails.
    func play(_ input: Signal, sidechain: Signal = [], deadline: UInt64 = 0, grace: UInt64 = 0) -> Signal? {
        let frameCount = input[0].count
        var step = instance.step
        var destination = cajon_step_destination()
        let deadline = cajon_deadline(moment: deadline, grace: grace)
        guard cajon_step_acquire(&step, UInt32(frameCount), deadline, &destination) else { return nil }
        // SAFETY: the step has room for as many channels as it was configured for, and the signals have as many.
        for (index, sample) in input.joined().enumerated() { destination.input[index] = sample }
        if sidechainChannelCount > 0 {
            let silence = Signal(repeating: Array(repeating: 0, count: frameCount), count: sidechainChannelCount)
            for (index, sample) in (sidechain.isEmpty ? silence : sidechain).joined().enumerated() {
                destination.sidechain[index] = sample
            }
        }
        var output: UnsafePointer<Float>?
        guard cajon_step_process(&step, position, UInt32(frameCount), &output), let output else { return nil }
        let result = (0..<channelCount).map { channel in
            Array(UnsafeBufferPointer(start: output + channel * frameCount, count: frameCount))
        }
        cajon_step_finish(&step)
        position += UInt64(frameCount)
        return result
    }

    /// Passes a signal through the effect, cut into blocks of the lengths given, over and over.
    func play(_ input: Signal, sidechain: Signal = [], blocks: [Int]) -> Signal? {
        var output = Signal(repeating: [], count: channelCount)
        var start = 0
        var number = 0
        while start < input[0].count {
            let end = min(input[0].count, start + blocks[number % blocks.count])
            guard
                let block = play(
                    input.map { Array($0[start..<end]) }, sidechain: sidechain.map { Array($0[start..<end]) })
            else { return nil }
            for channel in 0..<channelCount { output[channel] += block[channel] }
            start = end
            number += 1
        }
        return output
    }
}
