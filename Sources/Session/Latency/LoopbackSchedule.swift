// What is played to measure a loopback, and when. A plain value, any thread; the audio thread asks whose turn it is.

import Foundation

/// Silence, then bursts on one channel after the other, again and again, then silence for as long as the last of them may
/// take to come back.
///
/// **Signal.** Each burst is a Gold code of its own. jack_iodelay's tones would give the delay as well, but of one cable
/// alone, since they sound all the time; and a sweep would have to be waited for before the next begins. Bursts that can't
/// be mistaken for one another may follow closely: with sixteen of them, latencies of seconds are found within seconds, and
/// it shows which output came back on which input, and whether there is more than one way. That codes bear distortion less
/// well than sweeps do is no matter where only the delay counts. Sources: F. Adriaensen, jack_delay (tones); S. Müller and
/// P. Massarani, "Transfer-function measurement with sweeps", JAES 49(6), 2001, which compares the others.
///
/// **Chips** last an even number of frames, about a twelve thousandth of a second: what converters let pass at any rate,
/// and a code that is shorter than two clocks take to come apart.
package struct LoopbackSchedule: Equatable, Sendable {
    /// The longest latency that is found.
    package static let longestDelaySeconds = 2.5
    private static let chipsPerSecond = 12_000.0
    /// Between two bursts.
    private static let gapSeconds = 0.03
    /// Before the first: what a device does as it starts is over, and the noise is listened to.
    private static let leadSeconds = 0.5
    /// The same where two clocks have to be brought together first.
    private static let settlingLeadSeconds = 2.0

    package let sampleRate: Double
    package let channelCount: Int
    package let repetitionCount: Int
    /// What the chips are, linear.
    package let amplitude: Double
    package let chipFrames: Int
    package let leadFrames: Int
    package let spacingFrames: Int
    package let longestDelayFrames: Int

    /// - Parameter settles: whether two clocks are being brought together.
    package init(sampleRate: Double, channelCount: Int, repetitionCount: Int, levelDecibels: Double, settles: Bool) {
        self.sampleRate = sampleRate
        self.channelCount = channelCount
        self.repetitionCount = repetitionCount
        amplitude = pow(10, levelDecibels / 20)
        chipFrames = 2 * max(1, Int((sampleRate / Self.chipsPerSecond / 2).rounded()))
        leadFrames = Int((settles ? Self.settlingLeadSeconds : Self.leadSeconds) * sampleRate)
        spacingFrames = GoldCode.chipCount * chipFrames + Int(Self.gapSeconds * sampleRate)
        longestDelayFrames = Int(Self.longestDelaySeconds * sampleRate)
    }

    package var codeFrames: Int { GoldCode.chipCount * chipFrames }
    package var burstCount: Int { channelCount * repetitionCount }
    package var frameCount: Int { leadFrames + burstCount * spacingFrames + longestDelayFrames }
    package var seconds: Double { Double(frameCount) / sampleRate }

    /// The burst of a channel in a repetition.
    package func burst(repetition: Int, channel: Int) -> Int { repetition * channelCount + channel }
    /// Where a burst begins.
    package func start(of burst: Int) -> Int { leadFrames + burst * spacingFrames }

    /// All that is played, whichever channel's it is.
    package func samples() -> [Float] {
        var samples = [Float](repeating: 0, count: frameCount)
        for burst in 0..<burstCount {
            let start = start(of: burst)
            for (index, chip) in GoldCode(burst).chips.enumerated() {
                let place = start + index * chipFrames
                for frame in place..<place + chipFrames { samples[frame] = Float(chip * amplitude) }
            }
        }
        return samples
    }

    /// Whose turn it is at a frame, and for how many frames more. Behind the last burst it is still the last channel's.
    @_noLocks
    package func turn(at frame: Int) -> (channel: Int, framesLeft: Int) {
        guard frame >= leadFrames else { return (0, leadFrames - frame) }
        let burst = (frame - leadFrames) / spacingFrames
        guard burst < channelCount * repetitionCount else { return (channelCount - 1, Int.max) }
        return (burst % channelCount, leadFrames + (burst + 1) * spacingFrames - frame)
    }
}
