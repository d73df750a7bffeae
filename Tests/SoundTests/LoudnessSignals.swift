// The minimum requirements' test signals of EBU Tech 3341 and 3342, made from their descriptions, and what the effect's
// meters show of them. Pure functions and test threads.

import EffectHost
import EffectTestSupport
import Foundation

enum LoudnessSignals {
    /// A tone of 1 kHz, or silence.
    struct Part {
        let seconds: Double
        /// The peak, in dBFS.
        let level: Double?

        init(_ seconds: Double, _ level: Double?) {
            self.seconds = seconds
            self.level = level
        }
    }

    static func tones(_ parts: [Part], rate: Double = 48_000, hertz: Double = 1_000) -> [Float] {
        var samples: [Float] = []
        for part in parts {
            let count = Int((part.seconds * rate).rounded())
            guard let level = part.level else {
                samples += Array(repeating: 0, count: count)
                continue
            }
            let amplitude = pow(10, level / 20)
            let step = 2 * Double.pi * hertz / rate
            samples += (0..<count).map { Float(amplitude * sin(step * Double($0))) }
        }
        return samples
    }

    /// The same in both channels.
    static func stereo(_ samples: [Float]) -> PlanarSound { PlanarSound([samples, samples]) }

    static func stereo(_ parts: [Part], rate: Double = 48_000) -> PlanarSound { stereo(tones(parts, rate: rate)) }

    /// Cases 15 to 19 of Tech 3341: a sine that comes and goes within 10 ms.
    static func sine(framesPerPeriod: Double, amplitude: Double, degrees: Double, rate: Double = 48_000) -> [Float] {
        let count = Int(rate)
        return (0..<count).map { frame in
            let phase = 2 * Double.pi * Double(frame) / framesPerPeriod + degrees * Double.pi / 180
            return Float(amplitude * sin(phase) * fade(frame, count, Int(rate) / 100))
        }
    }

    private static func fade(_ frame: Int, _ count: Int, _ length: Int) -> Double {
        min(1, Double(min(frame, count - 1 - frame)) / Double(length))
    }

    /// Cases 20 to 23: a sine of a sixth of the rate with one period of a quarter of it, twice as high, in its middle;
    /// made at four times the rate, filtered, and every fourth sample taken from `offset` on.
    static func burst(offset: Int, rate: Double = 48_000) -> [Float] {
        let count = Int(rate * 4 / 5)
        let start = count / 2 / 24 * 24
        let source = (0..<count).map { frame -> Double in
            let place = frame - start
            let turns: Double
            var amplitude = 0.5
            if place < 0 {
                turns = Double(frame) / 24
            } else if place < 16 {
                turns = Double(place) / 16
                amplitude = 1
            } else {
                turns = Double(place - 16) / 24
            }
            return amplitude * sin(2 * Double.pi * turns) * fade(frame, count, Int(rate) / 25)
        }
        let reach = 255
        let kernel = (-reach...reach).map { place -> Double in
            let x = Double(place) / 4
            let sinc = place == 0 ? 1 : sin(Double.pi * x) / (Double.pi * x)
            let angle = Double.pi * Double(place) / Double(reach)
            return sinc * (0.42 + 0.5 * cos(angle) + 0.08 * cos(2 * angle)) / 4
        }
        return stride(from: offset, to: count, by: 4).map { frame in
            var sum = 0.0
            for place in max(-reach, frame - count + 1)...min(reach, frame) {
                sum += kernel[place + reach] * source[frame - place]
            }
            return Float(sum)
        }
    }
}

/// The effect with its meters.
struct LoudnessRig {
    let rig: EffectRig

    init(channelCount: Int = 2, rate: Double = 48_000, _ settings: [String: Float] = [:]) throws {
        let module = try StagedEffects.module("loudness")
        let format = EffectFormat(
            sampleRateHertz: Float(rate), channelCount: channelCount, maximumFrameCount: 4_096)
        rig = try EffectRig(module, format, values: module.descriptor.values(settings))
    }

    /// Plays a sound; returns what comes out.
    @discardableResult
    func play(_ sound: PlanarSound) throws -> PlanarSound { try rig.process(sound, blocks: .fixed(4_096)) }

    /// What a meter shows; NaN for nothing.
    func read(_ id: String) throws -> Double {
        let reading = try rig.instance.readMeters().first { $0.meter.id == id }
        return Double(reading?.value ?? .nan)
    }

    /// What a meter shows after a sound.
    static func read(_ id: String, after sound: PlanarSound, rate: Double = 48_000) throws -> Double {
        let rig = try LoudnessRig(channelCount: sound.channelCount, rate: rate)
        try rig.play(sound)
        return try rig.read(id)
    }
}
