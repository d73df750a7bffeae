// Impulse responses for the convolver's tests, and sums to hold it against. Test threads.

import EffectHost
import EffectTestSupport
import Foundation
import Synchronization
import TestSupport

/// The convolver with an impulse response from memory, which the options name.
final class ConvolverBench {
    let module: EffectModule
    private let name = "\(UUID().uuidString).wav"

    private static let sounds = MemorySounds()
    /// Compiled once.
    private static let shared = Result {
        try EffectLoader(cache: nil, grants: EffectGrants(assets: sounds))
            .load(path: StagedEffects.modulePath("convolver"), name: "convolver")
    }

    init(_ response: PlanarSound, rate: Int = 48_000) throws {
        module = try Self.shared.get()
        Self.sounds[name] = SoundAsset(
            sampleRateHertz: Float(rate), channelCount: response.channelCount, samples: response.samples)
    }

    deinit { Self.sounds[name] = nil }

    /// What makes nothing but the response, as it is, heard.
    static let plain: [String: Float] = ["mix": 100, "normalise": 0]

    func rig(_ settings: [String: Float] = [:], channelCount: Int = 2, rate: Float = 48_000) throws -> EffectRig {
        // Set up once without, since only what is there can be given options.
        Self.sounds["impulse.wav"] = SoundAsset(sampleRateHertz: 48_000, channelCount: 1, samples: [1])
        let rig = try EffectRig(
            module, EffectFormat(sampleRateHertz: 48_000, channelCount: 2, maximumFrameCount: 64),
            values: module.descriptor.values(Self.plain.merging(settings) { $1 }.filter { $0.key != "start" }))
        if let start = settings["start"], let index = module.descriptor.index(of: "start") {
            try rig.instance.setParameter(index: index, value: start)
        }
        try rig.instance.setOptions("{\"impulse\":\"\(name)\"}")
        try rig.configure(
            EffectFormat(sampleRateHertz: rate, channelCount: channelCount, maximumFrameCount: 4_096))
        return rig
    }

    /// The output with the latency taken off, and the tail after it.
    func run(
        _ input: PlanarSound, _ settings: [String: Float] = [:], rate: Float = 48_000,
        blocks: BlockLengths = .mixed(seed: 5)
    ) throws -> PlanarSound {
        let rig = try rig(settings, channelCount: input.channelCount, rate: rate)
        let (latency, tail) = (rig.timing.latencyFrameCount, rig.timing.tailFrameCount)
        let output = try rig.process(input.followed(bySilence: latency + tail), blocks: blocks)
        return output.frames(latency..<output.frameCount)
    }

    /// Why the convolver refuses to start; nil if it doesn't.
    func refusal(_ settings: [String: Float] = [:], channelCount: Int = 2, rate: Float = 48_000) throws -> String? {
        do {
            _ = try rig(settings, channelCount: channelCount, rate: rate)
            return nil
        } catch let error as EffectError {
            guard case .fault(let fault) = error.kind, case .refused(let reason) = fault.cause else { throw error }
            return reason
        }
    }

    /// Seconds of noise that dies away.
    static func room(channelCount: Int, frameCount: Int, seed: UInt64) -> PlanarSound {
        var sound = PlanarSound.noise(channelCount: channelCount, frameCount: frameCount, amplitude: 0.2, seed: seed)
        for channel in 0..<channelCount {
            for frame in 0..<frameCount { sound[channel, frame] *= exp(-4 * Float(frame) / Float(frameCount)) }
        }
        return sound
    }

    /// A few samples far apart, at no block's or partition's ends: a sum over them is quick to make exactly.
    static func clicks(channelCount: Int, frameCount: Int) -> PlanarSound {
        var generator = SeededGenerator(seed: 41)
        var sound = PlanarSound(channelCount: channelCount, frameCount: frameCount)
        for channel in 0..<channelCount {
            for _ in 0..<5 {
                sound[channel, Int.random(in: 0..<frameCount, using: &generator)] = .random(
                    in: -1...1, using: &generator)
            }
        }
        return sound
    }

    /// Adds to `sums` what an input makes of a response, sample by sample in double precision.
    static func convolve(_ input: ArraySlice<Float>, _ response: ArraySlice<Float>, into sums: inout [Double]) {
        sums.withUnsafeMutableBufferPointer { sums in
            response.withUnsafeBufferPointer { response in
                for (frame, sample) in input.enumerated() where sample != 0 {
                    let factor = Double(sample)
                    for tap in 0..<min(response.count, sums.count - frame) {
                        sums[frame + tap] += factor * Double(response[tap])
                    }
                }
            }
        }
    }

    /// The greatest difference from exact sums, against their greatest, in dB.
    static func error(_ output: PlanarSound, _ exact: [[Double]]) -> Double {
        var (greatest, difference) = (0.0, 0.0)
        for (channel, sums) in exact.enumerated() {
            for frame in 0..<output.frameCount {
                let sum = frame < sums.count ? sums[frame] : 0
                greatest = max(greatest, abs(sum))
                difference = max(difference, abs(Double(output[channel, frame]) - sum))
            }
        }
        return 20 * log10(difference / greatest)
    }
}

/// Sounds by name.
private final class MemorySounds: AssetSource {
    private let sounds = Mutex<[String: SoundAsset]>([:])

    subscript(name: String) -> SoundAsset? {
        get { sounds.withLock { $0[name] } }
        set { sounds.withLock { $0[name] = newValue } }
    }

    func sound(_ name: AssetName, byteLimit: Int) throws(AssetRefusal) -> SoundAsset {
        guard let sound = self[name.text] else { throw AssetRefusal(.notFound, "asset ‘\(name)’ is not there") }
        return sound
    }

    func data(_ name: AssetName, byteLimit: Int) throws(AssetRefusal) -> DataAsset {
        throw AssetRefusal(.notFound, "asset ‘\(name)’ is not there")
    }
}
