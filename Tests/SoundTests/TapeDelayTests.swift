// The tape delay: when echoes come, how loud, how they saturate, and how the motor turns.

import EffectHost
import EffectTestSupport
import Foundation
import Testing

@Suite("The tape delay")
struct TapeDelayTests {
    /// A clean machine: no swaying, wide open, echoes alone.
    private static let clean: [String: Float] = [
        "wow": 0, "flutter": 0, "drive": 0, "low-cut": 20, "high-cut": 16_000, "mix": 100,
    ]

    private static func peak(_ samples: [Float], _ range: Range<Int>) -> (frame: Int, value: Float) {
        let frame = range.max { abs(samples[$0]) < abs(samples[$1]) }!
        return (frame, samples[frame])
    }

    @Test("echoes at its time, to the frame, again and again", arguments: [44_100, 48_000, 96_000] as [Float])
    func time(rate: Float) throws {
        let bench = try ScriptBench("tape-delay", rateHertz: rate)
        let settings = Self.clean.merging(["time": 250, "feedback": 50]) { $1 }
        let response = try bench.impulseResponse(settings, frameCount: Int(rate), amplitude: 0.1)
        let time = Int(rate / 4)
        let peaks = (1...3).map { Self.peak(response, $0 * time - time / 2..<$0 * time + time / 2) }
        // Each round the high cut may put the greatest sample off by a part of a frame.
        #expect(peaks[0].frame == time)
        for (round, peak) in peaks.enumerated() { #expect(abs(peak.frame - (round + 1) * time) <= 1) }
        #expect(response[..<time].allSatisfy { $0 == 0 })
        // Feedback halves it, the filters take some more.
        for (first, second) in zip(peaks, peaks.dropFirst()) {
            #expect((0.3...0.5).contains(second.value / first.value))
        }
    }

    @Test("keeps quiet sounds as they are and holds loud ones below 1, however hard it is driven")
    func saturation() throws {
        let bench = try ScriptBench("tape-delay")
        for (drive, level) in [(0, 1), (12, 0.2512), (24, 0.0631)] as [(Float, Float)] {
            let settings = Self.clean.merging(["time": 20, "feedback": 0, "drive": drive]) { $1 }
            func peak(_ amplitude: Float) throws -> Float {
                let sine = PlanarSound(channelCount: 1, frameCount: 9_600) { _, frame in
                    amplitude * Float(sin(2 * Double.pi * 500 * Double(frame) / 48_000))
                }
                return try bench.run(settings, sine).frames(4_800..<9_600).peak
            }
            #expect(abs(try peak(0.001) / 0.001 - 1) < 0.01)
            // At most full scale over the drive, but for the low cut: it tilts a flattened wave of 500 Hz, 1 ms a side, by
            // 1 - exp(-2 pi 20 / 1000), 12 %, half of that above.
            #expect(try peak(4) < level * 1.07)
        }
    }

    @Test("sways by what wow and flutter say")
    func sway() throws {
        // A sine's phase tells the delay: a line of zero crossings would do, a product with the sine does better.
        let (hertz, rate, count) = (1_000.0, 48_000.0, 240_000)
        let sine = PlanarSound(channelCount: 1, frameCount: count) { _, frame in
            let angle = 2 * Double.pi * hertz * Double(frame) / rate
            return Float(0.1 * sin(angle))
        }
        let bench = try ScriptBench("tape-delay")
        for (wow, flutter, span) in [(0, 0, 0), (100, 0, 0.003), (0, 100, 0.0002)] as [(Float, Float, Double)] {
            let settings = Self.clean.merging(["time": 100, "feedback": 0, "wow": wow, "flutter": flutter]) { $1 }
            let output = try bench.run(settings, sine)
            var delays: [Double] = []
            var unwrapped = 0.0
            for start in stride(from: 48_000, to: count - 96, by: 96) {
                var (real, imaginary) = (0.0, 0.0)
                for frame in start..<start + 96 {
                    let angle = 2 * Double.pi * hertz * Double(frame) / rate
                    real += Double(output[0, frame]) * sin(angle)
                    imaginary += Double(output[0, frame]) * cos(angle)
                }
                let delay = -atan2(imaginary, real) / (2 * .pi * hertz)
                // Whole periods are lost; the delay moves by far less from one window to the next.
                if let last = delays.last { unwrapped -= ((delay + unwrapped - last) * hertz).rounded() / hertz }
                delays.append(delay + unwrapped)
            }
            let found = delays.max()! - delays.min()!
            // Windows of 2 ms flatten a flutter of 150 ms by 0.03 %.
            #expect(abs(found - span) < 0.01 * span + 1e-6, "wow \(wow), flutter \(flutter): \(found) s, not \(span)")
        }
    }

    @Test("changes no bit at a mix of 0")
    func noMix() throws {
        let input = PlanarSound.noise(channelCount: 2, frameCount: 30_000, seed: 44)
        #expect(try ScriptBench("tape-delay").run(["mix": 0], input).difference(from: input) == nil)
    }
}
