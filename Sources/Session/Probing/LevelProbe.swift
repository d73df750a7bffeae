// How loud a preset lets sines of different levels out. Runs wholly on the thread that calls it.

package import AudioGraph
import EffectHost
import Foundation
package import Presets
import Realtime

/// Measures the static level curve: a sine at one level after the other, each until the output has settled.
package struct LevelProbe: Sendable {
    /// A level in, and what came out. Units: dBFS, 0 for a sine of full scale.
    package struct Step: Sendable, Encodable {
        package let inputDecibels: Double
        /// By its mean square; `LevelProbe.floorDecibels` for silence.
        package let outputDecibels: Double
        /// Whether it had settled when the time was over.
        package let hasSettled: Bool
    }

    package struct Curve: Sendable {
        /// From the lowest level up.
        package let rising: [Step]
        /// From the highest level down, in the order of rising levels; empty if it wasn't asked for.
        package let falling: [Step]
        package let warnings: [String]
    }

    package static let floorDecibels = -200.0
    /// Two windows that differ by less are the same.
    private static let settledDecibels = 0.002
    /// As long as a window at least, and whole periods: 0.1 s.
    private static let windowSeconds = 0.1

    package var format: RenderFormat
    package var frequencyHertz = 1_000.0
    /// From the lowest up.
    package var levels: [Double]
    /// The channel that is measured; all are driven.
    package var channel = 0
    /// The time that a level has to settle.
    package var longestSeconds = 5.0

    package init(format: RenderFormat, levels: [Double]) {
        self.format = format
        self.levels = levels
    }

    /// Errors: an effect failed or refused the format; the graph can't be rendered.
    package func run(
        _ preset: ResolvedPreset, store: EffectStore, measuresFalling: Bool = true,
        log: @escaping OfflineRender.Log = { _, _ in }
    ) throws(RenderError) -> Curve {
        var run = try ProbeRun(preset, format: format, store: store, log: log)
        var rising: [Step] = []
        for level in levels { rising.append(try settle(&run, level)) }
        var falling: [Step] = []
        if measuresFalling { for level in levels.reversed() { falling.append(try settle(&run, level)) } }
        return Curve(rising: rising, falling: falling.reversed(), warnings: run.warnings)
    }

    /// Frames of a window: as near to whole periods as frames allow.
    private var windowFrameCount: Int {
        let period = format.sampleRate / frequencyHertz
        let count = max((Self.windowSeconds * format.sampleRate / period).rounded(.up), 1)
        return max(Int((count * period).rounded()), 1)
    }

    /// Plays a level window by window, until three in a row are the same.
    private func settle(_ run: inout ProbeRun, _ decibels: Double) throws(RenderError) -> Step {
        let window = windowFrameCount
        let amplitude = pow(10, decibels / 20)
        // What was heard before has to get out first.
        try play(&run, amplitude, frameCount: run.latencyFrameCount) { _ in }
        var last: [Double] = []
        let windowCount = max(Int(longestSeconds * format.sampleRate) / window, 3)
        for _ in 0..<windowCount {
            var sum = 0.0
            try play(&run, amplitude, frameCount: window) { sample in sum += Double(sample) * Double(sample) }
            let power = 2 * sum / Double(window)
            let level = power > 0 ? max(10 * log10(power), Self.floorDecibels) : Self.floorDecibels
            last = last.suffix(2) + [level]
            if last.count == 3, last.max()! - last.min()! < Self.settledDecibels {
                return Step(inputDecibels: decibels, outputDecibels: level, hasSettled: true)
            }
        }
        return Step(inputDecibels: decibels, outputDecibels: last.last ?? Self.floorDecibels, hasSettled: false)
    }

    private func play(
        _ run: inout ProbeRun, _ amplitude: Double, frameCount: Int, take: (Float) -> Void
    ) throws(RenderError) {
        var left = frameCount
        while left > 0 {
            let count = min(left, format.maximumFrames)
            let start = run.position
            let step = frequencyHertz / format.sampleRate
            let block = try run.render(frameCount: count) { block in
                for frame in 0..<block.frameCount {
                    let turns = (Double(start + frame) * step).truncatingRemainder(dividingBy: 1)
                    let sample = Float(amplitude * sin(2 * .pi * turns))
                    // SAFETY: each channel has `frameCount` frames.
                    for index in 0..<block.channelCount { block.base[index * block.frameCount + frame] = sample }
                }
            }
            // SAFETY: the channel has `count` frames.
            for frame in 0..<count { take(block.base[channel * count + frame]) }
            left -= count
        }
    }
}
