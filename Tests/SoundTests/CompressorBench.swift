// Runs the compressor on sounds of constant magnitude and reads its gain off the output. Test threads.

import EffectHost
import EffectTestSupport
import Foundation

enum CompressorBench {
    /// A constant magnitude for each stretch of frames; the sign turns every few frames, so that it is a sound.
    static func steps(_ stretches: [(decibels: Double, frameCount: Int)]) -> [Float] {
        var samples: [Float] = []
        for (decibels, frameCount) in stretches {
            let amplitude = Float(pow(10, decibels / 20))
            for _ in 0..<frameCount { samples.append(samples.count / 7 % 2 == 0 ? amplitude : -amplitude) }
        }
        return samples
    }

    /// The compressor's output for a sound with these settings, others initial.
    static func run(
        _ channels: [[Float]], sidechain: [[Float]]? = nil, settings: [String: Float], rate: Double = 48_000
    ) throws -> (output: PlanarSound, latency: Int) {
        let module = try StagedEffects.module("compressor")
        let format = EffectFormat(
            sampleRateHertz: Float(rate), channelCount: channels.count, sidechainChannelCount: sidechain?.count ?? 0,
            maximumFrameCount: 4_096)
        let rig = try EffectRig(module, format, values: module.descriptor.values(settings))
        let output = try rig.process(
            PlanarSound(channels), sidechain: sidechain.map { PlanarSound($0) }, blocks: .fixed(1_000))
        return (output, rig.timing.latencyFrameCount)
    }

    /// The gain of a mono sound, frame by frame, in dB, with the latency taken off.
    static func gains(_ input: [Float], settings: [String: Float], rate: Double = 48_000) throws -> [Double] {
        let (output, latency) = try run([input], settings: settings, rate: rate)
        return (0..<input.count - latency).map { decibels(output[0, $0 + latency] / input[$0]) }
    }

    static func decibels(_ factor: Float) -> Double { 20 * log10(Double(factor)) }

    /// The level that the static curve makes of a level, all in dB.
    ///
    /// Source: Giannoulis, Massberg, Reiss, "Digital Dynamic Range Compressor Design", JAES 60(6), 2012, equation 4.
    static func curve(_ level: Double, threshold: Double, ratio: Double, knee: Double) -> Double {
        let over = level - threshold
        if 2 * over < -knee { return level }
        if 2 * abs(over) <= knee && knee > 0 { return level + (1 / ratio - 1) * pow(over + knee / 2, 2) / (2 * knee) }
        return over > 0 ? threshold + over / ratio : level
    }
}
