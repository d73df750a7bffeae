// Impulse responses for the convolver's tests, and sums to hold it against. Test threads.

import EffectHost
import EffectTestSupport
import Foundation
import TestSupport

/// The convolver with an impulse response in a folder of its own.
struct ConvolverBench {
    let folder: TemporaryFolder
    let module: EffectModule

    /// Writes `impulse.wav`.
    init(_ response: PlanarSound, rate: Int = 48_000) throws {
        folder = try TemporaryFolder("cajon-convolver")
        try folder.write(Self.wav(response, rate: rate), "impulse.wav")
        module = try StagedEffects.loader(granting: URL(filePath: folder.path))
            .load(path: StagedEffects.modulePath("convolver"), name: "convolver")
    }

    func rig(_ settings: [String: Float] = [:], channelCount: Int = 2, rate: Float = 48_000) throws -> EffectRig {
        let format = EffectFormat(sampleRateHertz: rate, channelCount: channelCount, maximumFrameCount: 4_096)
        // Nothing but the response, as it is.
        let plain: [String: Float] = ["mix": 100, "normalise": 0]
        return try EffectRig(module, format, values: module.descriptor.values(plain.merging(settings) { $1 }))
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

    /// A WAV file of floats.
    static func wav(_ sound: PlanarSound, rate: Int) -> [UInt8] {
        func bytes<Value>(_ value: Value) -> [UInt8] { withUnsafeBytes(of: value) { Array($0) } }
        var data: [UInt8] = []
        for frame in 0..<sound.frameCount {
            for channel in 0..<sound.channelCount { data += bytes(sound[channel, frame].bitPattern.littleEndian) }
        }
        let width = 4 * sound.channelCount
        let format =
            bytes(UInt16(3)) + bytes(UInt16(sound.channelCount)) + bytes(UInt32(rate)) + bytes(UInt32(rate * width))
            + bytes(UInt16(width)) + bytes(UInt16(32))
        let body = Array("WAVEfmt ".utf8) + bytes(UInt32(16)) + format + Array("data".utf8) + bytes(UInt32(data.count))
        return Array("RIFF".utf8) + bytes(UInt32(body.count + data.count)) + body + data
    }
}
